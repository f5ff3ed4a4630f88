package projection

import (
	"encoding/json"
	"slices"

	"roomkey/crm"
)

// A record's flags name what people should look at: "review:" and a pointer.
const (
	longFlag        = "review:/"         // the history of the record is near its limit
	longPrivateFlag = "review:/private/" // that of its private half; View.Flags keeps it from who may not read that
)

// FlagLong flags a record whose document, the private one or the shared one, is near its limit of operations or bytes.
// The flag stays, because a history never shrinks.
func FlagLong(rec *crm.Record, private bool) *crm.Record {
	if private {
		return setFlag(rec, longPrivateFlag, true)
	}
	return setFlag(rec, longFlag, true)
}

// FlagInvalid flags those of the named root fields that are beyond their limits after a merge (merged), and removes the
// flag of those that are within them again. FlagStatus looks after the status.
func FlagInvalid(rec *crm.Record, private bool, roots []string, merged bool) *crm.Record {
	t := crm.TypeNamed(rec.Type)
	fields := rec.Fields
	if private {
		fields = rec.Private
	}
	for _, name := range roots {
		flag := "review:" + crm.PointerTo(name, private)
		f := t.Root(name)
		if f == nil || name == t.Status && !private || !merged && !slices.Contains(rec.Flags, flag) {
			continue
		}
		rec = setFlag(rec, flag, !valid(f, fields[name]))
	}
	return rec
}

// FlagMissing flags a shared half whose fields lack all of a group of which one is required, and removes that flag when
// one is there again. Only a merge can bring that: of two people each takes away another field of the group.
func FlagMissing(rec *crm.Record, roots []string) *crm.Record {
	has := func(name string) bool { return len(rec.Fields[name]) > 0 && string(rec.Fields[name]) != `""` }
	for _, group := range crm.TypeNamed(rec.Type).RequireOne {
		if slices.ContainsFunc(group, func(name string) bool { return slices.Contains(roots, name) }) {
			rec = setFlag(rec, "review:"+crm.PointerTo(group[0], false), !slices.ContainsFunc(group, has))
		}
	}
	return rec
}

// valid reports whether a value, which may be absent, is one of the field.
func valid(f *crm.Field, raw json.RawMessage) bool {
	var value any
	if raw == nil || json.Unmarshal(raw, &value) != nil || value == nil {
		return raw == nil
	}
	return f.Check("", value) == nil
}

// setFlag returns the record with or without a flag. It returns rec itself if nothing changes.
func setFlag(rec *crm.Record, flag string, on bool) *crm.Record {
	if slices.Contains(rec.Flags, flag) == on {
		return rec
	}
	next := *rec
	if on {
		next.Flags = append(slices.Clone(rec.Flags), flag)
	} else {
		next.Flags = slices.DeleteFunc(slices.Clone(rec.Flags), func(f string) bool { return f == flag })
	}
	return &next
}
