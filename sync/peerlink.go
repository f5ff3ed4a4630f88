package sync

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"roomkey/crdt"
	"roomkey/crm"
)

// Subject is who a link speaks for.
type Subject struct {
	User      *crm.User // never changed in place: a Recheck brings a new one
	SessionID string    // of the connection, for logs
	ReadOnly  bool      // nothing this subject sends is accepted
}

// Outlet is what a live document tells a session. The methods are called from the document's goroutine, never block, and
// may drop the session instead when its queue is full. What is passed is shared: it must not be changed.
type Outlet interface {
	Send(doc crm.ID, data []byte) // one sync message; the session puts the envelope around it
	Unavailable(doc crm.ID)       // absent or not readable, one and the same
	Saved(doc crm.ID, hashes []crm.Hash)
	Rejected(doc crm.ID, hashes []crm.Hash, err *crm.Error)
}

// Link is one session's view of one document: what its peer has and lacks, and what was refused it. Its methods never
// block on I/O; they may be called from any goroutine, those of one link in order.
type Link struct {
	hub      *Hub
	doc      crm.ID
	subject  *Subject
	out      Outlet
	readable atomic.Bool

	mu        sync.Mutex // guards what follows
	messages  []*delivery
	scheduled bool // a turn of the link is in the mailbox
	gone      bool // Close was called

	// What follows belongs to the goroutine of the document's actor.
	user    *crm.User
	peer    *crdt.Peer
	synced  bool // has all but what is in the document's outbox
	refused bool // something of this link's was refused
	quiet   bool // has asked for nothing yet: nothing is pushed to it
	closed  bool

	attached bool // the document knows the link
	parked   bool // its turn waits for the storage
}

// Open joins a session to a document. Nothing is sent before the session's first message has been answered.
func (h *Hub) Open(s *Subject, doc crm.ID, out Outlet) *Link {
	l := &Link{hub: h, doc: doc, subject: s, out: out, user: s.User, peer: crdt.NewPeer(), quiet: true}
	h.with(doc, 1, func(ctx context.Context, d *dossier) bool {
		_, _ = d.linked(ctx, l) // where it can't be had now, the first message tries again
		return false
	})
	return l
}

// linked is the document that a link is about, loading it where it is the private one; nil where it is corrupt. The error's
// code is unavailable where it can't be had now.
func (d *dossier) linked(ctx context.Context, l *Link) (*document, error) {
	err := d.broken
	if err == nil && d.record != nil && l.doc != d.id {
		_, err = d.needPrivate(ctx)
	}
	switch {
	case damaged(err):
		return nil, nil
	case err != nil:
		return nil, unavailable(err)
	}
	doc := d.half(l.doc)
	if doc != nil && !l.closed && !l.attached {
		l.attached = true
		doc.attach(l)
		l.readable.Store(d.mayRead(l.user, doc))
	}
	return doc, nil
}

// Receive takes a sync message; request says that it came as a request, whose sender wants to hear if the document can't be
// had. done may be nil; it is called when the message has been worked off, with an error of code invalid or too_large
// where the message itself was malformed, or unavailable where it could not be worked off now and should be sent again
// over a new connection. data is the link's from here on. Messages that wait are taken in together where that makes no
// difference; how many and how large they are is the session's to bound.
func (l *Link) Receive(data []byte, request bool, done func(error)) {
	m := &delivery{data: data, request: request, done: done, came: l.hub.config.Now()}
	l.mu.Lock()
	l.messages = append(l.messages, m)
	schedule := !l.scheduled
	l.scheduled = true
	l.mu.Unlock()
	if schedule && !l.hub.with(l.doc, 0, l.turn) {
		l.abandon()
	}
}

// abandon ends what waits: the hub is closed.
func (l *Link) abandon() {
	l.mu.Lock()
	messages := l.messages
	l.messages, l.scheduled = nil, false
	l.mu.Unlock()
	for _, m := range messages {
		m.end(crm.Errorf(crm.CodeUnavailable, "the server is shutting down"))
	}
}

// turn works off a slice of what waits.
func (l *Link) turn(ctx context.Context, d *dossier) bool {
	l.mu.Lock()
	waiting := l.messages
	l.mu.Unlock()
	l.parked = false
	ended, err := d.receive(ctx, l, waiting)
	if errors.Is(err, errAway) {
		return false // it goes on elsewhere, or later
	}
	l.mu.Lock()
	l.messages = l.messages[ended:]
	more := len(l.messages) > 0
	l.scheduled = more
	if !more {
		l.messages = nil // what it was made of goes with it
	}
	l.mu.Unlock()
	for _, m := range waiting[:ended] {
		m.end(err)
	}
	return more
}

// Recheck gives the link's user new rights. A link that may no longer read gets nothing more.
func (l *Link) Recheck(user *crm.User) {
	l.hub.with(l.doc, 0, func(ctx context.Context, d *dossier) bool {
		l.user = user
		if doc := d.half(l.doc); doc != nil && !l.closed {
			d.recheckLink(ctx, doc, l)
		}
		return false
	})
}

// recheckLink gives the link the rights that its user has now: one that lost the document gets nothing more, one that
// gained it begins anew.
func (d *dossier) recheckLink(ctx context.Context, doc *document, l *Link) {
	may := d.mayRead(l.user, doc)
	if l.readable.Swap(may) == may {
		return
	}
	l.peer, l.synced, l.refused = crdt.NewPeer(), false, false
	if may && !l.quiet {
		d.converse(ctx, doc, l)
	}
}

// Close ends the link. What it had sent is worked off; nothing more is sent to it.
func (l *Link) Close() {
	l.mu.Lock()
	again := l.gone
	l.gone = true
	l.mu.Unlock()
	if again {
		return
	}
	var end task
	end = func(_ context.Context, d *dossier) bool {
		l.mu.Lock()
		waiting := l.scheduled
		l.mu.Unlock()
		switch {
		case waiting && l.parked:
			d.parked = append(d.parked, end)
			return false
		case waiting:
			return true
		}
		l.closed = true
		l.readable.Store(false)
		if doc := d.half(l.doc); doc != nil {
			doc.detach(l)
		}
		d.release(1)
		return false
	}
	l.hub.with(l.doc, 0, end)
}

// Readable reports whether the link's user was found to be able to read the document, and still is.
func (l *Link) Readable() bool { return l.readable.Load() }

// send gives the peer a message, unless the link is closed.
func (l *Link) send(data []byte) {
	if !l.closed {
		l.out.Send(l.doc, data)
	}
}

// restart begins the conversation anew, and has the peer send again all that the document lacks: something of it that
// was refused is wanted after all. A message without heads makes an Automerge forget what it has sent.
func (l *Link) restart() {
	l.peer, l.synced, l.refused = crdt.NewPeer(), false, false
	m := crdt.Message{Have: []crdt.Have{{}}}
	l.send(m.Encode())
}
