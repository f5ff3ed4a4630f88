package sync_test

import (
	"slices"
	"sync/atomic"
	"testing"

	"roomkey/crdt"
)

// says sends a message and reports whether it was done with at once.
func (d *device) says(message []byte) bool {
	var done atomic.Bool
	d.link.Receive(message, false, func(error) { done.Store(true) })
	return done.Load()
}

// watched gives a writer, and a watcher that was pushed an edit and has not said a word about it.
func watched(t *testing.T) (writer, watcher *device) {
	hub := openHub(t)
	rec := hub.newLead("Ann").ID
	writer, watcher = hub.open(&agent, rec), hub.open(&mate, rec)
	writer.untilField("name", `"Ann"`)
	watcher.untilField("name", `"Ann"`)
	writer.untilSaved(writer.set("name", "Bea")) // waits for the disk: it is the actor's first
	watcher.untilField("name", `"Bea"`)
	link := watcher.link
	watcher.link = nil // it hears, and says nothing
	writer.set("name", "Cid")
	watcher.untilField("name", `"Cid"`)
	watcher.link = link
	return writer, watcher
}

// What every watcher says to every edit costs the document no turn, and the next edit is pushed as ever.
func TestExpectedAck_IsDoneWithAtOnce(t *testing.T) {
	writer, watcher := watched(t)
	echo := crdt.Echo(watcher.graph).Encode()
	if !watcher.says(slices.Concat(echo, []byte{2, 1, 2})) { // capabilities follow, as a stock Automerge writes them
		t.Error("the echo waits for the document")
	}
	if !watcher.says(echo) {
		t.Error("it does when it comes again")
	}
	frames := watcher.heardFrames()
	writer.set("name", "Dee")
	watcher.untilField("name", `"Dee"`)
	if n := watcher.heardFrames() - frames; n != 1 {
		t.Errorf("one edit came in %d messages", n)
	}
}

// Whatever says something else is looked at: other heads, a wish, a filter, changes.
func TestExpectedAck_IsNothingElse(t *testing.T) {
	for name, but := range map[string]func(m *crdt.Message, d *device){
		"older heads":   func(m *crdt.Message, d *device) { m.Heads = d.graph.Deps(m.Heads[0]) },
		"an older sync": func(m *crdt.Message, d *device) { m.Have[0].LastSync = d.graph.Deps(m.Heads[0]) },
		"a wish":        func(m *crdt.Message, _ *device) { m.Need = m.Heads },
		"a filter":      func(m *crdt.Message, _ *device) { m.Have[0].Bloom = crdt.NewBloom(m.Heads) },
		"a change":      func(m *crdt.Message, d *device) { m.Changes = [][]byte{d.data[m.Heads[0]]} },
	} {
		t.Run(name, func(t *testing.T) {
			_, watcher := watched(t)
			m := crdt.Echo(watcher.graph)
			but(m, watcher)
			if watcher.says(m.Encode()) {
				t.Error("it was taken for an echo")
			}
		})
	}
}

// A peer that loses its data after an echo is given all again.
func TestExpectedAck_IsForgottenWhenThePeerStartsOver(t *testing.T) {
	_, watcher := watched(t)
	if !watcher.says(crdt.Echo(watcher.graph).Encode()) {
		t.Fatal("the echo waits for the document")
	}
	again := newDevice(t, &mate, watcher.doc)
	again.line, again.link = watcher.line, watcher.link
	watcher.line.d = again
	again.hello()
	again.untilField("name", `"Cid"`)
}
