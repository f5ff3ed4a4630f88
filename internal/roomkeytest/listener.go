package roomkeytest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/internal/testclient"
)

// Listener is a client in one room, which keeps what it was told there.
type Listener struct {
	*testclient.Client
	T    testing.TB
	Room crm.Room

	mu     sync.Mutex
	Joined *testclient.Frame  // the last answer to a join; guarded by mu
	Events []testclient.Frame // recovered ones and live ones, in the order in which they came; guarded by mu
	Errors []testclient.Frame // about this room; guarded by mu
}

// Lock guards the listener's fields.
func (l *Listener) Lock() { l.mu.Lock() }

// Unlock ends Lock.
func (l *Listener) Unlock() { l.mu.Unlock() }

// Listen joins a room, from a position where epoch isn't "", and waits for the answer.
func (s *Server) Listen(token string, room crm.Room, epoch string, offset uint64) *Listener {
	s.T.Helper()
	l := &Listener{T: s.T, Room: room}
	l.Client = s.Dial(token, testclient.Options{OnFrame: l.take})
	if err := l.Join(room, epoch, offset); err != nil {
		s.T.Fatal(err)
	}
	l.Until("it is told where the room stands", func() bool { return l.Joined != nil || len(l.Errors) > 0 })
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.Joined == nil {
		s.T.Fatalf("the join of %s is refused: %s", room, l.Errors[0].Message)
	}
	return l
}

func (l *Listener) take(f testclient.Frame) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case f.Room != string(l.Room):
	case f.Type == "room:joined":
		l.Joined = &f
		l.Events = append(l.Events, f.Events...)
	case f.Type == "event" && f.Offset > 0: // presence has no offset
		l.Events = append(l.Events, f)
	case f.Type == "error":
		l.Errors = append(l.Errors, f)
	}
}

// Until waits for a minute; ok is called with the lock held.
func (l *Listener) Until(about string, ok func() bool) {
	l.T.Helper()
	if err := l.WaitFor(time.Minute, ok); err != nil {
		l.T.Fatalf("%s: in vain: %v", about, err)
	}
}

// WaitFor waits; ok is called with the lock held.
func (l *Listener) WaitFor(limit time.Duration, ok func() bool) error {
	l.T.Helper()
	return l.Wait(Within(l.T, limit), func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return ok()
	})
}

// Position is where the listener stands.
func (l *Listener) Position() (epoch string, offset uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Joined.Epoch, l.offsetLocked()
}

func (l *Listener) offsetLocked() uint64 {
	if n := len(l.Events); n > 0 {
		return l.Events[n-1].Offset
	}
	return l.Joined.Offset
}

// Reaches waits until the listener was told of the event with this offset.
func (l *Listener) Reaches(offset uint64) {
	l.T.Helper()
	l.Until(fmt.Sprintf("event %d of %s", offset, l.Room), func() bool { return l.offsetLocked() >= offset })
}

// Log is what the listener was told, one line an event.
func (l *Listener) Log() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return EventLines(l.Events)
}

// EventLines are events as a person reads them.
func EventLines(events []testclient.Frame) []string {
	lines := make([]string, len(events))
	for i, e := range events {
		data, err := cbor.Diagnose(e.Data)
		if err != nil {
			data = err.Error()
		}
		lines[i] = fmt.Sprintf("%d %s %s", e.Offset, e.Name, data)
	}
	return lines
}

// Contiguous fails the test where offsets have gaps or come twice.
func (l *Listener) Contiguous() {
	l.T.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := 1; i < len(l.Events); i++ {
		if l.Events[i].Offset != l.Events[i-1].Offset+1 {
			l.T.Errorf("%s: event %d follows event %d", l.Room, l.Events[i].Offset, l.Events[i-1].Offset)
		}
	}
}
