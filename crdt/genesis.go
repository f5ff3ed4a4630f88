package crdt

import (
	"crypto/sha256"
	"sync"
	"unicode/utf8"

	"roomkey/crm"
)

// genesisVersion is part of the actors of the fixed first changes. Raise it with every change of the schema that makes
// another first change, and move the old hashes to formerGenesis: documents that begin with them live on.
const genesisVersion = "1"

// formerGenesis are the hashes of fixed first changes that older versions made.
var formerGenesis = []Hash{}

// Genesis is the fixed first change of a document of this type: it names the type, in a shared document, and makes every
// list, map and collaborative text of the shared or the private half, so that two devices never make two of them. It is
// the same on every machine: fixed actor, time 0, no dependencies. It is nil where the half has nothing to make. The
// change is the caller's.
func Genesis(t *crm.RecordType, private bool) *Change {
	half := "shared"
	if private {
		half = "private"
	}
	sum := sha256.Sum256([]byte("roomkey/genesis/" + genesisVersion + "/" + t.Name + "/" + half))
	w := writer{c: &Change{Actor: Actor(sum[:16]), Seq: 1, StartOp: 1}}
	if !private {
		w.text(OpID{}, "type", t.Name)
	}
	for i := range t.Fields {
		if f := &t.Fields[i]; f.Private == private {
			w.container(OpID{}, f)
		}
	}
	if len(w.c.Ops) == 0 {
		return nil
	}
	if err := EncodeChange(w.c); err != nil {
		panic("crdt: the fixed first change of " + t.Name + ": " + err.Error()) // the schema is a constant
	}
	return w.c
}

// IsGenesis reports whether the hash is that of a fixed first change, of any type and half. Such a change is nobody's.
func IsGenesis(h Hash) bool { return genesisHashes()[h] }

var genesisHashes = sync.OnceValue(func() map[Hash]bool {
	hashes := map[Hash]bool{}
	for _, h := range formerGenesis {
		hashes[h] = true
	}
	for _, t := range crm.Types {
		for _, private := range []bool{false, true} {
			if c := Genesis(t, private); c != nil {
				hashes[c.Hash] = true
			}
		}
	}
	return hashes
})

// writer appends operations to a change.
type writer struct{ c *Change }

// add appends an operation and gives it its id, which it returns.
func (w *writer) add(op Op) OpID {
	op.ID = OpID{w.c.StartOp + uint64(len(w.c.Ops)), w.c.Actor}
	w.c.Ops = append(w.c.Ops, op)
	return op.ID
}

// text makes a Text under a map's key.
func (w *writer) text(obj OpID, key, value string) {
	made := w.add(Op{Obj: obj, Key: key, Action: ActionMakeText})
	w.characters(made, OpID{}, value)
}

// characters inserts one element for each code point, after the given element of a text, and returns the last.
func (w *writer) characters(text, after OpID, value string) OpID {
	for len(value) > 0 {
		_, n := utf8.DecodeRuneInString(value)
		after = w.add(Op{
			Obj: text, Elem: after, List: true, Insert: true, Action: ActionSet,
			Value: Value{Type: ValueString, Bytes: value[:n]},
		})
		value = value[n:]
	}
	return after
}

// container makes the field's object in a map, and those within it, if the field is a container.
func (w *writer) container(obj OpID, f *crm.Field) {
	if !f.Container() {
		return
	}
	made := w.add(Op{Obj: obj, Key: f.Name, Action: makes(f)})
	for i := range f.Fields {
		w.container(made, &f.Fields[i])
	}
}

// makes is the action that makes a container field's object.
func makes(f *crm.Field) Action {
	switch f.Kind {
	case crm.KindList:
		return ActionMakeList
	case crm.KindMap:
		return ActionMakeMap
	}
	return ActionMakeText
}
