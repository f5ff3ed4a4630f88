package crdt

import (
	"slices"

	"roomkey/crm"
)

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
