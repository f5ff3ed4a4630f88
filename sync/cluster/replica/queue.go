package replica

import (
	"context"

	"roomkey/crm"
)

// How long items wait for what is missing, in looks: then the whole record is pulled, from one region after the other,
// and then they are given up. That is after each of four others was asked.
const (
	retryAfter = 3
	wholeAfter = 10
	dropAfter  = 50
)

// Imports that fail are tried again, each look. Nothing is given up because the disk or the engine is away, however
// long that takes: what others write waits with them.
const (
	// maxTries is how often an import is tried that fails for an unknown reason.
	maxTries = 5
	// blameAfter is how many looks the import of one record may fail while others get in. Then that record is to
	// blame, and must not keep everything that its logs have behind it.
	blameAfter = 900
)

// importAll takes in what waits, until ctx ends.
func (r *Replica) importAll(ctx context.Context) {
	for {
		select {
		case <-r.kick:
		case <-ctx.Done():
			return
		}
		for q, batch := r.next(); q != nil && ctx.Err() == nil; q, batch = r.next() {
			r.importBatch(ctx, q, batch)
		}
	}
}

// next takes the next queue, and the first of its items.
func (r *Replica) next() (*queue, []pending) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.ready) == 0 {
		return nil, nil
	}
	q := r.ready[0]
	r.ready = r.ready[1:]
	if len(r.ready) > 0 {
		r.kickImporter() // for another importer
	}
	n, changes, most := 0, 0, importItems
	if q.singly > 0 {
		most = 1
	}
	for n < len(q.items) && n < most && (n == 0 || changes+len(q.items[n].Changes) <= importChanges) {
		changes += len(q.items[n].Changes)
		n++
	}
	batch := q.items[:n:n]
	q.items = q.items[n:]
	return q, batch
}

// importBatch takes in items of one record. Those that have to wait go back into the queue.
func (r *Replica) importBatch(ctx context.Context, q *queue, batch []pending) {
	items := make([]crm.LogItem, len(batch))
	for i := range batch {
		items[i] = batch[i].LogItem
	}
	ctx, cancel := context.WithTimeout(ctx, importTimeout)
	in, err := r.config.Records.Import(ctx, q.record, items)
	cancel()
	r.mu.Lock()
	defer r.mu.Unlock()
	q.running = false
	if err != nil {
		r.failedLocked(q, batch, err)
		return
	}
	q.tries, q.failed, q.singly = 0, 0, max(q.singly-len(batch), 0)
	var waiting []pending
	for i := range batch {
		if in[i] {
			batch[i].in()
		} else {
			waiting = append(waiting, batch[i])
		}
	}
	if entries := len(batch) - len(waiting); entries > 0 {
		q.waited, q.vain = 0, 0
		r.taken += entries
		observe(r.config.Metrics.Imported, entries)
	} else {
		q.vain += len(waiting)
	}
	q.items = append(q.items, waiting...) // behind the others, one of which they may wait for
	q.stuck = q.vain >= len(q.items)
	switch {
	case len(q.items) == 0:
		delete(r.queues, q.record)
	case !q.stuck:
		r.readyLocked(q)
	}
	r.pullLocked()
}

// failedLocked decides what becomes of items that could not be taken in.
func (r *Replica) failedLocked(q *queue, batch []pending, err error) {
	if q.failed++; q.failed == 1 {
		q.taken = r.taken
	}
	q.waited = 0 // what they wait for can't have come in either
	code := crm.CodeOf(err)
	// Not found is a record that was erased while the import was under way: the next one is forbidden.
	unknown := code == crm.CodeInternal || code == crm.CodeNotFound
	if unknown {
		q.tries++
	}
	switch {
	case code == crm.CodeForbidden: // the record was erased here
		giveUp(batch)
	case code == crm.CodeUnavailable && !q.toBlame(r.taken) || unknown && q.tries < maxTries:
		q.items, q.stuck = append(batch, q.items...), true // the next look tries again
	case len(batch) > 1:
		q.items, q.singly, q.tries = append(batch, q.items...), len(batch), 0
	default:
		r.log.Error("an entry of another region can't be taken in", "record", q.record, "error", err)
		observe(r.config.Metrics.Refused, 1)
		q.singly = max(q.singly-1, 0)
		giveUp(batch)
	}
	if len(q.items) == 0 {
		delete(r.queues, q.record)
	} else if !q.stuck {
		r.readyLocked(q)
	}
}

// toBlame reports whether imports of a record fail because of that record. taken is what the replica has taken in.
func (q *queue) toBlame(taken int) bool { return q.failed >= blameAfter && taken > q.taken }

// wakeWaitingLocked tries again what waits, pulls whole records for what waits long, and gives up what waits too long.
func (r *Replica) wakeWaitingLocked() {
	for _, q := range r.queues {
		if !q.stuck || q.running {
			continue
		}
		if q.failed > 0 {
			q.stuck, q.vain = false, 0
			r.readyLocked(q)
			continue
		}
		q.waited++
		switch {
		case q.waited >= r.config.Patience:
			r.log.Error("entries of other regions wait for what is nowhere", "record", q.record,
				"entries", len(q.items))
			observe(r.config.Metrics.Refused, len(q.items))
			delete(r.queues, q.record)
			giveUp(q.items)
		case q.waited%wholeAfter == 0:
			r.pullWholeLocked(q)
		case q.waited%retryAfter == 0:
			q.vain = 0
			r.readyLocked(q)
		}
	}
}
