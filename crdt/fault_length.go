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
	over := o.seq.visible + mended.visible - max(crm.MaxListItems, was.visible)
	err.Message = "has more than " + strconv.Itoa(crm.MaxListItems) + " items"
	if o.seq.text {
		over = o.seq.bytes + mended.bytes - max(crm.MaxTextBytes, was.bytes)
		err.Message = "is longer than " + strconv.Itoa(crm.MaxTextBytes) + " bytes"
	}
	if mends := in.cut(o, f, over); len(mends) > 0 {
		in.faults = append(in.faults, fault{err: err, mends: mends})
	}
}

// cut takes back the last of the change's operations that lengthen a list or text, until it is shorter by the given
// items or bytes.
func (in *inspector) cut(o *object, f *crm.Field, over int) (mends []mend) {
	id := in.set.idOf(o)
	for i := len(in.change.Ops) - 1; i >= 0 && over > 0; i-- {
		op := &in.change.Ops[i]
		if op.Obj != id || !shows(op.Action) {
			continue
		}
		place := location{object: o, elem: in.elementOf(o, op)}
		w := o.seq.elems[place.elem].winner()
		if in.places[place] || w == nil || in.set.id(w) != op.ID {
			continue
		}
		m := mend{op: in.set.opAt(place, in.set.valuesAt(place)), field: f.Item}
		gain := 1
		if before := in.values[place]; len(before) > 0 {
			old := before[len(before)-1]
			m.old, gain = &old, 0
			if o.seq.text {
				gain = len(w.chars()) - len(old.chars())
			}
		} else {
			m.op.Action = ActionDelete
			if o.seq.text {
				gain = len(w.chars())
			}
		}
		if gain > 0 {
			over -= gain
			in.places[place] = true
			mends = append(mends, m)
		}
	}
	slices.Reverse(mends)
	return mends
}
