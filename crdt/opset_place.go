package crdt

import (
	"maps"
	"slices"
)

// place returns where in its parent an object is. The object is not the root.
func (o *object) place() location { return location{o.parent, o.key, o.elem} }

// namesItem reports whether a place is the id of an item of a list.
func (p location) namesItem() bool {
	return p.key == "id" && p.object.parent != nil && p.object.parent.kind == ActionMakeList
}

// valuesAt returns the values of a place, ascending. The caller must not modify the slice.
func (s *OpSet) valuesAt(place location) []entry {
	if place.object.seq != nil {
		return place.object.seq.at(place.elem).survivors()
	}
	return place.object.keys[place.key]
}

// idOf returns the id of an object; zero for the root.
func (s *OpSet) idOf(o *object) OpID { return OpID{o.id.counter, s.names[o.id.actor]} }

// opAt returns an operation on a place that overwrites the given values, which are ascending. Of too many for one
// operation it takes the last.
func (s *OpSet) opAt(place location, values []entry) Op {
	op := Op{Obj: s.idOf(place.object), Key: place.key}
	if place.elem != 0 {
		op.List, op.Elem = true, s.id(&place.object.seq.at(place.elem).entry)
	}
	if len(values) > maxOpPreds {
		values = values[len(values)-maxOpPreds:]
	}
	for i := range values {
		op.Pred = append(op.Pred, s.id(&values[i]))
	}
	return op
}

// top returns the greatest counter of all operations.
func (s *OpSet) top() (top uint64) {
	for _, last := range s.last {
		top = max(top, last)
	}
	return top
}

// sortedKeys returns the keys of a map, sorted.
func (o *object) sortedKeys() []string { return slices.Sorted(maps.Keys(o.keys)) }
