package sync

import (
	"context"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// retryAfter is how long a dossier waits before it offers the storage again what it could not take. What fails in a way that
// is not known to pass (code internal) is offered so often; the rest until it is taken.
const (
	retryAfter = time.Second
	maxTries   = 3
)

// A document's peers wait while so much of it is not on its way to the storage: one write holds no more than this and what
// a turn adds.
const (
	maxPendingChanges = 4096 - sliceChanges
	maxPendingBytes   = 4<<20 - sliceBytes
)

// outcome is what a dossier has to make durable besides its documents' changes, and who waits for that. One commit is
// under way at a time; what comes meanwhile goes into the next.
type outcome struct {
	commit  *commit // under way; nil: none
	pausing bool    // until the storage is tried again
	news    []news
	audit   []crm.AuditEntry
	notices []crm.Notice
	waiters []func(error) // called when all that is pending now is durable
	parked  []task        // go on when what is pending is on its way
}

// binding is an actor that belongs to a user from the next write on.
type binding struct {
	actor crdt.Actor
	user  crm.ID
}

// commit is one round of writes, at most one for each document.
type commit struct {
	parts   []*part
	waiters []func(error)
	begun   time.Time
}

// part is the write of one document.
type part struct {
	doc     *document
	write   *crm.Write
	binding []binding
	news    []news
	err     error
}

// flush submits what is pending, unless a commit is under way.
func (d *dossier) flush() {
	if d.commit != nil || d.pausing {
		return
	}
	if !d.loaded {
		d.unpark() // each tries to load it
		return
	}
	c := &commit{parts: d.parts(), waiters: d.waiters, begun: d.hub.config.Now()}
	d.waiters = nil
	if len(c.parts) == 0 {
		answer(c.waiters, nil)
		d.unpark()
		return
	}
	d.commit = c
	d.hub.enter()
	d.hub.hold(d)
	for i, p := range c.parts {
		last := i == len(c.parts)-1
		d.hub.config.Storage.Submit(p.write, func(receipt crm.Receipt, err error) {
			if p.err = err; err == nil && len(receipt.Events) > 0 {
				d.hub.rooms.Publish(receipt.Events, receipt.Epochs)
			}
			if last {
				d.post(0, c.end)
			}
		})
	}
	d.unpark()
}

// unpark lets those go on who waited for a flush.
func (d *dossier) unpark() {
	for _, t := range d.parked {
		d.post(0, t)
	}
	d.parked = nil
}

// full reports whether a document's peers must wait for the storage.
func (doc *document) full() bool {
	size, pending := 0, doc.unsaved[doc.sending:]
	for i := range pending {
		size += len(pending[i].Data)
	}
	return len(pending) > maxPendingChanges || size > maxPendingBytes
}

// parts makes the writes: the shared document's first, since a record is born by it.
func (d *dossier) parts() []*part {
	var parts []*part
	for _, doc := range d.documents() {
		row := doc == d.shared && d.record != d.durable && !(d.private != nil && d.private.pending() && d.durable != nil)
		if doc.pending() || row {
			parts = append(parts, d.part(doc))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	if len(parts) == 2 { // what the first write says must hold without the second
		parts[0].write.Record = d.withoutPrivate()
	}
	for _, n := range d.news {
		p := parts[0]
		if n.private {
			p = parts[len(parts)-1]
		}
		p.news = append(p.news, n)
		p.write.Events = append(p.write.Events, n.events()...)
	}
	first := parts[0].write
	first.Audit, first.Notices = d.audit, d.notices
	first.Events = append(first.Events, noticeEvents(d.notices)...)
	d.news, d.audit, d.notices = nil, nil, nil
	return parts
}

func (d *dossier) part(doc *document) *part {
	d.settleHalf(doc)
	w := &crm.Write{Document: doc.id, Of: doc.of, Private: doc.private, Draft: doc.draft, Author: doc.author, Anew: doc.anew}
	if d.record != d.durable {
		w.Record = d.record
	}
	if len(doc.unsaved) > 0 {
		w.Heads = doc.graph.Heads()
	}
	for i := range doc.unsaved {
		w.Changes = append(w.Changes, doc.unsaved[i].StoredChange)
	}
	for _, b := range doc.binding {
		if w.Bind == nil {
			w.Bind = make(map[string]crm.ID)
		}
		w.Bind[string(b.actor)] = b.user
	}
	doc.sending = len(doc.unsaved)
	p := &part{doc: doc, write: w, binding: doc.binding}
	doc.binding = nil
	return p
}

// settleHalf decides which half of which record a document is. A draft may say so after its first write.
func (d *dossier) settleHalf(doc *document) {
	if record := doc.privateOf(); d.record == nil && !record.IsZero() {
		doc.of, doc.private = record, true
	} else if doc.of.IsZero() {
		doc.of = d.id
	}
}

// end takes in how the writes went.
func (c *commit) end(ctx context.Context, d *dossier) bool {
	defer d.hub.leave()
	defer d.release(1)
	d.commit = nil
	var failed error
	for _, p := range c.parts {
		if p.err == nil {
			d.written(ctx, p, c.begun)
			continue
		}
		failed = p.err
		d.unwritten(ctx, p)
	}
	answer(c.waiters, failed)
	if failed == nil {
		for _, p := range c.parts {
			d.considerCompaction(p.doc)
		}
	}
	return false
}

func answer(waiters []func(error), err error) {
	for _, waiter := range waiters {
		waiter(err)
	}
}

// written notes that the part is durable, and tells those whose changes it holds.
func (d *dossier) written(ctx context.Context, p *part, begun time.Time) {
	doc, n := p.doc, len(p.write.Changes)
	if p.write.Record != nil {
		d.durable = p.write.Record
	}
	for _, b := range p.binding {
		d.hub.claims.settle(b.actor)
	}
	for i := range doc.unsaved[:n] {
		if doc.unsaved[i].held {
			doc.held--
		}
	}
	d.fanOut(ctx, doc, nil)
	saved := make(map[*Link][]crdt.Hash)
	for i := range doc.unsaved[:n] {
		for _, l := range doc.unsaved[i].from {
			saved[l] = append(saved[l], doc.unsaved[i].Hash)
		}
	}
	for l, hashes := range saved {
		if !l.closed && l.readable.Load() {
			l.out.Saved(l.doc, hashes)
		}
	}
	doc.unsaved = slices.Clone(doc.unsaved[n:])
	doc.sending = 0
	doc.moved, doc.anew, doc.tries = false, false, 0
	doc.stored += n
	if doc.evicts {
		d.evicted(ctx, doc)
	}
	call2(d.hub.config.Metrics.Committed, d.hub.config.Now().Sub(begun), n)
}

// unwritten keeps what could not be stored, to offer it again; what the storage refuses is given up.
func (d *dossier) unwritten(ctx context.Context, p *part) {
	doc := p.doc
	doc.sending = 0
	doc.binding = append(p.binding, doc.binding...)
	d.news = append(p.news, d.news...)
	d.audit = append(p.write.Audit, d.audit...)
	d.notices = append(p.write.Notices, d.notices...)
	doc.tries++
	if code := crm.CodeOf(p.err); code != crm.CodeUnavailable && (code != crm.CodeInternal || doc.tries >= maxTries) {
		d.giveUp(ctx, doc, p.err)
		return
	}
	d.hub.config.Log.Error("a write failed; it will be tried again", "doc", doc.id, "error", p.err)
	if d.pausing {
		return
	}
	d.pausing = true
	if d.hub.isClosed() {
		return // nothing of it was called saved: its authors still have it
	}
	d.hub.hold(d)
	time.AfterFunc(retryAfter, func() {
		d.post(0, func(_ context.Context, d *dossier) bool {
			d.pausing = false
			d.release(1)
			return false
		})
	})
}

// hold keeps a dossier in memory until release.
func (h *Hub) hold(d *dossier) {
	h.mu.Lock()
	d.holds++
	h.mu.Unlock()
}
