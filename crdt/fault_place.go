package crdt

import (
	"strings"

	"roomkey/crm"
)

// place looks at a map's key or a list's element, once. order is the number of the operation that touches it.
func (in *inspector) place(place location, order int) {
	if _, known := in.places[place]; known {
		return
	}
	in.places[place] = false
	after := in.set.valuesAt(place)
	for i := range after {
		if e := &after[i]; e.kind == kindObject && in.wrote(e.ref()) {
			in.touch(in.set.objects[e.ref()])
		}
	}
	o := place.object
	if o.parent == nil && place.key == in.nameKey() {
		if err := in.checkName(after); err != nil {
			in.putBack(place, nil, err, order)
		}
		return
	}
	f := in.fieldAt(o, place.key)
	switch err := in.writable(o, place.key, f); {
	case err != nil && (f == nil || f.Derived):
		if len(after) > 0 && in.changed(place) {
			in.report(place, in.removal(place, err, order))
		}
	case err != nil:
		if in.changed(place) {
			in.putBack(place, f, err, order)
		}
	case place.namesItem():
		in.touch(o) // see checkIDs
	default:
		in.value(place, f, order)
	}
	if o.parent == nil {
		in.noteFilled(place, order)
	}
}

// changed reports whether the values of a place are others than before the change.
func (in *inspector) changed(place location) bool {
	before, after := in.values[place], in.set.valuesAt(place)
	if len(before) != len(after) {
		return true
	}
	for i := range after {
		if e := &after[i]; e.ref() != before[i].ref() || e.num != before[i].num || in.spliced(in.set, e) {
			return true
		}
	}
	return false
}

// writable returns the error of a field that the schema lacks, or that no user writes.
func (in *inspector) writable(o *object, key string, f *crm.Field) *crm.Error {
	if f == nil {
		return &crm.Error{Code: crm.CodeInvalid, Message: "there is no such field"}
	}
	for at := o; ; at, key = at.parent, at.key {
		switch f := in.fieldAt(at, key); {
		case f.Derived:
			return &crm.Error{Code: crm.CodeForbidden, Message: "is computed"}
		case f.Server:
			return &crm.Error{Code: crm.CodeForbidden, Message: "is written by the server alone"}
		case at.parent == nil:
			return nil
		}
	}
}

// value checks what the change leaves at a place of a field that it may write.
func (in *inspector) value(place location, f *crm.Field, order int) {
	before, after := in.values[place], in.set.valuesAt(place)
	var dirty *entry
	for i := range after {
		e := &after[i]
		if !in.wrote(e.ref()) && !in.spliced(in.set, e) {
			continue
		}
		if err := in.checkValue(f, e); err != nil {
			in.putBack(place, f, err, order)
			return
		}
		if e.kind == ValueString && crm.Clean(e.str, f.MultiLine()) != e.str {
			dirty = e
		}
	}
	root := place.object.parent == nil
	if err := in.checkCounters(f, before, after); err != nil {
		in.moveBack(place, err, order)
		return
	}
	var err *crm.Error
	switch {
	case root && f.Required && in.counted(in.set, place) && !in.fills(f, after):
		err = &crm.Error{Code: crm.CodeInvalid, Message: "is required"}
	case dirty != nil:
		in.clean(place, f, dirty, order)
		return
	case len(before) > 0 && len(after) == 0 && f.Container() && in.fixedContainer(place.object):
		err = &crm.Error{Code: crm.CodeInvalid, Message: "can't be deleted"}
	case root && in.policy.Moves && !in.private && f.Name == in.t.Status:
		err = in.checkMove(f, after)
	}
	if err != nil {
		in.putBack(place, f, err, order)
	}
}

// fills reports whether the last of a place's values still counts once it is cleaned.
func (in *inspector) fills(f *crm.Field, values []entry) bool {
	if !counts(in.set, values) {
		return false
	}
	e := &values[len(values)-1]
	return e.kind != ValueString && (e.kind != kindObject || e.makes != ActionMakeText) || in.cleaned(f, e) != ""
}

// cleaned returns what is left of a string or text that holds only what a field of this kind may hold.
func (in *inspector) cleaned(f *crm.Field, e *entry) string {
	if e.kind == ValueString {
		return crm.Clean(e.str, f.MultiLine())
	}
	var b strings.Builder
	in.set.walk(in.set.objects[e.ref()].seq, func(_ uint32, el *element) bool {
		if w := el.winner(); w.kind == ValueString {
			b.WriteString(w.str)
		}
		return true
	})
	return crm.Clean(b.String(), f.MultiLine())
}

// fixedContainer reports whether the containers in a map are those that the type's first change makes.
func (in *inspector) fixedContainer(o *object) bool {
	for ; o != nil; o = o.parent {
		if o.seq != nil {
			return false
		}
	}
	return true
}

// checkValue checks one value, cleaned, of the field.
func (in *inspector) checkValue(f *crm.Field, e *entry) *crm.Error {
	var err error
	switch {
	case e.kind == ValueString:
		err = f.CheckString("", in.cleaned(f, e))
	case e.kind != kindObject:
		err = checkScalar(f, e, func() string { return "" })
	case !fits(f, e.makes):
		err = crm.Invalid("", "must be a %s", f.Kind)
	case e.makes == ActionMakeText && f.Kind != crm.KindText:
		err = f.CheckString("", in.cleaned(f, e))
	}
	known, _ := err.(*crm.Error)
	return known
}

// checkCounters checks the counters that increments have changed. Whoever moves a counter that is out of range towards
// its range is innocent.
func (in *inspector) checkCounters(f *crm.Field, before, after []entry) *crm.Error {
	for i := range after {
		now := &after[i]
		if now.kind != ValueCounter || in.wrote(now.ref()) {
			continue
		}
		for j := range before {
			was := &before[j]
			if was.ref() == now.ref() && excess(f, now.number()) > excess(f, was.number()) {
				err, _ := checkScalar(f, now, func() string { return "" }).(*crm.Error)
				return err
			}
		}
	}
	return nil
}

// checkMove checks a move of the record's status.
func (in *inspector) checkMove(f *crm.Field, after []entry) *crm.Error {
	status := ""
	if len(after) > 0 {
		status, _ = in.set.text(&after[len(after)-1])
	}
	err, _ := f.CheckMove("", in.status, status).(*crm.Error)
	return err
}
