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
	policy  Policy
	change  *Change
	lenient bool // what is missing, doubled or unclean is no fault

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

// filled says of a root key whether it had a value that counts, and whether it has one once it is mended.
type filled struct {
	order         int
	before, after bool
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

// shown reports whether an object is the document, or one of the values of a place that is shown and not at fault. A
// list of notes that was overwritten counts as shown, because [Repair] moves notes out of it.
func (in *inspector) shown(o *object) bool {
	if o.parent == nil || !in.private && in.set.isNotes(o) {
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

// pointerOf returns the pointer of a place: a key, a list item by its id or index, or the text that an element is in.
func (in *inspector) pointerOf(place location) string {
	o := place.object
	switch {
	case o.parent == nil && place.key == in.nameKey():
		return "/" + place.key // it is no field of either half
	case o.seq == nil:
		return in.path(o) + "/" + crm.Escape(place.key)
	case o.kind == ActionMakeText:
		return in.path(o)
	}
	for _, values := range [][]entry{in.set.valuesAt(place), in.values[place]} {
		if len(values) > 0 && values[len(values)-1].kind == kindObject {
			return in.path(in.set.objects[values[len(values)-1].ref()])
		}
	}
	return in.path(o) + in.step(o, place.elem)
}
