package sync_test

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/volume"
)

// A record of 2,000 notes of 1,000 characters is edited and opened like any other, far from its limits.
func TestNotes_ThousandsInOneRecord(t *testing.T) {
	manyNotes := volume.Of(t, 2_000, "notes of one record")
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

// mallocs counts what do allocates in this process, at most: the smallest of several counts.
func mallocs(do func()) uint64 {
	least := uint64(math.MaxUint64)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		do()
		runtime.ReadMemStats(&after)
		least = min(least, after.Mallocs-before.Mallocs)
	}
	return least
}

// An edit decodes no other note, by whatever way it comes: not for its words, its author, its value, or the differences
// that are told. What is left is a walk over what the server holds in memory.
func TestNotes_AnEditDecodesNoOtherNote(t *testing.T) {
	const few, many, each = 100, 1_000, 16 // allocations; to decode a note takes some 70
	allocations := func(n int) (byREST, note, byApp uint64) {
		hub := openHub(t)
		rec := hub.newLead("Ann")
		notes := make([]any, n)
		for i := range notes {
			notes[i] = map[string]any{"id": fmt.Sprint("n", i), "body": strings.Repeat("a note, ", 125)}
		}
		for half := range 2 {
			hub.patch(&agent, rec.ID, "notes", notes[:(half+1)*n/2])
		}
		d := hub.open(&agent, rec.ID)
		d.until("the notes", func() bool { return d.graph.Len() > 2 })
		score, made := 0, 0
		byREST = mallocs(func() { score++; hub.patch(&agent, rec.ID, "score", score) })
		d.untilField("score", fmt.Sprint(score))
		byApp = mallocs(func() { made++; d.noteBy(fmt.Sprint("app ", made), "one more") })
		d.disconnect()
		note = mallocs(func() { hub.addNote(&agent, rec, "one more") })
		return byREST, note, byApp
	}
	a, b, c := allocations(few)
	x, y, z := allocations(many)
	for what, n := range map[string][2]uint64{
		"another field by REST": {a, x}, "a note by REST": {b, y}, "a note by a client": {c, z},
	} {
		t.Logf("%s: %d allocations beside %d notes, %d beside %d", what, n[0], few, n[1], many)
		if n[1] > n[0]+(many-few)*each {
			t.Errorf("%s takes %d allocations beside %d notes, %d beside %d", what, n[0], few, n[1], many)
		}
	}
}
