package sync

import (
	"context"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// settleBatch takes in what the engine said of a batch, and tells everybody.
func (d *dossier) settleBatch(ctx context.Context, doc *document, b *batch, statusBefore string) {
	d.tellKnown(doc, b)
	d.tellRefused(b)
	d.bindFresh(doc, b)
	if len(b.changes) == 0 {
		return
	}
	hashes := d.keep(doc, b)
	d.fanOut(ctx, doc, b.by.link)
	if link := b.by.link; link != nil {
		link.peer.Holds(doc.graph, hashes...)
		link.synced = false
		call1(d.hub.config.Metrics.Accepted, d.hub.config.Now().Sub(b.by.came))
	}
	d.forgive(doc, b.by.link, hashes)
	if d.record == nil {
		d.grow(ctx, doc, b)
	} else {
		d.project(doc, b.roots, b.by.userID())
		d.flagStatus(doc, statusBefore, b.astray)
	}
	if !b.by.server || b.by.user != nil {
		d.repair(ctx, doc)
	}
}

// keep notes the batch's changes as applied and to be made durable.
func (d *dossier) keep(doc *document, b *batch) []crdt.Hash {
	now := d.hub.config.Now()
	hashes := make([]crdt.Hash, len(b.changes))
	var from []*Link
	if b.by.link != nil {
		from = []*Link{b.by.link}
	}
	for i, c := range b.changes {
		hashes[i] = c.Hash
		doc.unsaved = append(doc.unsaved, accepted{
			StoredChange: crm.StoredChange{Hash: c.Hash, Data: c.Data, User: d.ownerOf(c, b.by), At: now},
			actor:        c.Actor, held: b.by.server || slices.Contains(b.fresh, c.Actor), from: from, came: b.by.came,
		})
		if doc.unsaved[len(doc.unsaved)-1].held {
			doc.held++
		}
	}
	doc.outbox = append(doc.outbox, hashes...)
	doc.absorb(b.state)
	if !slices.Equal(b.state.Heads, doc.graph.Heads()) {
		d.hub.config.Log.Error("a change was written elsewhere", "doc", doc.id, "error", errHeads)
		d.hub.config.Engine.Drop(doc.id)
	}
	if d.record == nil && !doc.draft && b.by.link != nil {
		doc.draft, doc.author = true, b.by.user.ID
	}
	call1(d.hub.config.Metrics.Changes, len(b.changes))
	return hashes
}

// absorb takes over the root fields that the engine named.
func (doc *document) absorb(state crdt.State) {
	for name, value := range state.Fields {
		doc.fields[name] = value
	}
	for _, name := range state.Absent {
		delete(doc.fields, name)
	}
	doc.count = state.Ops
}

// tellKnown acknowledges what was there already, as soon as it is durable.
func (d *dossier) tellKnown(doc *document, b *batch) {
	link := b.by.link
	if link == nil || link.closed || len(b.known) == 0 || !d.mayRead(link.user, doc) {
		return
	}
	waiting := make(map[crdt.Hash]int, len(doc.unsaved))
	for i := range doc.unsaved {
		waiting[doc.unsaved[i].Hash] = i
	}
	var saved []crdt.Hash
	for _, h := range b.known {
		if i, ok := waiting[h]; !ok {
			saved = append(saved, h)
		} else if a := &doc.unsaved[i]; !slices.Contains(a.from, link) {
			a.from = append(slices.Clone(a.from), link)
		}
	}
	if len(saved) > 0 {
		link.out.Saved(link.doc, saved)
	}
}

// tellRefused tells the author, once for each reason.
func (d *dossier) tellRefused(b *batch) {
	link := b.by.link
	for len(b.refused) > 0 {
		err := b.refused[0].err
		var hashes []crdt.Hash
		rest := b.refused[:0:0]
		for _, r := range b.refused {
			if r.err == err {
				hashes = append(hashes, r.hash)
			} else {
				rest = append(rest, r)
			}
		}
		b.refused = rest
		call2(d.hub.config.Metrics.Rejected, len(hashes), err.Code)
		if link != nil && !link.closed {
			link.out.Rejected(link.doc, hashes, err)
		}
	}
}

// bindFresh has the next write bind the actors that came for the first time, where something of theirs was accepted.
func (d *dossier) bindFresh(doc *document, b *batch) {
	for _, actor := range b.fresh {
		if slices.ContainsFunc(b.changes, func(c *crdt.Change) bool { return c.Actor == actor }) {
			doc.binding = append(doc.binding, binding{actor, b.by.userID()})
		} else {
			d.hub.claims.settle(actor)
		}
	}
}

// forgive begins anew with those links that were refused a change which has now come from whom it may.
func (d *dossier) forgive(doc *document, speaker *Link, hashes []crdt.Hash) {
	for _, l := range doc.links {
		if l.refused && l != speaker && !l.closed && l.peer.Refused(hashes...) {
			l.restart()
		}
	}
}
