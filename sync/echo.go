package sync

import (
	"bytes"
	"context"

	"roomkey/crdt"
)

// echo is what a stock peer says when it has taken in what it was pushed: nothing new. All links that got the push share
// it.
type echo struct {
	message *crdt.Message
	encoded []byte
}

func newEcho(graph *crdt.Graph) *echo {
	m := crdt.Echo(graph)
	return &echo{m, m.Encode()}
}

// matches reports whether a message is the echo. What follows it is capabilities, which are ignored.
func (e *echo) matches(data []byte) bool { return e != nil && bytes.HasPrefix(data, e.encoded) }

// echoes keeps a message that only says that the peer has what it was sent last, and needs no answer: it is worked off
// with the next turn that looks at the link, rather than in one of its own. A hundred peers say so after each edit.
func (l *Link) echoes(data []byte) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.scheduled || !l.expected.matches(data) { // scheduled: what the peer said before comes first
		return false
	}
	l.echoed = l.expected
	return true
}

// expect notes what the peer says to what it is about to be sent; nil: something to look at.
func (l *Link) expect(e *echo) {
	l.mu.Lock()
	l.expected = e
	l.mu.Unlock()
}

// hear works off the echo that came since the link's last turn, if one did.
func (d *dossier) hear(ctx context.Context, doc *document, l *Link) {
	l.mu.Lock()
	heard := l.echoed
	l.echoed = nil
	l.mu.Unlock()
	if heard != nil {
		l.peer.Receive(d.seen(doc, l), heard.message)
		d.converse(ctx, doc, l)
	}
}
