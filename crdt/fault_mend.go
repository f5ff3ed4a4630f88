package crdt

import (
	"slices"

	"roomkey/crm"
)

// putBack reports a place that returns to what was shown there before the change. If nothing was, what the change wrote
// is deleted.
func (in *inspector) putBack(place location, f *crm.Field, err *crm.Error, order int) {
	before := in.values[place]
	if len(before) == 0 {
		in.report(place, in.removal(place, err, order))
		return
	}
	old := before[len(before)-1]
	in.grow(place, size{1, len(old.chars())})
	in.report(place, fault{
		err: in.at(err, place), order: order, filled: in.counted(in.set, place),
		mends: []mend{{in.set.opAt(place, in.set.valuesAt(place)), &old, f}},
	})
}

// moveBack reports a place whose counters the change moved beyond their range: they are moved back by as much, so that
// what others add meanwhile counts.
func (in *inspector) moveBack(place location, err *crm.Error, order int) {
	before, after := in.values[place], in.set.valuesAt(place)
	var mends []mend
	for i := range after {
		for j := range before {
			moved := int64(after[i].bits() - before[j].bits())
			if after[i].kind != ValueCounter || after[i].ref() != before[j].ref() || moved == 0 {
				continue
			}
			op := in.set.opAt(place, after[i:i+1])
			op.Action, op.Value = ActionIncrement, Value{Type: ValueInt, Int: -moved}
			mends = append(mends, mend{op: op})
		}
	}
	in.report(place, fault{err: in.at(err, place), order: order, filled: true, mends: mends})
}

// removal returns the fault of a place where what the change wrote is deleted.
func (in *inspector) removal(place location, err *crm.Error, order int) fault {
	values := in.set.valuesAt(place)
	if len(in.values[place]) == 0 {
		values = slices.DeleteFunc(slices.Clone(values), func(e entry) bool { return !in.wrote(e.ref()) })
	}
	in.grow(place, size{})
	op := in.set.opAt(place, values)
	op.Action = ActionDelete
	return fault{err: in.at(err, place), order: order, mends: []mend{{op: op}}}
}

// clean reports a place whose string is written again without the characters that no field holds.
func (in *inspector) clean(place location, f *crm.Field, e *entry, order int) {
	multiLine := f != nil && f.MultiLine()
	text := crm.Clean(e.str, multiLine)
	in.grow(place, size{1, len(text)})
	op := in.set.opAt(place, in.set.valuesAt(place))
	op.Action, op.Value = ActionSet, Value{Type: ValueString, Bytes: text}
	err := &crm.Error{Code: crm.CodeInvalid, Message: "must have no control characters"}
	if !multiLine {
		err.Message = "must have no control characters or line breaks"
	}
	in.report(place, fault{err: in.at(err, place), order: order, filled: text != "", mends: []mend{{op: op}}})
}

// grow notes that a mend leaves one element of a list or text with this size.
func (in *inspector) grow(place location, to size) {
	o := place.object
	if o.seq == nil {
		return
	}
	d := in.deltas[o]
	if w := o.seq.at(place.elem).winner(); w != nil {
		d.visible--
		d.bytes -= len(w.chars())
	}
	in.deltas[o] = size{d.visible + to.visible, d.bytes + to.bytes}
}

// at completes an error with the pointer of a place.
func (in *inspector) at(err *crm.Error, place location) *crm.Error {
	err.Field = in.pointerOf(place)
	return err
}
