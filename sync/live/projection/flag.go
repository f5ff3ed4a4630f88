package projection

import (
	"encoding/json"
	"maps"
	"slices"

	"roomkey/crm"
)

// A record's flags name what people should look at: "review:" and a pointer.
const (
	longFlag        = "review:/"         // the history of the record is near its limit
	longPrivateFlag = "review:/private/" // that of its private half; View.Flags keeps it from who may not read that
)

// FlagStatus flags a record for review if one of its status's competing values could not have moved to the one that
// won, which only a merge can bring. Otherwise it removes the flag. It does nothing unless roots has the status. It
// looks at the values alone, so that regions agree to which the same changes come in different orders.
func FlagStatus(rec *crm.Record, roots []string) *crm.Record {
	t := crm.TypeNamed(rec.Type)
	f := t.Root(t.Status)
	if f == nil || !slices.Contains(roots, t.Status) {
		return rec
	}
	pointer := "/" + crm.Escape(t.Status)
	is := statusOf(rec.Fields[t.Status])
	illegal := slices.ContainsFunc(rec.Conflicts[pointer], func(competing crm.Conflicting) bool {
		return f.CheckMove("", statusOf(competing.Value), is) != nil
	})
	return setFlag(rec, "review:"+pointer, illegal)
}

// statusOf returns a status from its JSON; "" if it is none.
func statusOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

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

// FlagRules flags a record whose named root fields break a rule across fields, at the rule's higher field, or a rule
// about today, and removes the flag when they don't any more. Nothing is put right: an author may be about to change
// the other field, or a merge of two good changes has broken the rule. today is as crm.Today gives it.
func FlagRules(rec *crm.Record, private bool, roots []string, today string) *crm.Record {
	t := crm.TypeNamed(rec.Type)
	fields := rec.Fields
	if private {
		fields = rec.Private
	}
	value := func(name string) any {
		var value any
		if json.Unmarshal(fields[name], &value) != nil {
			return nil
		}
		return value
	}
	broken := map[string]bool{} // by the root field that the flag names
	for _, name := range roots {
		if f := t.Root(name); f != nil && f.Past && f.Private == private {
			text, _ := value(name).(string)
			broken[name] = text != "" && f.RuleString("", text, today) != nil
		}
	}
	for i := range t.Rules {
		if r := &t.Rules[i]; !private && (slices.Contains(roots, r.Low[1:]) || slices.Contains(roots, r.High[1:])) {
			broken[r.High[1:]] = false
		}
	}
	for _, err := range t.Broken(func(pointer string) any { return value(pointer[1:]) }, func(pointer string) bool {
		_, looked := broken[pointer[1:]]
		return looked && !private
	}) {
		broken[err.Field[1:]] = true
	}
	for _, name := range slices.Sorted(maps.Keys(broken)) {
		flag := "review:" + crm.PointerTo(name, private)
		rec = setFlag(rec, flag, broken[name] || !valid(t.Root(name), fields[name]))
	}
	return rec
}

// valid reports whether a value, which may be absent, is one of the field.
func valid(f *crm.Field, raw json.RawMessage) bool {
	var value any
	if raw == nil || json.Unmarshal(raw, &value) != nil || value == nil {
		return raw == nil
	}
	return len(f.Faults("", value, nil, "")) == 0
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
