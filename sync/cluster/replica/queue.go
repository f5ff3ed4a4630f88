package replica

import (
	"context"
	"slices"

	"roomkey/crm"
)

// Limits of one import.
const (
	importChanges = 512
	importItems   = 512
)

// How long items wait for what is missing, in looks: then the whole record is pulled, and then they are given up.
const (
	retryAfter = 3
	wholeAfter = 10
	dropAfter  = 40
)

// queue holds the items of one record that are on their way in. The replica's lock guards it.
type queue struct {
	record  crm.ID
	items   []pending
	running bool // an importer has it, or it is ready for one
	waited  int  // looks since the last item came in; items wait for something that is missing
	stuck   bool // the last import has taken nothing in
	tries   int  // imports that failed since the last good one
	singly  int  // so many items are taken in one by one: one of them is to blame for a failure
}

// pending is an item that is not in yet.
type pending struct {
	crm.LogItem
	f    *follower // nil: the item is of a whole record
	of   *entry
	done func() // called with the lock held when the item is in, or given up; nil: nobody waits
}

// enqueueLocked queues an item, in parts if it is long.
func (r *Replica) enqueueLocked(f *follower, e *entry, item crm.LogItem) {
	r.pushLocked(item, func(part crm.LogItem) pending {
		e.pending++
		return pending{LogItem: part, f: f, of: e}
	})
}

// pushLocked appends an item to the queue of its record; each part becomes what made makes of it.
func (r *Replica) pushLocked(item crm.LogItem, made func(crm.LogItem) pending) {
	q := r.queues[item.Record]
	if q == nil {
		q = &queue{record: item.Record}
		r.queues[item.Record] = q
	}
	for part := range slices.Chunk(item.Changes, importChanges) {
		some := item
		some.Changes = part
		q.items = append(q.items, made(some))
	}
	if len(item.Changes) == 0 {
		q.items = append(q.items, made(item))
	}
	q.stuck, q.waited = false, 0
	r.readyLocked(q)
}

// readyLocked gives a queue to the next importer.
func (r *Replica) readyLocked(q *queue) {
	if q.running || len(q.items) == 0 {
		return
	}
	q.running = true
	r.ready = append(r.ready, q)
	r.kickImporter()
}

func (r *Replica) kickImporter() {
	select {
	case r.kick <- struct{}{}:
	default:
	}
}

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
		q.singly--
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
	q.tries = 0
	var waiting []pending
	for i := range batch {
		if in[i] {
			r.inLocked(&batch[i])
		} else {
			waiting = append(waiting, batch[i])
		}
	}
	if entries := len(batch) - len(waiting); entries > 0 {
		q.waited = 0
		observe(r.config.Metrics.Imported, entries)
	}
	came := len(q.items) > 0 // while these were taken in
	q.items = append(waiting, q.items...)
	q.stuck = len(waiting) == len(batch) && !came
	switch {
	case len(q.items) == 0:
		delete(r.queues, q.record)
	case !q.stuck:
		r.growLocked(q, len(waiting))
	}
	r.pullLocked()
}

// growLocked has a queue run again whose first items wait: behind those that have come meanwhile, so that these get
// their turn.
func (r *Replica) growLocked(q *queue, waiting int) {
	if waiting < len(q.items) && waiting >= importItems/2 {
		q.items = append(q.items[waiting:], q.items[:waiting]...)
	}
	r.readyLocked(q)
}

// failedLocked decides what becomes of items that could not be taken in.
func (r *Replica) failedLocked(q *queue, batch []pending, err error) {
	q.tries++
	switch code := crm.CodeOf(err); {
	case code == crm.CodeForbidden: // the record was erased here
		r.giveUpLocked(batch)
	case code == crm.CodeUnavailable || code == crm.CodeInternal && q.tries < maxTries:
		q.items, q.stuck = append(batch, q.items...), true // the next look tries again
	case len(batch) > 1:
		q.items, q.singly = append(batch, q.items...), len(batch)
	default:
		r.log.Error("an entry of another region can't be taken in", "record", q.record, "error", err)
		observe(r.config.Metrics.Refused, 1)
		r.giveUpLocked(batch)
	}
	if len(q.items) == 0 {
		delete(r.queues, q.record)
	} else if !q.stuck {
		r.readyLocked(q)
	}
}

// maxTries is how often an import is tried that fails for an unknown reason.
const maxTries = 5

// giveUpLocked goes on without some items.
func (r *Replica) giveUpLocked(items []pending) {
	for i := range items {
		r.inLocked(&items[i])
	}
}

// inLocked notes that an item is in, or was given up.
func (r *Replica) inLocked(p *pending) {
	if p.of != nil {
		p.of.pending--
		r.settleLocked(p.f)
	}
	if p.done != nil {
		p.done()
	}
}

// wakeWaitingLocked tries again what waits, pulls whole records for what waits long, and gives up what waits too long.
func (r *Replica) wakeWaitingLocked() {
	for _, q := range r.queues {
		if !q.stuck || q.running {
			continue
		}
		q.waited++
		switch {
		case q.waited >= dropAfter:
			r.log.Error("entries of other regions wait for what is nowhere", "record", q.record, "entries", len(q.items))
			observe(r.config.Metrics.Refused, len(q.items))
			delete(r.queues, q.record)
			r.giveUpLocked(q.items)
		case q.waited%wholeAfter == 0:
			r.pullWholeLocked(q.record)
		case q.waited%retryAfter == 0 || q.tries > 0:
			r.readyLocked(q)
		}
	}
}

func observe(hook func(int), n int) {
	if hook != nil {
		hook(n)
	}
}
