package live

import (
	"context"
	"errors"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// take has the document take in changes, in their order. Known changes are acknowledged. A change waits while one of
// its dependencies is missing. Forbidden and invalid changes are refused. The engine applies the rest, and the peers
// get them.
//
// n is the number of changes that were looked at. It is less than all if the server must merge heads first. An error
// means that the engine or the storage is unavailable and that nothing was accepted.
func (d *document) take(ctx context.Context, changes []*crdt.Change,
	by replica.Submission) (b *replica.Batch, n int, err error) {
	w := beginWay(d.r.records, by.Came)
	b = d.beginBatch(ctx, by)
	defer func() { d.r.again += b.Rebuilt() }()
	if n, err = d.siftAll(ctx, b, changes); err != nil {
		err = errors.Join(err, d.reload(ctx))
	} else {
		w.pass(&w.judged)
		err = d.apply(ctx, b)
		w.pass(&w.applied)
	}
	if err != nil {
		d.perform(ctx, d.Abandon(b))
		return b, n, err
	}
	d.finish(ctx, b)
	w.end(b, len(d.Peers()))
	return b, n, nil
}

// beginBatch begins a batch. It first takes in the acknowledgements that have come, so that peers in sync get the
// shared message.
func (d *document) beginBatch(ctx context.Context, by replica.Submission) *replica.Batch {
	if d.Delivered() {
		for _, p := range d.Peers() {
			d.hearAck(ctx, p)
		}
	}
	return d.Begin(by, d.r.setting())
}

// hearAck takes in the acknowledgement that has come since the link's last turn, if any.
func (d *document) hearAck(ctx context.Context, p *replica.Peer) {
	if acked := linkOf(p).takeAck(); acked != nil {
		d.perform(ctx, d.Hear(p, acked))
	}
}

// siftAll sifts changes until all were looked at or the server must merge heads. After each change that must be taken
// out of the history, it restores the document and continues with the rest.
func (d *document) siftAll(ctx context.Context, b *replica.Batch, changes []*crdt.Change) (seen int, err error) {
	for {
		sifted, err := d.Sift(b, changes[seen:], &judge{ctx, d}, d.r.now())
		seen += sifted.Seen
		if err != nil || !sifted.MustRestore {
			return seen, err
		}
		if err := d.restoreFromStorage(ctx, b); err != nil {
			return seen, unavailable(err)
		}
	}
}

// apply has the engine apply the batch. If the engine refuses a change, apply takes the batch back, drops that change
// and tries the rest again.
func (d *document) apply(ctx context.Context, b *replica.Batch) error {
	for len(b.Changes) > 0 {
		state, err := d.tryApply(ctx, b)
		if err == nil {
			b.State = state
			return nil
		}
		hash, bad := d.culprit(ctx, &b.By, err)
		if back := d.reload(ctx); back != nil {
			return unavailable(back)
		}
		switch back := d.DropCulprit(b, hash, bad); {
		case errors.Is(back, replica.ErrCulprit):
			return errors.Join(unavailable(back), d.reload(ctx))
		case back != nil:
			return unavailable(back)
		case bad == nil:
			return unavailable(err)
		}
	}
	return nil
}

// tryApply has the engine apply the whole batch, which the history already holds. If the engine holds another history,
// it forgets the document and loads it again.
func (d *document) tryApply(ctx context.Context, b *replica.Batch) (crdt.State, error) {
	chunks := b.Chunks()
	doc := d.engineDoc(b.By.User)
	for _, c := range b.Changes {
		doc.New += len(c.Ops)
	}
	for range 2 {
		state, err := d.engine.Apply(ctx, doc, chunks, []string{})
		if err != nil || d.Agrees(state) {
			return state, err
		}
		d.r.records.config.Log.Warn("the engine loads a document again", "doc", d.ID, "cause", errHeads)
		d.engine.Drop(d.ID)
	}
	return crdt.State{}, errHeads
}

// culprit finds the change that the engine refused and the error for its author. The error is nil if no change is to
// blame.
func (d *document) culprit(ctx context.Context, by *replica.Submission, err error) (crdt.Hash, *crm.Error) {
	log := d.r.records.config.Log
	var stops *crdt.QuarantineError
	if errors.As(err, &stops) {
		user := by.UserID()
		log.Warn("a change stops the engine", "doc", d.ID, "hash", stops.Hash, "user", user, "reason", stops.Reason)
		if err := d.r.records.owners.quarantine(ctx, stops.Hash, d.ID, user, stops.Reason); err != nil {
			log.Error("a quarantined change can't be remembered", "doc", d.ID, "error", err)
		}
		return stops.Hash, replica.ErrQuarantined
	}
	var refused *crdt.RefusedError
	if errors.As(err, &refused) {
		return refused.Hash, refused.Err
	}
	log.Error("the engine is unavailable", "doc", d.ID, "error", err)
	return crdt.Hash{}, nil
}

// finish accepts a batch that the engine has applied, and updates the projection.
func (d *document) finish(ctx context.Context, b *replica.Batch) {
	d.perform(ctx, d.Accept(b, d.r.now()))
	if len(b.Changes) == 0 {
		return
	}
	if !selfCheck(d, b) {
		observe(d.r.records.config.Metrics.Changes, len(b.Changes))
		if b.By.Peer != nil {
			observe2(d.r.records.config.Metrics.Accepted, d.r.now().Sub(b.By.Came), traceOf(d.r.records, b))
		}
	}
	if d.r.record == nil || !d.Moved.IsZero() {
		return
	}
	projectAt(d, b.Roots, b.Author(), b.Moment(d.r.now()))
	if d.NearlyFull() {
		d.r.record = projection.FlagLong(d.r.record, d.Private)
	}
	d.r.record = flagged(d.r.record, d.Private, b.Roots, b.Merged)
}

// selfCheck reports whether changes are of a server's check of itself, which no statistics count.
func selfCheck(d *document, b *replica.Batch) bool {
	return b.Author().IsSelfChecker() || d.r.record != nil && d.r.record.Broker == crm.SelfCheckBroker
}

// flagged flags a record where the named root fields of a half are to be looked at. merged is as for
// projection.FlagInvalid.
func flagged(rec *crm.Record, private bool, roots []string, merged bool) *crm.Record {
	rec = projection.FlagInvalid(rec, private, roots, merged)
	rec = flaggedByRules(rec, private, roots)
	if private {
		return rec
	}
	return projection.FlagStatus(projection.FlagMissing(rec, roots), roots)
}

// flaggedByRules flags a record where the named root fields break a rule that no change is repaired for. Its day is
// that of the last update, which is one in all regions.
func flaggedByRules(rec *crm.Record, private bool, roots []string) *crm.Record {
	return projection.FlagRules(rec, private, roots, crm.Today(rec.UpdatedAt))
}

// projectAt updates the projection after user by has changed the named root fields of a document, at a time. It notes
// the event.
func projectAt(d *document, roots []string, by crm.ID, at time.Time) {
	r := d.r
	old := r.record
	r.record = projection.Update(old, d.view(), roots, at)
	if len(roots) > 0 { // a merge touches no field, so nobody sees it
		r.journal.Updated(old, r.record, by, r.record.UpdatedAt)
	}
}
