package live

import (
	"context"
	"errors"

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
			r.perform(ctx, nil, []replica.Effect{replica.Unavailable{Peer: l.peer}})
		}
		return 1, nil
	}
	if !first.whole() && d.Full() {
		l.park()
		r.parked = append(r.parked, l.receive)
		return 0, errAway
	}
	r.hear(ctx, d, l.peer)
	l.peer.Expire(r.now())
	if l.peer.Quiet() || r.record == nil { // what is said first, and what is said of a draft, is looked at by itself
		waiting = waiting[:1]
	}
	batch, ended, err := gather(waiting)
	if err = r.takeSlice(ctx, d, l, first, batch, err); err != nil {
		return max(ended, 1), err
	}
	if ended > 0 {
		last := waiting[ended-1]
		r.refresh(d, l.peer)
		r.perform(ctx, d, d.Answer(l.peer, last.parsed, last.request))
	}
	return ended, nil
}

// takeSlice takes in what gather gave, and those changes that had waited for it. bad is gather's error.
func (r *Record) takeSlice(ctx context.Context, d *document, l *Link, first *message, batch []*crdt.Change, bad error) error {
	if bad != nil {
		return errors.Join(bad, r.accept(ctx, d, l, batch, first.came))
	}
	if record := r.claimed(ctx, d, batch); !record.IsZero() {
		first.ahead = batch
		r.post(r.moveTo(record, l.receive))
		return errAway
	}
	for len(batch) > 0 {
		if err := r.accept(ctx, d, l, batch, first.came); err != nil {
			return err
		}
		batch = l.peer.Ready()
	}
	return nil
}
