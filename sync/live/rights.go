package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// mayRead is whether user gets the document.
func (r *Record) mayRead(user *crm.User, d *document) bool {
	switch {
	case d == nil || r.broken != nil || user == nil || user.Disabled:
		return false
	case r.record == nil:
		return d.Standing == replica.Draft && d.Author == user.ID
	case !r.exists():
		return false
	}
	return user.AccessTo(r.record.Row).ReadsHalf(d.Private)
}

// mayWrite is whether what user sends for the document is looked at. Whoever may write at all may begin a draft.
func (r *Record) mayWrite(user *crm.User, d *document) bool {
	switch {
	case d == nil || r.broken != nil || user == nil || user.Disabled || user.Role == crm.RoleViewer:
		return false
	case r.record == nil:
		return d.Standing != replica.Draft || d.Author == user.ID
	case !r.exists():
		return false
	case d.Private:
		return user.May(crm.ActionPrivate, r.record.Row)
	}
	return user.May(crm.ActionWrite, r.record.Row)
}

// submission is changes of a link's, with what its user may do now.
func (r *Record) submission(l *Link, d *document) replica.Submission {
	by := replica.Submission{Peer: l.peer, User: l.user, Reads: r.mayRead(l.user, d)}
	if l.principal.ReadOnly || !r.mayWrite(l.user, d) {
		by.Denied = crm.ErrForbidden
	}
	return by
}

// refresh looks again whether a peer may read.
func (r *Record) refresh(d *document, p *replica.Peer) {
	p.SetReads(!p.Closed() && r.mayRead(linkOf(p).user, d))
}

// recheck gives every link the rights that its user has now. A link that lost the document gets nothing more; with one that
// gained it the conversation begins again.
func (r *Record) recheck(ctx context.Context) {
	for _, d := range r.documents() {
		for _, p := range d.Peers() {
			r.recheckPeer(ctx, d, p)
		}
	}
}

func (r *Record) recheckPeer(ctx context.Context, d *document, p *replica.Peer) {
	r.perform(ctx, d, d.Recheck(p, r.mayRead(linkOf(p).user, d)))
}
