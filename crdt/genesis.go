package crdt

import (
	"crypto/sha256"
	"strconv"
	"sync"
	"unicode/utf8"

	"roomkey/crm"
)

// The versions of the fixed first changes are part of their actors. If a change of the schema changes the first changes
// of a half, increase its version and move the old hashes to formerGenesis, because existing documents begin with them.
// The other half keeps its version: two devices may each begin the same private document, and must begin it alike.
const (
	sharedGenesis  = "2" // 2: briefing
	privateGenesis = "1"
)

// formerGenesis are the hashes of the fixed first changes of older versions.
var formerGenesis = []string{
	// 1
	"652b6704d582f197b14942508d1c1f66875bdf8ab9aec7ac4da267430f346e34", // escrow
	"9f6267084a959499d4fec05ea56789c452f45d5e8631de352374823476f1cbf4", // listing
	"5fcc4f8bfa5b639064bdf5a5947cdc0cc4957a2dad162d42d57e77bab40cb1b2", // client
	"3bc62453153285c6cc484f39d6e2950546ded18054ad1a809b89d58690914862", // appointment
	"d3cd04538c60ca52bc12f11000a62d7fb53b900064acdcd73b58882ce4af7b2e", // lead
}

// Genesis returns the fixed first change of a document of this type. In a shared document it sets the type. It makes
// every list, map and collaborative text of the shared or the private half, so that two devices never make two of them.
// It is the same on every machine: fixed actor, time 0, no dependencies. It is nil if the half has nothing to make. The
// change belongs to the caller.
func Genesis(t *crm.RecordType, private bool) *Change {
	version, half := sharedGenesis, "shared"
	if private {
		version, half = privateGenesis, "private"
	}
	w := writer{c: &Change{Actor: genesisActor(version, t.Name, half), Seq: 1, StartOp: 1}}
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

// IsGenesis reports whether h is the hash of a fixed first change, of any type and half. Such a change has no author.
func IsGenesis(h Hash) bool { return genesisHashes()[h] }

var genesisHashes = sync.OnceValue(func() map[Hash]bool {
	hashes := map[Hash]bool{}
	for _, text := range formerGenesis {
		h, err := crm.ParseHash(text)
		if err != nil {
			panic("crdt: a former first change: " + err.Error()) // they are constants
		}
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

func genesisActor(version, recordType, half string) Actor {
	sum := sha256.Sum256([]byte("roomkey/genesis/" + version + "/" + recordType + "/" + half))
	return Actor(sum[:16])
}

// IsGenesisActor reports whether a is the actor of a fixed first change, of any type, half and version. Nobody may
// write by it: it is the same in all documents.
func IsGenesisActor(a Actor) bool { return genesisActors()[a] }

var genesisActors = sync.OnceValue(func() map[Actor]bool {
	actors := map[Actor]bool{}
	for half, last := range map[string]string{"shared": sharedGenesis, "private": privateGenesis} {
		versions, err := strconv.Atoi(last)
		if err != nil {
			panic("crdt: the version of first changes: " + err.Error()) // it is a constant
		}
		for version := range versions {
			for _, t := range crm.Types {
				actors[genesisActor(strconv.Itoa(version+1), t.Name, half)] = true
			}
		}
	}
	return actors
})

// writer appends operations to a change.
type writer struct{ c *Change }

// add appends an operation, assigns its id and returns the id.
func (w *writer) add(op Op) OpID {
	op.ID = OpID{w.c.StartOp + uint64(len(w.c.Ops)), w.c.Actor}
	w.c.Ops = append(w.c.Ops, op)
	return op.ID
}

// text makes a Text at a map's key.
func (w *writer) text(obj OpID, key, value string) {
	made := w.add(Op{Obj: obj, Key: key, Action: ActionMakeText})
	w.characters(made, OpID{}, value)
}

// characters inserts one element per code point after the given element of a text, and returns the last element.
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

// container makes the field's object in a map, and the containers within it, if the field is a container.
func (w *writer) container(obj OpID, f *crm.Field) {
	if !f.Container() {
		return
	}
	made := w.add(Op{Obj: obj, Key: f.Name, Action: makes(f)})
	for i := range f.Fields {
		w.container(made, &f.Fields[i])
	}
}

// makes returns the action that makes a container field's object.
func makes(f *crm.Field) Action {
	switch f.Kind {
	case crm.KindList:
		return ActionMakeList
	case crm.KindMap:
		return ActionMakeMap
	}
	return ActionMakeText
}
