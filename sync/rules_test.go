package sync_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
)

// R45: a value that breaks a rule within its field is put right like one of a wrong type.
func TestRules_WithinAFieldArePutRight(t *testing.T) {
	for name, c := range map[string]struct{ field, value string }{
		"an e-mail address that is none": {"email", "ana at example"},
		"a phone that is none":           {"phone", "call me"},
		"a name of spaces":               {"name", "   "},
		"a year before 1900":             {"nextTaskAt", "1776-07-04T12:00:00Z"},
		"a year after 2200":              {"nextTaskAt", "2201-01-01T12:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			hub := openHub(t)
			rec, a, b := hub.writers()
			before := string(hub.stored(rec.ID).Fields[c.field])
			bad := a.change(a.text(c.field, c.value))
			a.say()
			if faults := a.untilRepaired(bad.Hash); len(faults) != 1 || faults[0].Field != "/"+c.field ||
				!strings.HasPrefix(faults[0].Message, "must ") {
				t.Errorf("repaired are %v, want %s", faults, c.field)
			}
			b.until("the change", func() bool { return b.graph.Has(bad.Hash) })
			if after := string(hub.stored(rec.ID).Fields[c.field]); after != before {
				t.Errorf("it is %s, was %s", after, before)
			}
		})
	}
}

// R36: what breaks a rule across fields is nobody's fault where two good changes meet, and half done where one comes
// before the other: it is flagged until it is right. REST refuses it, and only where it touches one of the fields.
func TestRules_AcrossFieldsAreFlaggedInDocumentsAndRefusedByREST(t *testing.T) {
	hub := openHub(t)
	rec, a, b := hub.writers()
	hub.patch(&lead, rec.ID, "priceMin", 100, "priceMax", 200)
	a.untilField("priceMax", "200")
	b.untilField("priceMax", "200")
	a.disconnect()
	b.untilSaved(b.push(b.number("priceMax", 150)))
	raised := a.change(a.number("priceMin", 180))
	a.connect(hub)
	a.untilSaved(raised.Hash)
	flagged := func(want ...string) {
		t.Helper()
		if flags := hub.stored(rec.ID).Flags; !slices.Equal(flags, want) {
			t.Errorf("flags are %v, want %v", flags, want)
		}
	}
	flagged("review:/priceMax")
	hub.wantField(hub.stored(rec.ID), "priceMin", "180")

	hub.patch(&lead, rec.ID, "score", 5) // what nobody touches may stay
	flagged("review:/priceMax")
	_, err := hub.Patch(hub.ctx, &lead, rec.ID, realtime.Patch{Fields: fieldsOf("priceMin", 170)})
	var bad *crm.Error
	if !errors.As(err, &bad) || bad.Code != crm.CodeInvalid || bad.Field != "/priceMin" {
		t.Errorf("a lower minimum is still above the maximum: %v", err)
	}
	a.untilSaved(a.push(a.number("priceMax", 300)))
	flagged()
}

// A birthday in the future depends on the day, which no repair may: it is flagged, for those alone who may read it.
func TestRules_AboutTodayAreFlagged(t *testing.T) {
	hub := openHub(t)
	rec := hub.create(&agent, realtime.NewRecord{Type: "client", Fields: fieldsOf("FirstName", "Ann"),
		Private: fieldsOf("Birthdate", "1980-05-06")})
	d := hub.open(&agent, rec.DocumentOf(true))
	d.untilField("Birthdate", `"1980-05-06"`)
	next := time.Now().UTC().AddDate(1, 0, 0).Format(time.DateOnly)
	d.untilSaved(d.set("Birthdate", next))
	if flags := hub.stored(rec.ID).Flags; !slices.Equal(flags, []string{"review:/private/Birthdate"}) {
		t.Errorf("flags are %v", flags)
	}
	later := time.Now().UTC().AddDate(2, 0, 0).Format(time.DateOnly)
	_, err := hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Private: fieldsOf("Birthdate", later)})
	if crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("another day in the future: %v", err)
	}
	for _, patch := range []realtime.Patch{ // the same value again, and another field beside it
		{Private: fieldsOf("Birthdate", next)}, {Private: fieldsOf("budget", 5)},
	} {
		if _, err := hub.Patch(hub.ctx, &agent, rec.ID, patch); err != nil {
			t.Errorf("%s: %v", patch.Private, err)
		}
	}
	d.untilSaved(d.set("Birthdate", "1980-05-07"))
	if flags := hub.stored(rec.ID).Flags; len(flags) > 0 {
		t.Errorf("flags are %v", flags)
	}
}

// An undo brings back what was there, also where a rule forbids it by now.
func TestRules_AnUndoBringsBackWhatWasThere(t *testing.T) {
	hub := openHub(t)
	rec, a, _ := hub.writers()
	a.untilSaved(a.push(a.number("priceMin", 200), a.number("priceMax", 100)))
	_, undo, err := hub.Bulk(hub.ctx, &lead, "lead", []crm.ID{rec.ID},
		realtime.Patch{Fields: fieldsOf("priceMin", 50)})
	if err != nil {
		t.Fatal(err)
	}
	results, err := hub.Undo(hub.ctx, &lead, undo)
	if err != nil || results[0].Err != nil {
		t.Fatal(err, results)
	}
	hub.wantField(hub.stored(rec.ID), "priceMin", "200")
}

// number is an operation that sets a root field to a number.
func (d *device) number(name string, value int64) crdt.Op {
	op := d.text(name, "")
	op.Value = crdt.Value{Type: crdt.ValueInt, Int: value}
	return op
}
