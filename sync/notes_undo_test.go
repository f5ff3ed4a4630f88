package sync_test

import (
	"fmt"
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// Bringing a record back to what it was, or taking back an edit, leaves others' notes as they are.
func TestNotes_RevertAndUndoLeaveOthersAlone(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	hub.addNote(&mate, rec, "hers")
	hub.addNote(&agent, rec, "his")
	then := hub.stored(rec.ID).Heads
	n := hub.notesOf(rec.ID)
	n[0]["body"] = "hers, again"
	hub.patch(&mate, rec.ID, "notes", n)
	n[1]["body"] = "his, again"
	hub.patch(&agent, rec.ID, "notes", n)
	hub.addNote(&mate, rec, "her second")
	bodies := func() (all []string) {
		for _, note := range hub.notesOf(rec.ID) {
			all = append(all, note["body"].(string))
		}
		return all
	}
	if _, err := hub.Revert(hub.ctx, &agent, rec.ID, then); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%q", bodies()); got != `["hers, again" "his" "her second"]` {
		t.Errorf("after the revert: %s", got)
	}
}

// The broker role's deletion can be undone: the note comes back as its author's, and mentions nobody a second time.
func TestNotes_UndoBringsBackWhatTheBrokerRoleDeleted(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	if _, err := hub.Note(hub.ctx, &agent, rec.ID, "one", []crm.ID{mate.ID}); err != nil {
		t.Fatal(err)
	}
	before := string(hub.stored(rec.ID).Fields["notes"])
	_, undo, err := hub.Bulk(hub.ctx, &broker, "lead", []crm.ID{rec.ID},
		realtime.Patch{Fields: fieldsOf("notes", []any{})})
	if err != nil {
		t.Fatal(err)
	}
	hub.wantField(hub.stored(rec.ID), "notes", "[]")
	results, err := hub.Undo(hub.ctx, &mate, undo)
	if err != nil || results[0].Err != nil {
		t.Fatal(err, results)
	}
	hub.wantField(hub.stored(rec.ID), "notes", "[]") // whoever may not delete it does not bring it back
	if results, err = hub.Undo(hub.ctx, &broker, undo); err != nil || results[0].Err != nil {
		t.Fatal(err, results)
	}
	hub.wantField(hub.stored(rec.ID), "notes", before)
	if told := hub.told(&mate); len(told) != 1 {
		t.Errorf("told %v", told)
	}
}
