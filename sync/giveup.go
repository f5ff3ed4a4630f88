package sync

import (
	"context"
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
)

// giveUp takes back all that is not durable of a document, because the storage refuses it for good: a draft beyond its
// author's quota, as a rule. Its authors are told.
func (d *dossier) giveUp(ctx context.Context, doc *document, cause error) {
	var bad *crm.Error
	if !errors.As(cause, &bad) {
		bad = crm.Errorf(crm.CodeInternal, "the change can't be stored")
	}
	d.hub.config.Log.Warn("the storage refuses a write", "doc", doc.id, "error", cause)
	lost := doc.unsaved
	doc.unsaved, doc.outbox, doc.held, doc.moved = nil, nil, 0, false
	for _, b := range doc.binding {
		d.hub.claims.settle(b.actor)
	}
	doc.binding, d.news, d.audit, d.notices, d.traces = nil, nil, nil, nil, nil
	d.record = d.durable
	if d.durable == nil && doc.stored == 0 {
		doc.draft, doc.author = false, crm.ID{}
	}
	if err := d.reload(ctx, doc); err != nil {
		d.broken, d.loaded = err, false
		return
	}
	for _, l := range doc.links {
		l.anew()
		l.readable.Store(!l.closed && d.mayRead(l.user, doc))
	}
	for i := range lost {
		d.tellLost(doc, &lost[i], bad)
	}
}

// tellLost refuses a change that had been accepted.
func (d *dossier) tellLost(doc *document, a *accepted, bad *crm.Error) {
	c, err := crdt.ParseChange(a.Data, nil)
	if err != nil {
		return
	}
	for _, l := range a.from {
		l.refused = true
		l.peer.Refuse(d.seen(doc, l), crdt.NodeOf(c))
		if !l.closed {
			l.out.Rejected(l.doc, []crdt.Hash{a.Hash}, bad)
		}
	}
}
