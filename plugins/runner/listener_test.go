package runner_test

import (
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/internal/testclient"
)

// listener is a socket in a room.
type listener struct {
	t      testing.TB
	frames chan testclient.Frame
	seen   []event
}

// event is one event of a task, as a socket receives it.
type event struct {
	name   string
	offset uint64
	data   map[string]any
}

// patience is the longest time that a test waits for anything.
const patience = 30 * time.Second

// await waits for a frame, or for an event with that name about a task, and returns it. Earlier ones are kept in seen.
func (l *listener) await(name, task string) event {
	l.t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case f := <-l.frames:
			if f.Type == "room:joined" && name == f.Type {
				return event{}
			}
			if f.Type != "event" {
				continue
			}
			e := event{name: f.Name, offset: f.Offset}
			if err := cbor.Unmarshal(f.Data, &e.data); err != nil {
				l.t.Fatal(err)
			}
			l.seen = append(l.seen, e)
			if (f.Name == name || name == "") && (task == "" || e.data["task"] == task) {
				return e
			}
		case <-deadline:
			l.t.Fatalf("no %s came; the last that did: %v", name, l.seen[max(0, len(l.seen)-10):])
		}
	}
}

// names returns the names of a task's events so far.
func (l *listener) names(task string) (names []string) {
	for _, e := range l.seen {
		if e.data["task"] == task {
			names = append(names, e.name)
		}
	}
	return names
}
