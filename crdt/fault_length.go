package crdt

import (
	"slices"
	"strconv"

	"roomkey/crm"
)

// checkLength cuts a list or collaborative text that is longer than it may be: the change's own last insertions go,
// never others'. What was too long before may stay as long as it was.
func (in *inspector) checkLength(o *object) {
	if o.seq == nil || !in.shown(o) {
		return
	}
	f := in.field(o)
	if f == nil || o.seq.text && f.Kind != crm.KindText {
		return // a string of limited length is a value of its place
	}
	was, mended := in.lengths[o], in.deltas[o]
	err := &crm.Error{Code: crm.CodeTooLarge, Field: in.path(o)}
	items, bytes := in.policy.limits.items(), in.policy.limits.bytes()
	over := o.seq.visible + mended.visible - max(items, was.visible)
	err.Message = "has more than " + strconv.Itoa(items) + " items"
	if o.seq.text {
		over = o.seq.bytes + mended.bytes - max(bytes, was.bytes)
		err.Message = "is longer than " + strconv.Itoa(bytes) + " bytes"
	}
	if mends, some := (cutter{in}).cut(o, f, over); some {
		in.faults = append(in.faults, fault{err: err, mends: mends})
	}
}

// cutter takes back what makes lists and texts too long.
type cutter struct{ *inspector }

// cut takes back the last of the change's operations that lengthen a list or text, until it is shorter by the given
// items or bytes. some is false if it took back none.
func (in cutter) cut(o *object, f *crm.Field, over int) (mends []mend, some bool) {
	if over <= 0 {
		return nil, false
	}
	cleaned, id := in.cleanedIn(o), in.set.idOf(o)
	for i := len(in.change.Ops) - 1; i >= 0 && over > 0; i-- {
		op := &in.change.Ops[i]
		if op.Obj != id || !shows(op.Action) {
			continue
		}
		place := location{object: o, elem: in.elementOf(o, op)}
		w := o.seq.at(place.elem).winner()
		switch {
		case w == nil || in.set.id(w) != op.ID:
		case cleaned[place] != nil:
			over -= lengthIn(o, cleaned[place].Value.Bytes)
			cleaned[place].Action, cleaned[place].Value, some = ActionDelete, Value{}, true
		case !in.places[place]:
			if m, gain := in.takeBack(place, f, w); gain > 0 {
				over -= gain
				in.places[place] = true
				mends, some = append(mends, m), true
			}
		}
	}
	slices.Reverse(mends)
	return mends, some
}

// cleanedIn returns the operations that clean what the change inserted in a list or text.
func (in cutter) cleanedIn(o *object) map[location]*Op {
	ops := map[location]*Op{}
	for i := range in.faults {
		f := &in.faults[i]
		if f.place.object != o || len(in.values[f.place]) > 0 {
			continue
		}
		if op := &f.mends[0].op; op.Action == ActionSet && !op.Insert {
			ops[f.place] = op
		}
	}
	return ops
}

// takeBack returns what takes the value of an element back, and by how much that shortens the list or text.
func (in cutter) takeBack(place location, f *crm.Field, w *entry) (m mend, gain int) {
	o := place.object
	m = mend{op: in.set.opAt(place, in.set.valuesAt(place)), field: f.Item}
	before := in.values[place]
	if len(before) == 0 {
		m.op.Action = ActionDelete
		return m, lengthIn(o, w.chars())
	}
	m.old = &before[len(before)-1]
	if !o.seq.text {
		return m, 0
	}
	return m, len(w.chars()) - len(m.old.chars())
}

// lengthIn returns what an element adds to the length of a list or text: one item, or its bytes.
func lengthIn(o *object, chars string) int {
	if o.seq.text {
		return len(chars)
	}
	return 1
}
