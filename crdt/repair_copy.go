package crdt

import (
	"maps"
	"slices"

	"roomkey/crm"
)

// maxRepairOps limits one repair to less than a change may hold. The next repair does the rest.
const maxRepairOps = 8_000

// Fold names a container of the schema that needs a repair.
type Fold struct {
	Pointer string // path within the document: "/notes", "/commission/splits"; list items by their id
	Make    bool   // the container is missing; otherwise several containers compete
}

// repairer writes a repair.
type repairer struct {
	copier
	owner func(Actor) crm.ID // nil: unknown
	found []Fold
}

// copier writes operations that copy and delete values of a set.
type copier struct {
	writer
	s *OpSet
}

func (f *copier) id(o *object) OpID { return f.s.idOf(o) }

func (f *copier) full(more int) bool { return len(f.c.Ops)+more > maxRepairOps }

// delete removes all surviving values of a key or element.
func (f *copier) delete(op Op, survivors []entry) {
	op.Action = ActionDelete
	for i := range survivors {
		op.Pred = append(op.Pred, f.s.id(&survivors[i]))
	}
	f.add(op)
}

// copy writes the value of e to the key or element that op names, and returns the id of the first operation.
func (f *copier) copy(op Op, e *entry) OpID {
	if e.kind != kindObject {
		op.Action, op.Value = ActionSet, e.value()
		return f.add(op)
	}
	op.Action = e.makes()
	made, o := f.add(op), f.s.objects[e.ref()]
	switch {
	case o.seq == nil:
		for _, key := range slices.Sorted(maps.Keys(o.keys)) {
			list := o.keys[key]
			f.copy(Op{Obj: made, Key: key}, &list[len(list)-1])
		}
	case o.seq.text:
		f.characters(made, OpID{}, f.s.content(o.seq))
	default:
		last := OpID{}
		f.s.walk(o.seq, func(_ uint32, el *element) bool {
			last = f.copy(Op{Obj: made, Elem: last, List: true, Insert: true}, el.winner())
			return true
		})
	}
	return made
}

// size returns an upper bound of the operations that copy writes.
func (f *copier) size(e *entry) int {
	if e.kind != kindObject {
		return 1
	}
	n, o := 1, f.s.objects[e.ref()]
	switch {
	case o.seq == nil:
		for _, list := range o.keys {
			n += f.size(&list[len(list)-1])
		}
	case o.seq.text:
		n += o.seq.bytes
	default:
		f.s.walk(o.seq, func(_ uint32, el *element) bool {
			n += f.size(el.winner())
			return true
		})
	}
	return n
}
