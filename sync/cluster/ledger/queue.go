package ledger

import (
	"context"
	"slices"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// maxBatchBytes bounds what is appended together, besides wire.MaxAppend; a single entry may be as long.
const maxBatchBytes = crm.MaxLedgerEntry

// queue holds what of one brokerage waits to be appended. One append is under way at a time, since the next one has to
// follow it. Whoever waits sends what has come meanwhile, their own and that of others.
type queue struct {
	sending chan struct{} // holds one while an append is under way
	waiting []*pending    // guarded by Ledger.mu
	users   int           // guarded by Ledger.mu; nobody needs a queue without
}

// pending is an entry that is about to be appended. place and err are known when done is closed.
type pending struct {
	entry crm.LedgerEntry
	here  bool // another region has asked for it, so that it is not sent on
	place wire.Place
	err   error
	done  chan struct{}
}

func newPending(e crm.LedgerEntry, here bool) *pending {
	return &pending{entry: e, here: here, done: make(chan struct{})}
}

func (p *pending) end(err error) {
	p.err = err
	close(p.done)
}

func (p *pending) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// unplaced are those of a batch that have not ended.
func unplaced(batch []*pending) []*pending {
	return slices.DeleteFunc(slices.Clone(batch), (*pending).ended)
}

// send has entries of one brokerage appended after what waits before them, and returns when all have ended. Errors:
// unavailable, where ctx ends before; those that were not sent by then will not be.
func (l *Ledger) send(ctx context.Context, broker crm.ID, entries []*pending) error {
	q := l.enter(broker, entries)
	defer l.leave(broker, q, entries)
	for _, p := range entries {
		for !p.ended() {
			select {
			case <-p.done:
			case q.sending <- struct{}{}:
				if batch := l.take(q); len(batch) > 0 {
					l.sendBatch(ctx, broker, batch)
				}
				<-q.sending
			case <-ctx.Done():
				return errUnknown
			}
		}
	}
	return nil
}

// enter puts entries into their brokerage's queue.
func (l *Ledger) enter(broker crm.ID, entries []*pending) *queue {
	l.mu.Lock()
	defer l.mu.Unlock()
	q := l.queues[broker]
	if q == nil {
		q = &queue{sending: make(chan struct{}, 1)}
		l.queues[broker] = q
	}
	q.users++
	q.waiting = append(q.waiting, entries...)
	return q
}

// leave takes back what of them was not sent.
func (l *Ledger) leave(broker crm.ID, q *queue, entries []*pending) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q.waiting = slices.DeleteFunc(q.waiting, func(p *pending) bool { return slices.Contains(entries, p) })
	if q.users--; q.users == 0 {
		delete(l.queues, broker)
	}
}

// take takes the next batch from a queue: what waits, as far as it may go together.
func (l *Ledger) take(q *queue) (batch []*pending) {
	l.mu.Lock()
	defer l.mu.Unlock()
	bytes := 0
	for len(q.waiting) > 0 && len(batch) < wire.MaxAppend {
		p := q.waiting[0]
		if bytes += len(p.entry.Data); bytes > maxBatchBytes && len(batch) > 0 {
			break
		}
		batch, q.waiting = append(batch, p), q.waiting[1:]
	}
	return batch
}
