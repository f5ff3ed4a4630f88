package live

import (
	"context"
	"errors"
	"time"

	"roomkey/crdt"
	"roomkey/sync/live/replica"
)

// receive takes in a slice of the messages that wait on a link, the oldest first. Messages that only bring changes are
// taken in together with the one after them: whoever sends every edit by itself costs one turn for all that have come
// meanwhile, and is answered once. ended is how many of the messages nothing is left of; the error is that of them all.
func (r *Record) receive(ctx context.Context, l *Link, waiting []*message) (ended int, err error) {
	first := waiting[0]
	if err := first.open(); err != nil {
		return 1, err
	}
	d, err := r.attach(ctx, l)
	if err != nil {
		return 1, err
	}
	if d == nil { // corrupt: the peer keeps what it has
		if first.request {
			r.records.perform(ctx, nil, []replica.Effect{replica.Unavailable{Peer: l.peer}})
		}
		return 1, nil
	}
	if !first.whole() && d.Full() {
		l.park()
		r.parked = append(r.parked, l.receiver)
		return 0, errAway
	}
	d.hear(ctx, l.peer)
	l.peer.Expire(r.now())
	if l.peer.Quiet() || r.record == nil { // what is said first, and what is said of a draft, is looked at by itself
		waiting = waiting[:1]
	}
	batch, ended, err := gather(waiting)
	if err = d.takeSlice(ctx, l, first, batch, err); err != nil {
		return max(ended, 1), err
	}
	if ended > 0 {
		last := waiting[ended-1]
		d.refresh(l.peer)
		d.perform(ctx, d.Answer(l.peer, last.parsed, last.request))
	}
	return ended, nil
}

// takeSlice takes in what gather gave, and those changes that had waited for it. bad is gather's error.
func (d *document) takeSlice(ctx context.Context, l *Link, first *message, batch []*crdt.Change, bad error) error {
	if bad != nil {
		return errors.Join(bad, d.accept(ctx, l, batch, first.came))
	}
	if record := d.claimed(ctx, batch); !record.IsZero() {
		first.ahead = batch
		d.r.post(d.r.moveTo(record, l.receiver))
		return errAway
	}
	for len(batch) > 0 {
		if err := d.accept(ctx, l, batch, first.came); err != nil {
			return err
		}
		batch = l.peer.Ready()
	}
	return nil
}

// accept takes in changes that a link has sent, and does what follows for the record: a draft may have become one, and
// the server repairs what the changes have left. An error means that the engine or the storage is unavailable: nothing
// more was accepted then.
func (d *document) accept(ctx context.Context, l *Link, changes []*crdt.Change, came time.Time) error {
	for len(changes) > 0 {
		by := d.submission(l)
		by.Came = came
		b, n, err := d.take(ctx, changes, by)
		if err != nil {
			return err
		}
		changes = changes[n:]
		if len(b.Changes) == 0 {
			continue
		}
		if d.r.record == nil {
			d.considerDraft(ctx, l.user, true)
		}
		d.repair(ctx)
	}
	return nil
}
