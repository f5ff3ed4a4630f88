package projection

import (
	"slices"
	"strings"

	"roomkey/crdt"
	"roomkey/crm"
)

// conflicts returns the conflicts of a projection with those of the given root fields computed again. The map is a new
// one.
func conflicts(old map[string][]crm.Conflicting, t *crm.RecordType, half *Half,
	roots []string) map[string][]crm.Conflicting {
	prefix := ""
	if half.Private {
		prefix = "/private"
	}
	fresh := make(map[string][]crm.Conflicting, len(old))
	for pointer, values := range old {
		if !slices.ContainsFunc(roots, func(root string) bool { return within(pointer, prefix+"/"+crm.Escape(root)) }) {
			fresh[pointer] = values
		}
	}
	if len(roots) > 0 {
		for pointer, values := range half.Ops.ConflictsOf(t, half.Private, roots) {
			if list := half.conflicting(values); len(list) > 1 {
				fresh[pointer] = list
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return fresh
}

// conflictsDiffer reports whether other shared fields, and other private ones, have several values than before, or
// other ones.
func conflictsDiffer(old, rec *crm.Record) (shared, private bool) {
	equal := func(a, b crm.Conflicting) bool { return string(a.Value) == string(b.Value) }
	look := func(here, there map[string][]crm.Conflicting) {
		for pointer, values := range here {
			if slices.EqualFunc(values, there[pointer], equal) {
				continue
			}
			if crm.IsPrivate(pointer) {
				private = true
			} else {
				shared = true
			}
		}
	}
	look(old.Conflicts, rec.Conflicts)
	look(rec.Conflicts, old.Conflicts)
	return shared, private
}

// within reports whether a pointer is above or lies below it.
func within(pointer, above string) bool {
	return pointer == above || strings.HasPrefix(pointer, above+"/")
}

// conflicting says who set each of several values. Equal values count as one.
func (h *Half) conflicting(values []crdt.ConflictingValue) []crm.Conflicting {
	var list []crm.Conflicting
	for _, v := range values {
		if slices.ContainsFunc(list, func(c crm.Conflicting) bool { return string(c.Value) == string(v.Value) }) {
			continue
		}
		list = append(list, crm.Conflicting{
			Value: v.Value, Actor: Hex(v.Actor), User: h.Actors[v.Actor], At: Claimed(v.Time),
		})
	}
	return list
}
