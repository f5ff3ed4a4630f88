package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// Open joins a session to a document. Nothing is sent before the session's first message was answered.
func (g *Registry) Open(who *crm.Principal, doc crm.ID, out Subscriber) *Link {
	l := &Link{records: g, doc: doc, principal: who, out: out, user: &who.User}
	l.peer = replica.NewPeer(l)
	l.receiver = l.receiveTurn
	attach := queued{turn: func(ctx context.Context, r *Record) bool {
		_, _ = r.attachLink(ctx, l) // after a failure, the first message tries again
		payForWaking(r, l.user)
		return false
	}}
	if work := g.config.Work; work != nil && work.Over(&who.User) { // the record is read when the first message may be
		attach = queued{turn: func(context.Context, *Record) bool { return false }, light: true}
	}
	g.give(doc, 1, attach)
	return l
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
