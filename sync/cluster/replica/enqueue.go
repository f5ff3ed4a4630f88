package replica

import (
	"slices"

	"roomkey/crm"
)

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
	if q.failed > 0 {
		return // it is tried again with the others, at the next look
	}
	q.stuck, q.vain = false, 0
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
