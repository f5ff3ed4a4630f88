package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// mayRead reports whether the user may read the document.
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

// mayWrite reports whether changes of the user are considered at all. Whoever may write anything may begin a draft.
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

// submission describes changes of a link, with the present rights of its user.
func (d *document) submission(l *Link) replica.Submission {
	by := replica.Submission{Peer: l.peer, User: l.user, Reads: d.mayRead(l.user)}
	switch {
	case l.principal.ReadOnly || !d.mayWrite(l.user):
		by.Denied = crm.ErrForbidden
	case !d.Moved.IsZero():
		by.Denied = movedError(d.Moved)
	}
	return by
}

// movedError refuses changes of a document that another one continues. It names that.
func movedError(to crm.ID) *crm.Error {
	return crm.Errorf(crm.CodeMoved, "the record was renewed and goes on in the document %s", crm.DocumentID(to))
}

// refresh checks again whether a peer may read.
func (d *document) refresh(p *replica.Peer) {
	p.SetReads(!p.Closed() && d.mayRead(linkOf(p).user))
}

// recheckLinks gives every link the present rights of its user. A link that lost the document gets nothing more. A link
// that gained it begins its conversation again.
func (r *Record) recheckLinks(ctx context.Context) {
	for _, d := range r.documents() {
		for _, p := range d.Peers() {
			d.recheckLink(ctx, p)
		}
	}
}

// recheckLink gives one link the present rights of its user.
func (d *document) recheckLink(ctx context.Context, p *replica.Peer) {
	d.perform(ctx, d.Allow(p, d.mayRead(linkOf(p).user)))
}
