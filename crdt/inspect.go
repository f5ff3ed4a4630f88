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
		if in.policy.Server || !in.shown(o) {
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
	if in.policy.Server {
		return nil
	}
	if err := in.checkAuthors(); err != nil {
		return err
	}
	in.requireOne()
	slices.SortStableFunc(in.faults, func(a, b fault) int { return a.order - b.order })
	for _, o := range in.touched {
		in.checkLength(o)
	}
	in.checkIDs()
	return nil
}

// checkAuthors rejects a change of the authorship of notes.
func (in *inspector) checkAuthors() error {
	notes := newChecker(in.policy, in.set, in.t, in.fixed)
	for _, o := range in.touched {
		list := o.parent
		if o.keys == nil || list == nil || list.seq == nil || list.parent != in.set.root || list.key != "notes" {
			continue
		}
		notes.fresh[o] = in.wrote(o.id)
		if in.private || !in.shown(o) {
			continue
		}
		if err := notes.checkAuthor(o); err != nil {
			return err
		}
	}
	return nil
}
