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
		err: in.at(err, order), order: order, filled: in.counted(in.set, place),
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
			moved := int64(after[i].num - before[j].num)
			if after[i].kind != ValueCounter || after[i].ref() != before[j].ref() || moved == 0 {
				continue
			}
			op := in.set.opAt(place, after[i:i+1])
			op.Action, op.Value = ActionIncrement, Value{Type: ValueInt, Int: -moved}
			mends = append(mends, mend{op: op})
		}
	}
	in.report(place, fault{err: in.at(err, order), order: order, filled: true, mends: mends})
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
	return fault{err: in.at(err, order), order: order, mends: []mend{{op: op}}}
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
	in.report(place, fault{err: in.at(err, order), order: order, filled: text != "", mends: []mend{{op: op}}})
}

// grow notes that a mend leaves one element of a list or text with this size.
func (in *inspector) grow(place location, to size) {
	o := place.object
	if o.seq == nil {
		return
	}
	d := in.deltas[o]
	if w := o.seq.elems[place.elem].winner(); w != nil {
		d.visible--
		d.bytes -= len(w.chars())
	}
	in.deltas[o] = size{d.visible + to.visible, d.bytes + to.bytes}
}

// at completes an error with the pointer of what an operation writes.
func (in *inspector) at(err *crm.Error, order int) *crm.Error {
	err.Field = in.pointerAt(order)
	return err
}

// filled says of a root key whether it had a value that counts, and whether it has one once it is mended.
type filled struct {
	order         int
	before, after bool
}

// noteFilled notes what the change leaves of a key of an either-or group.
func (in *inspector) noteFilled(place location, order int) {
	for _, group := range in.t.RequireOne {
		if !slices.Contains(group, place.key) {
			continue
		}
		after := in.fills(in.t.Root(place.key), in.set.valuesAt(place))
		if in.places[place] {
			after = in.faults[len(in.faults)-1].filled
		}
		in.groups[place.key] = filled{order, in.counted(in.set, place), after}
	}
}

// requireOne restores the field of an either-or group that the change emptied last, if it emptied the whole group.
func (in *inspector) requireOne() {
	for _, group := range in.t.RequireOne {
		last, emptied := "", true
		for _, key := range group {
			now, written := in.groups[key]
			if !written {
				emptied = emptied && !counts(in.set, in.set.root.keys[key])
				continue
			}
			emptied = emptied && !now.after
			if now.before && (last == "" || in.groups[last].order < now.order) {
				last = key
			}
		}
		if emptied && last != "" {
			place := location{object: in.set.root, key: last}
			in.faults = slices.DeleteFunc(in.faults, func(f fault) bool { return f.place == place })
			err := &crm.Error{Code: crm.CodeInvalid, Message: "is required, or another field of its group"}
			in.putBack(place, in.t.Root(last), err, in.groups[last].order)
		}
	}
}
