package live

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// Two changes of one actor with one number can't be in one history. Each of two regions that were cut off from each
// other may have accepted one of them, say of a device that was restored from a backup. The one with the lower hash
// stays in every region. The other is taken out, and what was made after it.

// equivocates decides about a change in whose place the document has another one. It returns true if the document has
// to be rewritten first: the other one is then taken out as soon as no commit is running. Otherwise the change is
// dropped. Errors: unavailable, if it could not be rewritten so far.
func (m *intake) equivocates(d *document, c *crdt.Change) (rewritten bool, err error) {
	other, there := d.Graph().ByActorSeq(c.Actor, c.Seq)
	r := m.r
	if !there || bytes.Compare(c.Hash[:], other[:]) >= 0 || len(d.Graph().Missing(c.Deps)) > 0 {
		return false, nil
	}
	r.records.config.Log.Warn("a change of another region takes the place of one of this region", "doc", d.ID,
		"hash", c.Hash, "instead of", other)
	r.records.owners.deny(other) // its author offers it again
	r.records.dropped.add(other)
	id := d.ID
	return true, m.later(func(ctx context.Context) error {
		err := takeOut(ctx, r, id, other)
		if err != nil {
			r.records.config.Log.Error("a change can't be taken out", "doc", id, "hash", other, "error", err)
		}
		return err
	})
}

// takeOut rewrites a document without one change and what was made after it. No commit is running.
func takeOut(ctx context.Context, r *Record, doc crm.ID, hash crdt.Hash) error {
	if err := (&renewal{r: r}).commitNow(ctx); err != nil {
		return err
	}
	if err := r.needDocument(ctx, doc); err != nil {
		return err
	}
	d := r.half(doc)
	if d == nil || !d.Graph().Has(hash) {
		return nil
	}
	stored, err := d.stored(ctx)
	if err != nil {
		return err
	}
	kept, taken, err := without(stored, hash)
	if err != nil {
		return err
	}
	for _, h := range taken {
		r.records.dropped.add(h)
	}
	return rewrite(ctx, d, kept)
}

// without returns a stored document without a change and what was made after it, and the changes that were taken out.
func without(stored *crm.Stored, hash crdt.Hash) (kept *crm.Stored, taken []crdt.Hash, err error) {
	left := *stored
	left.Changes, left.Snapshot, left.SnapshotChanges = nil, nil, 0
	graph, gone := crdt.NewGraph(), map[crdt.Hash]bool{}
	for i := range stored.Changes {
		c, err := crdt.ParseChange(stored.Changes[i].Data, nil)
		if err != nil {
			return nil, nil, replica.ErrCorrupt
		}
		if c.Hash == hash || slices.ContainsFunc(c.Deps, func(dep crdt.Hash) bool { return gone[dep] }) {
			gone[c.Hash], taken = true, append(taken, c.Hash)
			continue
		}
		if err := graph.Add(crdt.NodeOf(c)); err != nil {
			return nil, nil, err
		}
		left.Changes = append(left.Changes, stored.Changes[i])
	}
	left.Heads = graph.Heads()
	return &left, taken, nil
}

// rewrite puts what is kept of a document in its place: on disk, in memory, and at its peers.
func rewrite(ctx context.Context, d *document, kept *crm.Stored) error {
	r := d.r
	roots := slices.Collect(maps.Keys(d.Fields()))
	fresh, err := replica.Load(kept, r.records.strain.begin)
	if err != nil {
		return err
	}
	half := r.open(fresh).view()
	half.Private = d.Private
	rec := r.record
	if d.Moved.IsZero() {
		roots = append(roots, slices.Collect(maps.Keys(half.Fields))...)
		rec = projection.Update(rec, half, roots, rec.UpdatedAt) // what was taken out has had its time everywhere
		rec = flagged(rec, d.Private, roots, false)
	}
	w := &crm.Write{Document: d.ID, Of: r.id, Private: d.Private, Rewrites: true, Changes: kept.Changes,
		Heads: kept.Heads, Record: rec}
	if err := storeNow(r.records.config.Storage, w); err != nil {
		return err
	}
	r.journal.Updated(r.record, rec, noUser, r.now())
	r.record, r.durable = rec, rec
	d.engine.Drop(d.ID)
	replica.Rewritten(d.Document, fresh)
	d.perform(ctx, d.Restarted(func(p *replica.Peer) bool { return d.mayRead(linkOf(p).user) }))
	return nil
}

// storeNow stores a write that no commit makes, and waits until it is durable. It returns why it is not, as
// unavailable.
func storeNow(s Documents, w *crm.Write) error {
	ended := make(chan error, 1)
	s.Submit(w, func(_ crm.Receipt, err error) { ended <- err })
	if err := <-ended; err != nil {
		return unavailable(err)
	}
	return nil
}
