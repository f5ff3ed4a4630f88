package crdt

import (
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
		if in.lenient || len(after) > 0 && in.changed(place) {
			in.report(place, in.removal(place, err, order))
		}
	case err != nil:
		if in.lenient || in.changed(place) {
			in.putBack(place, f, err, order)
		}
	case place.namesItem() && !in.policy.Server:
		in.touch(o) // see checkIDs
	default:
		in.value(place, f, order)
	}
	if o.parent == nil && !in.lenient {
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
		if e := &after[i]; e.ref() != before[i].ref() || e.bits() != before[i].bits() || in.spliced(in.set, e) {
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
		case f.Server && !in.policy.Server:
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
		if e.kind == ValueString && !in.lenient && crm.Clean(e.str, f.MultiLine()) != e.str {
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
	case in.lenient:
	case root && f.Required && in.counted(in.set, place) && !in.fills(f, after):
		err = &crm.Error{Code: crm.CodeInvalid, Message: "is required"}
	case dirty != nil:
		in.clean(place, f, dirty, order)
		return
	case len(before) > 0 && len(after) == 0 && f.Container() && fixedContainer(place.object):
		err = &crm.Error{Code: crm.CodeInvalid, Message: "can't be deleted"}
	case root && in.policy.Moves && !in.private && f.Name == in.t.Status:
		err = in.checkMove(f, after)
	}
	if err != nil {
		in.putBack(place, f, err, order)
	}
}

// fixedContainer reports whether the containers in a map are those that the type's first change makes.
func fixedContainer(o *object) bool {
	for ; o != nil; o = o.parent {
		if o.seq != nil {
			return false
		}
	}
	return true
}
