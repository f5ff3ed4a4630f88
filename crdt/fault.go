package crdt

import (
	"slices"

	"roomkey/crm"
)

// fault is one place that a change leaves as it may not be, and what puts it right.
type fault struct {
	place  location
	err    *crm.Error
	mends  []mend
	order  int  // of the first operation of the change that touches the place
	filled bool // the place has a value that counts, once it is mended
}

// inspector finds the faults of one change. It is made before the change is applied, and looks while it is.
type inspector struct {
	*schemaPaths
	*priorState
	policy Policy
	change *Change

	roots   map[string]bool
	faults  []fault
	typed   *object           // the text in which the operation before writes, if that is no fault as a whole
	places  map[location]bool // the places that were looked at; true: at fault
	visible map[*object]bool  // the answers of shown
	touched []*object         // lists, texts and maps that the change writes to or makes, each once
	seen    map[*object]bool  // the objects in touched
	deltas  map[*object]size  // by how much the mends change the length of a list or text
	groups  map[string]filled // the root keys of either-or groups that the change writes
	breaks  map[*object]map[uint32]string
}

func newInspector(p Policy, s *OpSet, c *Change) *inspector {
	return &inspector{
		schemaPaths: newSchemaPaths(s, p.Type, p.Private), priorState: newPriorState(p, s, c), policy: p, change: c,
		roots: map[string]bool{}, places: map[location]bool{}, visible: map[*object]bool{}, seen: map[*object]bool{},
		deltas: map[*object]size{}, groups: map[string]filled{},
	}
}

// elementOf returns the element that an operation inserts or changes.
func (in *inspector) elementOf(o *object, op *Op) uint32 {
	ref := op.Elem
	if op.Insert {
		ref = op.ID
	}
	at, _ := in.set.element(o.seq, ref)
	return at
}

// shown reports whether an object is the document, or one of the values of a place that is shown and not at fault.
func (in *inspector) shown(o *object) bool {
	if o.parent == nil {
		return true
	}
	if in.places[o.place()] {
		return false
	}
	shown, known := in.visible[o]
	if !known {
		shown = slices.ContainsFunc(in.set.valuesAt(o.place()), func(e entry) bool { return e.ref() == o.id })
		in.visible[o] = shown
	}
	return shown && in.shown(o.parent)
}

// touch notes that the change writes to the object, or makes it.
func (in *inspector) touch(o *object) {
	if !in.seen[o] {
		in.seen[o] = true
		in.touched = append(in.touched, o)
	}
}

// report notes a fault of a place.
func (in *inspector) report(place location, f fault) {
	in.places[place] = true
	f.place = place
	in.faults = append(in.faults, f)
}

// pointerAt returns the pointer of what the change's operation with this number writes.
func (in *inspector) pointerAt(order int) string {
	op := &in.change.Ops[order]
	return in.pointer(in.set.object(op.Obj), op)
}
