package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// mayRead is whether user gets the document.
func (d *document) mayRead(user *crm.User) bool {
	switch {
	case d.r.broken != nil || user == nil || user.Disabled:
		return false
	case d.r.record == nil:
		return d.Standing == replica.Draft && d.Author == user.ID
	case !d.r.exists():
		return false
	}
	return user.AccessTo(d.r.record.Row).ReadsHalf(d.Private)
}

// mayWrite is whether what user sends for the document is looked at. Whoever may write at all may begin a draft.
func (d *document) mayWrite(user *crm.User) bool {
	switch {
	case d.r.broken != nil || user == nil || user.Disabled || user.Role == crm.RoleViewer:
		return false
	case d.r.record == nil:
		return d.Standing != replica.Draft || d.Author == user.ID
	case !d.r.exists():
		return false
	case d.Private:
		return user.May(crm.ActionPrivate, d.r.record.Row)
	}
	return user.May(crm.ActionWrite, d.r.record.Row)
}

// submission is changes of a link's, with what its user may do now.
func (d *document) submission(l *Link) replica.Submission {
	by := replica.Submission{Peer: l.peer, User: l.user, Reads: d.mayRead(l.user)}
	if l.principal.ReadOnly || !d.mayWrite(l.user) {
		by.Denied = crm.ErrForbidden
	}
	return by
}

// refresh looks again whether a peer may read.
func (d *document) refresh(p *replica.Peer) {
	p.SetReads(!p.Closed() && d.mayRead(linkOf(p).user))
}

// recheck gives every link the rights that its user has now. A link that lost the document gets nothing more; with one
// that gained it the conversation begins again.
func (r *Record) recheck(ctx context.Context) {
	for _, d := range r.documents() {
		for _, p := range d.Peers() {
			d.recheck(ctx, p)
		}
	}
}

func (d *document) recheck(ctx context.Context, p *replica.Peer) {
	d.perform(ctx, d.Allow(p, d.mayRead(linkOf(p).user)))
}
