package crdt

import (
	"slices"

	"roomkey/crm"
)

// inspect looks at the applied change. Its error rejects the change.
func (in *inspector) inspect() error {
	for i := range in.change.Ops {
		op := &in.change.Ops[i]
		if in.typed != nil && op.Obj == in.change.Ops[i-1].Obj {
			in.element(in.typed, i)
			continue
		}
		in.typed = nil
		o := in.set.object(op.Obj)
		in.roots[in.root(o, op.Key)] = true
		if op.Action == ActionMark && o.kind != ActionMakeText {
			return crm.Invalid(in.pointer(o, op), "only a text has marks")
		}
		if !in.shown(o) {
			continue
		}
		in.touch(o)
		switch {
		case o.kind == ActionMakeText:
			in.character(o, i)
		case o.seq != nil:
			in.place(location{object: o, elem: in.elementOf(o, op)}, i)
		default:
			in.place(location{object: o, key: op.Key}, i)
		}
	}
	err := in.checkAuthors()
	if !in.lenient {
		in.requireOne()
	}
	slices.SortStableFunc(in.faults, func(a, b fault) int { return a.order - b.order })
	for _, o := range in.touched {
		in.checkLength(o)
	}
	if !in.policy.Server {
		in.checkIDs()
	}
	return err
}

// lookAtRoots only notes which root keys the change touches.
func (in *inspector) lookAtRoots() {
	for i := range in.change.Ops {
		op := &in.change.Ops[i]
		in.roots[in.root(in.set.object(op.Obj), op.Key)] = true
	}
}

// inspectAll looks at the whole document as if the change had written all of it.
func (in *inspector) inspectAll() {
	in.by.all = true
	for _, key := range in.set.root.sortedKeys() {
		if key != in.nameKey() {
			in.inspectBelow(location{object: in.set.root, key: key})
		}
	}
	if !in.policy.Server {
		in.checkIDs()
	}
}

// inspectBelow looks at a place and at everything below it.
func (in *inspector) inspectBelow(place location) {
	delete(in.places, place)
	in.place(place, len(in.change.Ops)-1)
	if in.places[place] {
		return
	}
	for _, e := range in.set.valuesAt(place) {
		if e.kind != kindObject {
			continue
		}
		o := in.set.objects[e.ref()]
		in.checkLength(o)
		switch {
		case o.kind == ActionMakeText: // a place of its own
		case o.seq != nil:
			in.set.walk(o.seq, func(at uint32, _ *element) bool {
				in.inspectBelow(location{object: o, elem: at})
				return len(in.faults) == 0
			})
		default:
			for _, key := range o.sortedKeys() {
				in.inspectBelow(location{object: o, key: key})
			}
		}
	}
}
