package live

import (
	"bytes"
	"sync"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// turnState says where the turn is that receives a link's messages.
type turnState uint8

const (
	turnNone   turnState = iota // nothing waits
	turnQueued                  // it is in the mailbox, or under way
	turnParked                  // it waits for the storage
)

// Link is one session's view of one document. Its methods never block on I/O; they may be called from any goroutine,
// those of one link in order.
type Link struct {
	records   *Registry
	doc       crm.ID
	principal *crm.Principal // never changed in place: a Recheck brings a new user
	out       Subscriber
	peer      *replica.Peer // the document's; its Reads may be asked by anybody
	receiver  turn          // receives a slice of what waits

	mu       sync.Mutex // guards what follows
	messages []*message
	state    turnState
	gone     bool         // Close was called
	expected *expectedAck // what answers the last message to the peer; nil: that was no push
	acked    *expectedAck // what the peer has said since the actor last looked

	user *crm.User // as of the last Recheck; it belongs to the goroutine of the document's actor
}

// linkOf is the link whose peer an effect is about.
func linkOf(p *replica.Peer) *Link { return p.Tag.(*Link) }

// Readable reports whether the link's user was found to be able to read the document, and still is.
func (l *Link) Readable() bool { return l.peer.Reads() }

// add appends a message. It is true where a turn has to be queued for it.
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

// waiting are the messages that were not received yet, for the turn that receives them.
func (l *Link) waiting() []*message {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = turnQueued
	return l.messages
}

// park notes that the turn waits for the storage.
func (l *Link) park() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = turnParked
}

// received removes the first n messages, and reports whether there are more.
func (l *Link) received(n int) (more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.messages = l.messages[n:]
	if len(l.messages) > 0 {
		return true
	}
	l.messages, l.state = nil, turnNone // what it was made of goes with it
	return false
}

// abandon ends what waits: nothing is begun any more.
func (l *Link) abandon() {
	l.mu.Lock()
	messages := l.messages
	l.messages, l.state = nil, turnNone
	l.mu.Unlock()
	for _, m := range messages {
		m.end(crm.Errorf(crm.CodeUnavailable, "the server is shutting down"))
	}
}

// push gives the peer a message, and says what a peer answers that has taken it in; nil: something to look at.
func (l *Link) push(data []byte, answer *expectedAck) {
	if !l.peer.Closed() {
		l.mu.Lock()
		l.expected = answer
		l.mu.Unlock()
		l.out.Send(l.doc, data)
	}
}

// restart forgets what the peer was expected to answer, and sends a message; nil: none.
func (l *Link) restart(data []byte) {
	l.mu.Lock()
	l.expected, l.acked = nil, nil
	l.mu.Unlock()
	if data != nil {
		l.push(data, nil)
	}
}

// acks keeps a message that only says that the peer has what it was sent last, and needs no answer: the next turn that
// looks at the link takes it in, rather than one of its own. A hundred peers say so after each edit.
func (l *Link) acks(data []byte) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state != turnNone || !l.expected.matches(data) { // what the peer said before comes first
		return false
	}
	l.acked = l.expected
	return true
}

// takeAck is the acknowledgement that came since the link's last turn; nil where none did.
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

// expectedAck is what a stock peer says when it has taken in what it was pushed: nothing new. All links that got the
// push share it.
type expectedAck struct {
	message *crdt.Message
	encoded []byte
}

func newExpectedAck(m *crdt.Message) *expectedAck { return &expectedAck{m, m.Encode()} }

// matches reports whether a message is the acknowledgement. What follows it is capabilities, which are ignored.
func (e *expectedAck) matches(data []byte) bool { return e != nil && bytes.HasPrefix(data, e.encoded) }
