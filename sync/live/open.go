package live

import (
	"context"
	"errors"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// Open joins a session to a document. Nothing is sent before the session's first message was answered.
func (g *Registry) Open(who *crm.Principal, doc crm.ID, out Subscriber) *Link {
	l := &Link{records: g, doc: doc, principal: who, out: out, user: &who.User}
	l.peer = replica.NewPeer(l)
	l.receiver = l.receiveTurn
	g.with(doc, 1, func(ctx context.Context, r *Record) bool {
		_, _ = r.attachLink(ctx, l) // after a failure, the first message tries again
		return false
	})
	return l
}

// Receive takes a sync message, and owns data from then on. request says that the message is a request: its sender
// wants to hear if the document is unavailable.
//
// done may be nil. It is called when the message is finished. Its error has code invalid or too_large if the message
// was malformed. The code is unavailable if the message could not be received now; the client should then send it again
// over a new connection.
//
// A message that is only the expected acknowledgement is finished at once. Messages that wait are taken in together if
// that makes no difference. The session bounds their number and size.
func (l *Link) Receive(data []byte, request bool, done func(error)) {
	if !request && l.Acknowledge(data) {
		if done != nil {
			done(nil)
		}
		return
	}
	m := &message{data: data, request: request, done: done, came: l.records.config.Now()}
	if l.add(m) {
		l.receiveSoon(false)
	}
}

// receiveTurn is a turn. It receives a slice of the waiting messages.
func (l *Link) receiveTurn(ctx context.Context, r *Record) bool {
	waiting, s := l.waiting(), l.slice()
	r.again = 0
	ended, err := r.receive(ctx, l, waiting, s)
	l.charge(time.Duration(s.ops+r.again) * costOfOp)
	if errors.Is(err, errAway) {
		l.leavePlace()
		return false // another record receives them, or this one does later
	}
	more := l.received(ended)
	for _, m := range waiting[:ended] {
		m.end(err)
	}
	if !more {
		l.leavePlace()
		return false
	}
	if l.mayGoOn(s.much) {
		return true
	}
	l.receiveSoon(s.much)
	return false
}

// Recheck replaces the link's user, whose rights may have changed. If the user may no longer read, the link gets
// nothing more.
func (l *Link) Recheck(user *crm.User) {
	l.records.with(l.doc, 0, func(ctx context.Context, r *Record) bool {
		l.user = user
		if d := r.half(l.doc); d != nil && !l.peer.Closed() {
			d.recheckLink(ctx, l.peer)
		}
		return false
	})
}

// Close ends the link. Messages that came before are still received, except those of a user who waits because they are
// beyond their budget. Nothing more is sent.
func (l *Link) Close() {
	l.mu.Lock()
	again := l.gone
	l.gone = true
	if l.state == turnAwaited && l.over {
		l.stopWaiting()
	}
	l.mu.Unlock()
	if !again {
		l.records.withLight(l.doc, l.closeTurn)
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
