package live

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// Open joins a session to a document. Nothing is sent before the session's first message has been answered.
func (g *Registry) Open(who *crm.Principal, doc crm.ID, out Subscriber) *Link {
	l := &Link{records: g, doc: doc, principal: who, out: out, user: &who.User}
	l.peer = replica.NewPeer(l)
	l.receiver = l.receiveTurn
	g.with(doc, 1, func(ctx context.Context, r *Record) bool {
		_, _ = r.attach(ctx, l) // where it can't be had now, the first message tries again
		return false
	})
	return l
}

// Receive takes a sync message; request says that it came as a request, whose sender wants to hear if the document
// can't be had. done may be nil; it is called when nothing is left to do for the message, with an error of code
// invalid or too_large where the message itself was malformed, or unavailable where it could not be received now and
// should be sent again over a new connection. data is the link's from here on. What only says that the peer has what
// it was pushed is done with at once. Messages that wait are taken in together where that makes no difference; how
// many and how large they are is the session's to bound.
func (l *Link) Receive(data []byte, request bool, done func(error)) {
	if !request && l.acks(data) {
		if done != nil {
			done(nil)
		}
		return
	}
	m := &message{data: data, request: request, done: done, came: l.records.config.Now()}
	if l.add(m) && !l.records.with(l.doc, 0, l.receiver) {
		l.abandon()
	}
}

// receiveTurn receives a slice of what waits.
func (l *Link) receiveTurn(ctx context.Context, r *Record) bool {
	waiting := l.waiting()
	ended, err := r.receive(ctx, l, waiting)
	if errors.Is(err, errAway) {
		return false // it goes on elsewhere, or later
	}
	more := l.received(ended)
	for _, m := range waiting[:ended] {
		m.end(err)
	}
	return more
}

// Recheck gives the link's user new rights. A link that may no longer read gets nothing more.
func (l *Link) Recheck(user *crm.User) {
	l.records.with(l.doc, 0, func(ctx context.Context, r *Record) bool {
		l.user = user
		if d := r.half(l.doc); d != nil && !l.peer.Closed() {
			d.recheck(ctx, l.peer)
		}
		return false
	})
}

// Close ends the link. What it had sent is received still; nothing more is sent to it.
func (l *Link) Close() {
	l.mu.Lock()
	again := l.gone
	l.gone = true
	l.mu.Unlock()
	if !again {
		l.records.with(l.doc, 0, l.closeTurn)
	}
}

// closeTurn waits until nothing of the link's waits.
func (l *Link) closeTurn(_ context.Context, r *Record) bool {
	l.mu.Lock()
	state := l.state
	l.mu.Unlock()
	switch state {
	case turnParked:
		r.parked = append(r.parked, l.closeTurn)
		return false
	case turnQueued:
		return true
	}
	l.peer.Close()
	if d := r.half(l.doc); d != nil {
		d.Detach(l.peer)
	}
	r.release()
	return false
}
