package live

import (
	"bytes"

	"roomkey/crdt"
)

// expectedAck is what a stock peer says when it has taken in what it was pushed: nothing new. All links that got the push
// share it.
type expectedAck struct {
	message *crdt.Message
	encoded []byte
}

func newExpectedAck(m *crdt.Message) *expectedAck { return &expectedAck{m, m.Encode()} }

// matches reports whether a message is the acknowledgement. What follows it is capabilities, which are ignored.
func (e *expectedAck) matches(data []byte) bool { return e != nil && bytes.HasPrefix(data, e.encoded) }

// acks keeps a message that only says that the peer has what it was sent last, and needs no answer: the next turn that looks at
// the link takes it in, rather than one of its own. A hundred peers say so after each edit.
func (l *Link) acks(data []byte) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.turn != turnNone || !l.expected.matches(data) { // what the peer said before comes first
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
