package crm_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
)

// Rules are pairs of scalar root fields of one half that can be compared, so that each half can be judged alone.
func TestRules_AreAboutFieldsThatCanBeCompared(t *testing.T) {
	count := 0
	for _, kind := range crm.Types {
		lower := map[string]bool{}
		for _, r := range kind.Rules {
			lower[r.Low] = true
		}
		for _, r := range kind.Rules {
			low, high := kind.Field(r.Low), kind.Field(r.High)
			count++
			if lower[r.High] { // a flag at it would not say which of the two is meant
				t.Errorf("%s has %s above in one rule and below in another", kind.Name, r.High)
			}
			if low == nil || high == nil || low.Kind != high.Kind || low.Private || high.Private ||
				strings.Count(r.Low, "/") != 1 || strings.Count(r.High, "/") != 1 ||
				!slices.Contains([]crm.Kind{crm.KindDate, crm.KindTime, crm.KindMoney, crm.KindNumber}, low.Kind) {
				t.Errorf("%s has a rule about %s and %s", kind.Name, r.Low, r.High)
			}
			if !strings.HasPrefix(r.Below, "must ") || !strings.HasPrefix(r.Above, "must ") {
				t.Errorf("%s says %q and %q", kind.Name, r.Below, r.Above)
			}
		}
	}
	if count < 8 {
		t.Errorf("%d rules", count)
	}
}

func TestToday_HasBegunSomewhere(t *testing.T) {
	for at, today := range map[string]string{
		"2026-11-29T09:59:59Z": "2026-11-29", "2026-11-29T10:00:00Z": "2026-11-30",
		"2026-11-29T20:00:00-08:00": "2026-11-30",
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := crm.Today(moment); got != today {
			t.Errorf("%s: %s", at, got)
		}
	}
}

func TestSchema_BoundsWhatMayBeWritten(t *testing.T) {
	for _, kind := range crm.Types {
		var walk func(at string, f *crm.Field)
		walk = func(at string, f *crm.Field) {
			at += "/" + f.Name
			switch f.Kind {
			case crm.KindDate, crm.KindTime:
				if f.Earliest == "" || f.Latest != "2200-12-31" {
					t.Errorf("%s may be from %q to %q", at, f.Earliest, f.Latest)
				}
			case crm.KindMoney, crm.KindNumber:
				if f.Min == nil || f.Kind == crm.KindNumber && f.Max == nil {
					t.Errorf("%s has no bounds", at)
				}
			case crm.KindString:
				if f.Required && f.Format == "" && f.Name != "TZID" {
					t.Errorf("%s may be blank", at)
				}
			}
			if (f.Pattern == "") != (f.Hint == "") || f.Pattern != "" && !strings.HasPrefix(f.Pattern, "^") {
				t.Errorf("%s has the pattern %q and the hint %q", at, f.Pattern, f.Hint)
			}
			for i := range f.Fields {
				walk(at, &f.Fields[i])
			}
			if f.Item != nil {
				walk(at, f.Item)
			}
		}
		for i := range kind.Fields {
			walk(kind.Name, &kind.Fields[i])
		}
	}
}

// vectorFault is what is wrong with a field.
type vectorFault struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// ruleVector is a record, or an edit of one where there is something before, and all that is wrong with it.
type ruleVector struct {
	Type          string          `json:"type"`
	Today         string          `json:"today"`
	Before        json.RawMessage `json:"before,omitempty"`
	BeforePrivate json.RawMessage `json:"beforePrivate,omitempty"`
	Fields        json.RawMessage `json:"fields"`
	Private       json.RawMessage `json:"private,omitempty"`
	Faults        []vectorFault   `json:"faults"`
}

// faultsOf is what prepare of sync/editing does, without a record to ask.
func faultsOf(t *testing.T, v *ruleVector) []vectorFault {
	t.Helper()
	kind := crm.TypeNamed(v.Type)
	decode := func(raw json.RawMessage) map[string]any {
		var fields map[string]any
		if raw != nil {
			if err := json.Unmarshal(raw, &fields); err != nil {
				t.Fatal(err)
			}
		}
		return fields
	}
	now, was := decode(v.Fields), decode(v.Before)
	var all []*crm.Error
	judge := func(private bool, now, was map[string]any) {
		for i := range kind.Fields {
			f := &kind.Fields[i]
			value, there := now[f.Name]
			if f.Private == private && there && value != "" {
				all = append(all, f.Faults(crm.PointerTo(f.Name, private), value, was[f.Name], v.Today)...)
			}
		}
	}
	judge(false, now, was)
	judge(true, decode(v.Private), decode(v.BeforePrivate))
	has := func(fields map[string]any) func(string) bool {
		return func(name string) bool { return fields[name] != nil && fields[name] != "" }
	}
	missed := kind.MissingFields(has(was))
	for _, err := range kind.MissingFields(has(now)) {
		if was == nil || !slices.ContainsFunc(missed, func(e *crm.Error) bool { return e.Field == err.Field }) {
			all = append(all, err)
		}
	}
	all = append(all, kind.Broken(func(pointer string) any { return now[pointer[1:]] }, func(pointer string) bool {
		return was == nil || now[pointer[1:]] != was[pointer[1:]]
	})...)
	faults := []vectorFault{}
	for _, err := range all {
		faults = append(faults, vectorFault{err.Field, err.Message})
	}
	slices.SortStableFunc(faults, func(a, b vectorFault) int { return cmp.Compare(a.Field, b.Field) })
	return faults
}
