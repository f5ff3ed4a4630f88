package crdt_test

import (
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// scene is a document with its fixed first change and one note of alice's after it.
type scene struct {
	*crdt.OpSet
	next  uint64               // counter of the next operation
	made  map[string]crdt.OpID // containers of the first change, by name
	note  crdt.OpID            // alice's note
	field map[string]crdt.OpID // the operations that set the note's fields

	changes []*crdt.Change
}

// add encodes a change, which is its actor's first and follows the others, and adds it.
func (sc *scene) add(t *testing.T, p pen) {
	t.Helper()
	var deps []crdt.Hash
	if len(sc.changes) > 0 {
		deps = append(deps, sc.changes[len(sc.changes)-1].Hash)
	}
	sc.changes = append(sc.changes, add(t, sc.OpSet, p.encode(t, 1, deps...)))
	sc.next = p.MaxOp() + 1
}

func newScene(t *testing.T, recordType string, private bool) *scene {
	t.Helper()
	sc := &scene{OpSet: crdt.NewOpSet(), made: map[string]crdt.OpID{}, field: map[string]crdt.OpID{}}
	genesis := crdt.Genesis(crm.TypeNamed(recordType), private)
	if genesis == nil {
		t.Fatal("no first change")
	}
	for _, op := range genesis.Ops {
		if op.Action.Makes() {
			sc.made[op.Key] = op.ID
		}
	}
	sc.add(t, pen{genesis})
	if private {
		return sc
	}
	p := write("alice's actor", sc.next)
	sc.note = p.pushes(sc.made["notes"], root, crdt.ActionMakeMap)
	sc.field["id"] = p.set(sc.note, "id", "n1")
	sc.field["author"] = p.text(sc.note, "author", alice.String())
	sc.field["body"] = p.text(sc.note, "body", "hello")
	sc.add(t, p)
	return sc
}

func mark(p pen, text crdt.OpID, name string) {
	p.op(crdt.Op{Obj: text, List: true, Insert: true, Action: crdt.ActionMark, Mark: name, Value: primitive(true)})
}

func noteBy(sc *scene, p pen, id string, author crm.ID) crdt.OpID {
	note := p.pushes(sc.made["notes"], root, crdt.ActionMakeMap)
	p.set(note, "id", id)
	p.text(note, "author", author.String())
	return note
}
