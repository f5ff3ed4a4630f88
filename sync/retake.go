package sync

import (
	"context"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// retake takes changes of clients in again that the storage has refused together, each in a write of its own: so only the
// one that it can't store is lost, and what was made after that. Who has left since offers theirs again when they return.
func (d *dossier) retake(id crm.ID, lost []accepted, gone []crdt.Hash) task {
	return func(ctx context.Context, d *dossier) bool {
		if d.commit == nil && !d.unsettled() {
			for ; len(lost) > 0 && !d.unsettled(); lost = lost[1:] {
				if d.retakeOne(ctx, id, &lost[0], gone) {
					gone = append(gone, lost[0].Hash)
				}
			}
		}
		if len(lost) > 0 || d.unsettled() {
			d.waiters = append(d.waiters, func(error) { d.post(0, d.retake(id, lost, gone)) })
		}
		return false
	}
}

// retakeOne reports whether the change is refused now.
func (d *dossier) retakeOne(ctx context.Context, id crm.ID, a *accepted, gone []crdt.Hash) (refused bool) {
	doc := d.half(id)
	open := slices.IndexFunc(a.from, func(l *Link) bool { return !l.closed })
	c, err := crdt.ParseChange(a.Data, nil)
	if doc == nil || open < 0 || err != nil {
		return true
	}
	for _, dep := range c.Deps {
		denied, err := d.hub.claims.quarantined(ctx, dep)
		if err != nil || denied || slices.Contains(gone, dep) {
			d.tellLost(doc, a, errStranded)
			return true
		}
	}
	link := a.from[open]
	by := submission{link: link, user: link.user, came: a.came}
	if link.subject.ReadOnly || !d.mayWrite(link.user, doc) {
		by.denied = crm.ErrForbidden
	}
	if err := d.accept(ctx, doc, []*crdt.Change{c}, by); err != nil {
		d.hub.config.Log.Error("a change can't be taken again", "doc", id, "error", err)
	}
	return !doc.graph.Has(c.Hash)
}
