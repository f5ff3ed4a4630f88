package sync_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
)

// manyNotes is how many notes of 1,000 characters a record must hold.
const manyNotes = 2_000

// A record of 2,000 notes of 1,000 characters is edited and opened like any other, far from its limits.
func TestNotes_ThousandsInOneRecord(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	body := strings.Repeat("a note, ", 125)
	notes := make([]any, manyNotes)
	for i := range notes {
		notes[i] = map[string]any{"id": fmt.Sprint("n", i), "body": body}
	}
	for n := range 2 { // a change has 10,000 operations at most
		hub.patch(&agent, rec.ID, "notes", notes[:(n+1)*manyNotes/2])
	}
	took := func(what string, do func()) {
		began := time.Now()
		do()
		t.Logf("%s: %v", what, time.Since(began))
	}
	for round := range 3 {
		took("add", func() { hub.addNote(&mate, rec, body) })
		took("edit", func() {
			words := fmt.Sprint(body, round)
			if _, err := hub.EditNote(hub.ctx, &agent, rec.ID, "n7", &words, nil); err != nil {
				t.Fatal(err)
			}
		})
		took("another field", func() { hub.patch(&agent, rec.ID, "score", 5) })
		took("open", func() {
			d := hub.open(&mate, rec.ID)
			d.untilField("score", "5")
			d.disconnect()
		})
	}
	took("delete", func() {
		if _, err := hub.DeleteNote(hub.ctx, &agent, rec.ID, "n1"); err != nil {
			t.Fatal(err)
		}
	})
	_, err := hub.DeleteNote(hub.ctx, &mate, rec.ID, "n2")
	wantError(t, err, crm.CodeForbidden, "/notes/n2")
	if left := hub.notesOf(rec.ID); len(left) != manyNotes+2 || left[6]["body"] != fmt.Sprint(body, 2) {
		t.Errorf("%d notes are left", len(left))
	}
	if ops := hub.ops(rec.ID); ops > 7*manyNotes {
		t.Errorf("the record has %d operations", ops)
	}
	if flags := hub.stored(rec.ID).Flags; len(flags) > 0 {
		t.Errorf("flags are %v", flags)
	}
}
