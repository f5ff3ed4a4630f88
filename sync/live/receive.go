package live

import (
	"context"
	"errors"
	"time"

	"roomkey/crdt"
	"roomkey/sync/live/replica"
)

// receive takes in a slice of the messages that wait on a link, oldest first. A message that only brings changes is
// taken in together with the message after it. So a client that sends every edit by itself costs one turn for all edits
// that have come, and gets one answer.
//
// s counts what was looked at. ended is the number of messages that are finished. The error is that of all of them.
func (r *Record) receive(ctx context.Context, l *Link, waiting []*message, s *slice) (ended int, err error) {
	first := waiting[0]
	if err := first.open(); err != nil {
		return 1, err
	}
	d, err := r.attachLink(ctx, l)
	if err != nil {
		return 1, err
	}
	if d == nil { // the document is corrupt; the peer keeps its copy
		if first.request {
			r.records.performFor(ctx, nil, []replica.Effect{replica.Unavailable{Peer: l.peer}})
		}
		return 1, nil
	}
	if !first.whole() && replica.MustWait(d.Document) {
		l.park(turnParked)
		r.parked = append(r.parked, l.receiver)
		return 0, errAway
	}
	d.hearAck(ctx, l.peer)
	l.peer.Expire(r.now())
	if l.peer.Quiet() || r.record == nil { // the first message, and each message for a draft, is received alone
		waiting = waiting[:1]
	}
	batch, ended, err := gather(waiting, s)
	if errors.Is(err, crdt.ErrLarge) {
		if len(batch) == 0 {
			return l.receiveLarge(ctx, d, first, s)
		}
		err = nil // the large one is next
	}
	if err = d.takeSlice(ctx, l, waiting, batch, err); err != nil {
		return max(ended, 1), err
	}
	if ended > 0 {
		last := waiting[ended-1]
		d.refresh(l.peer)
		d.perform(ctx, d.Answer(l.peer, last.parsed, last.request))
	}
	return ended, nil
}

// receiveLarge takes in the next change of a message, which is large, as soon as no other record takes in one of the
// same user.
func (l *Link) receiveLarge(ctx context.Context, d *document, m *message, s *slice) (ended int, err error) {
	user := l.principal.User.ID
	if !l.records.large.begin(user, func() { d.r.post(l.receiver) }) {
		l.park(turnHeld)
		return 0, errAway
	}
	defer l.records.large.end(user)
	m.budget.Large = true
	var large slice
	changes, err := m.parse(&large)
	s.ops += large.ops
	m.budget.Large = false
	return 0, d.takeSlice(ctx, l, []*message{m}, changes, err)
}

// takeSlice takes in the changes that gather returned, and then the changes that waited for these. It first refuses the
// changes that gather passed over, so that none of their descendants waits for them. bad is the error of gather.
func (d *document) takeSlice(ctx context.Context, l *Link, waiting []*message, batch []*crdt.Change,
	bad error) error {
	first := waiting[0]
	if bad != nil {
		return errors.Join(bad, d.acceptFrom(ctx, l, batch, first.came))
	}
	if record := d.claimed(ctx, batch); !record.IsZero() {
		first.ahead = batch
		d.r.post(d.r.moveTo(record, l.receiver))
		return errAway
	}
	for _, m := range waiting {
		d.perform(ctx, d.RefuseOversize(l.peer, m.beyond))
		m.beyond = nil
	}
	for len(batch) > 0 {
		if err := d.acceptFrom(ctx, l, batch, first.came); err != nil {
			return err
		}
		batch = l.peer.Ready()
	}
	return nil
}

// acceptFrom takes in changes from a link and updates the record: it considers whether a draft has become a record, and
// has the server repair the document. An error means that the engine or the storage is unavailable and that no further
// change was accepted.
func (d *document) acceptFrom(ctx context.Context, l *Link, changes []*crdt.Change, came time.Time) error {
	for len(changes) > 0 {
		by := d.submission(l)
		by.Came = came
		b, n, err := d.take(ctx, changes, by)
		if err != nil {
			return err
		}
		changes = changes[n:]
		if by.Denied != nil {
			d.perform(ctx, replica.TellMoved(d.Document, l.peer))
		}
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
