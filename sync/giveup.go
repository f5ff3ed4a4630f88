package sync

import (
	"context"
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
)

// giveUp takes back all that is not durable of a document, because the storage refuses it for good: a draft beyond its
// author's quota, as a rule. Its authors are told. Where the storage can't write what the changes amount to, one of them is to
// blame: they are taken again one by one, and that one is never taken again by this process.
func (d *dossier) giveUp(ctx context.Context, doc *document, cause error) {
	var bad *crm.Error
	if !errors.As(cause, &bad) {
		bad = crm.Errorf(crm.CodeInternal, "the change can't be stored")
	}
	d.hub.config.Log.Warn("the storage refuses a write", "doc", doc.id, "error", cause)
	lost := doc.unsaved
	doc.unsaved, doc.outbox, doc.held, doc.moved, doc.tries = nil, nil, 0, false, 0
	for _, b := range doc.binding {
		d.hub.claims.settle(b.actor)
	}
	doc.binding, d.news, d.audit, d.notices, d.traces = nil, nil, nil, nil, nil
	d.record = d.durable
	if d.durable == nil && doc.stored == 0 {
		doc.draft, doc.author = false, crm.ID{}
	}
	if err := d.reload(ctx, doc); crm.CodeOf(err) == crm.CodeNotFound { // it was erased
		doc.unsaved = lost
		d.vanish(bad)
		return
	} else if err != nil {
		d.broken, d.loaded = err, false
		return
	}
	for _, l := range doc.links {
		l.peer, l.synced = crdt.NewPeer(), false
		l.readable.Store(!l.closed && d.mayRead(l.user, doc))
	}
	switch unwritable := bad.Code == crm.CodeInvalid || bad.Code == crm.CodeConflict || bad.Code == crm.CodeInternal; {
	case unwritable && len(lost) == 1:
		d.hub.claims.deny(lost[0].Hash)
	case unwritable && len(lost) > 1:
		d.post(0, d.retake(doc.id, lost, nil))
		return
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
