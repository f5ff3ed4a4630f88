package live

import (
	"bytes"
	"context"
	"sync"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// turnState says where the turn is that receives the messages of a link.
type turnState uint8

const (
	turnNone    turnState = iota // no message waits
	turnQueued                   // the turn is in the mailbox or runs
	turnParked                   // the turn waits for the storage
	turnAwaited                  // the link's user waits for a place
)

// Link is one session's view of one document. Its methods never block on I/O. Any goroutine may call them, but the
// calls for one link must be in order.
type Link struct {
	records   *Registry
	doc       crm.ID
	principal *crm.Principal // never changed; Recheck only replaces the field user
	out       Subscriber
	peer      *replica.Peer // belongs to the document; any goroutine may call its Reads
	receiver  turn          // receives a slice of the waiting messages

	mu          sync.Mutex // guards the fields down to record
	messages    []*message
	state       turnState
	gone        bool               // Close has been called
	over        bool               // the user was beyond the budget when the wait for a place began
	stopWaiting context.CancelFunc // ends the wait of turnAwaited
	leaving     bool               // the link closes when its messages are received
	expected    *expectedAck       // the acknowledgement of the last message; nil if that message was no push
	acked       *expectedAck       // the acknowledgement that the actor has not taken in yet
	record      crm.ID             // that the document is found to belong to; zero until then

	// The fields below belong to the turn that receives, or to what waits for it.
	place  Place     // of the user; nil: none
	until  time.Time // when others come first
	waited bool      // it has waited for the storage since its last slice; others may keep a snapshot from being made

	user *crm.User // as of the last Recheck; belongs to the actor's goroutine
}

// linkOf returns the link of a peer.
func linkOf(p *replica.Peer) *Link { return p.Tag.(*Link) }

// Readable reports whether the link's user may read the document, according to the last check.
func (l *Link) Readable() bool { return l.peer.Reads() }

// Record is the record, or draft, that the document is found to belong to; zero until then.
func (l *Link) Record() crm.ID {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.record
}

// attachedTo notes the record that the document belongs to.
func (l *Link) attachedTo(record crm.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.record = record
}

// add appends a message. It returns true if a turn must be queued for it.
func (l *Link) add(m *message) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.messages = append(l.messages, m)
	if l.state != turnNone {
		return false
	}
	l.state = turnQueued
	return true
}

// waiting returns the messages that wait. The receiving turn calls it.
func (l *Link) waiting() []*message {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = turnQueued
	return l.messages
}

// left reports whether Close has been called.
func (l *Link) left() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.gone
}

// park notes what the receiving turn waits for.
func (l *Link) park(state turnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = state
}

// received removes the first n messages, and reports whether there are more. If there are none, it leaves the link's
// place: whoever brings the next message may take another one as soon as received has returned.
func (l *Link) received(n int) (more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.messages = l.messages[n:]
	if len(l.messages) > 0 {
		return true
	}
	l.leavePlace()
	l.messages, l.state = nil, turnNone // frees the memory of the slice
	if l.leaving {
		l.leaving = false
		l.records.withLight(l.doc, l.closeTurn)
	}
	return false
}

// leavePlace leaves the link's place, if it has one.
func (l *Link) leavePlace() {
	if l.place != nil {
		l.place.Leave()
		l.place = nil
	}
}

// abandon ends all waiting messages with an error, because no new work may begin.
func (l *Link) abandon() {
	l.mu.Lock()
	messages := l.messages
	l.messages, l.state = nil, turnNone
	leaves := l.leaving
	l.leaving = false
	l.mu.Unlock()
	if leaves {
		l.records.withLight(l.doc, l.closeTurn)
	}
	for _, m := range messages {
		m.end(crm.Errorf(crm.CodeUnavailable, "the server is shutting down"))
	}
}

// closeTurn is a turn. It closes the link once no message of the link waits.
func (l *Link) closeTurn(_ context.Context, r *Record) bool {
	l.mu.Lock()
	state := l.state
	l.leaving = state == turnAwaited
	l.mu.Unlock()
	switch state {
	case turnAwaited:
		return false // received calls for another one
	case turnParked:
		r.parked = append(r.parked, l.closeTurn)
		return false
	case turnQueued:
		return true
	}
	l.peer.Close()
	if d := r.half(l.doc); d != nil {
		d.Detach(l.peer)
		r.closeFormer()
	}
	for _, d := range r.asleep {
		if d.ID == l.doc {
			d.Detach(l.peer)
		}
	}
	r.release()
	return false
}

// Acknowledge takes in a message that is only the expected acknowledgement, and returns true. Such a message needs no
// answer and no turn: the next turn that looks at the link takes it in. This matters because a hundred peers
// acknowledge each edit. It keeps nothing of data, and allocates nothing.
func (l *Link) Acknowledge(data []byte) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state != turnNone || !l.expected.matches(data) { // earlier messages of the peer come first
		return false
	}
	l.acked = l.expected
	return true
}

// takeAck removes and returns the acknowledgement that has come since the link's last turn. It returns nil if there is
// none.
func (l *Link) takeAck() *crdt.Message {
	l.mu.Lock()
	defer l.mu.Unlock()
	acked := l.acked
	l.acked = nil
	if acked == nil {
		return nil
	}
	return acked.message
}

// expectedAck is the message by which a standard peer acknowledges a push: it brings no changes. All links that got the
// push share it.
type expectedAck struct {
	message *crdt.Message
	encoded []byte
}

func newExpectedAck(m *crdt.Message) *expectedAck { return &expectedAck{m, m.Encode()} }

// matches reports whether a message is the acknowledgement. It ignores the capabilities that follow the
// acknowledgement.
func (e *expectedAck) matches(data []byte) bool { return e != nil && bytes.HasPrefix(data, e.encoded) }
