package live

import (
	"context"
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// take has a document take changes in, in their order: what is known is acknowledged, what misses something waits,
// what may not be is refused, and the rest is applied and given to the peers. It says how many it has looked at: fewer
// than all where the server is to merge heads first. An error means that the engine or the storage is unavailable:
// nothing was accepted then.
func (d *document) take(ctx context.Context, changes []*crdt.Change,
	by replica.Submission) (b *replica.Batch, n int, err error) {
	b = d.begin(ctx, by)
	if n, err = d.sift(ctx, b, changes); err != nil {
		err = errors.Join(err, d.reload(ctx))
	} else {
		err = d.apply(ctx, b)
	}
	if err != nil {
		d.perform(ctx, d.Abandon(b))
		return b, n, err
	}
	d.finish(ctx, b)
	return b, n, nil
}

// begin hears first what peers have said since, so that those in sync get the shared message.
func (d *document) begin(ctx context.Context, by replica.Submission) *replica.Batch {
	if d.Delivered() {
		for _, p := range d.Peers() {
			d.hear(ctx, p)
		}
	}
	return d.Begin(by, d.r.setting())
}

// hear takes in the acknowledgement that came since the link's last turn, if one did.
func (d *document) hear(ctx context.Context, p *replica.Peer) {
	if acked := linkOf(p).takeAck(); acked != nil {
		d.perform(ctx, d.Hear(p, acked))
	}
}

// sift checks changes, and takes those out of the history again that turn out to be wrong only in it.
func (d *document) sift(ctx context.Context, b *replica.Batch, changes []*crdt.Change) (seen int, err error) {
	for {
		n, restore, err := d.Sift(b, changes[seen:], &judge{ctx, d}, d.r.now())
		seen += n
		if err != nil || !restore {
			return seen, err
		}
		if err := d.restore(ctx, b); err != nil {
			return seen, unavailable(err)
		}
	}
}

// apply gives the batch to the engine. What the engine refuses is taken back and the rest tried again.
func (d *document) apply(ctx context.Context, b *replica.Batch) error {
	for len(b.Changes) > 0 {
		state, err := d.applyAll(ctx, b)
		if err == nil {
			b.State = state
			return nil
		}
		hash, bad := d.culprit(ctx, &b.By, err)
		if back := d.reload(ctx); back != nil {
			return unavailable(back)
		}
		switch back := d.TakeBack(b, hash, bad); {
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

// applyAll has the engine apply what the history has already. An engine that holds something else forgets it first.
func (d *document) applyAll(ctx context.Context, b *replica.Batch) (crdt.State, error) {
	chunks, roots := b.Chunks()
	for range 2 {
		state, err := d.engine.Apply(ctx, d.engineDoc(), chunks, roots)
		if err != nil || d.Agrees(state) {
			return state, err
		}
		d.r.records.config.Log.Warn("the engine loads a document again", "doc", d.ID, "cause", errHeads)
		d.engine.Drop(d.ID)
	}
	return crdt.State{}, errHeads
}

// culprit finds the change that the engine refused, and what its author is told; nil where it is nobody's fault.
func (d *document) culprit(ctx context.Context, by *replica.Submission, err error) (crdt.Hash, *crm.Error) {
	log := d.r.records.config.Log
	var stops *crdt.QuarantineError
	if errors.As(err, &stops) {
		log.Warn("a change stops the engine", "doc", d.ID, "hash", stops.Hash, "user", by.UserID(), "reason", stops.Reason)
		if err := d.r.records.owners.quarantine(ctx, stops.Hash, d.ID, by.UserID(), stops.Reason); err != nil {
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

// finish takes in a batch that the engine has applied, and brings the projection up to date.
func (d *document) finish(ctx context.Context, b *replica.Batch) {
	d.perform(ctx, d.Accept(b, d.r.now()))
	if len(b.Changes) == 0 {
		return
	}
	call1(d.r.records.config.Metrics.Changes, len(b.Changes))
	if b.By.Peer != nil {
		call1(d.r.records.config.Metrics.Accepted, d.r.now().Sub(b.By.Came))
	}
	if d.r.record == nil {
		return
	}
	d.r.project(d, b.Roots, b.By.UserID())
	if !d.Private {
		d.r.record = projection.FlagStatus(d.r.record, b.Before, d.Status(crm.TypeNamed(d.r.record.Type)), b.Astray)
	}
}

// project brings the projection up to date with a document whose root fields named by roots were changed by a user, and
// notes the event.
func (r *Record) project(d *document, roots []string, by crm.ID) {
	old := r.record
	r.record = projection.Update(old, d.view(), roots, r.now())
	if len(roots) > 0 { // else it is a merge: nothing that a person sees
		r.journal.Updated(old, r.record, by, r.record.UpdatedAt)
	}
}
