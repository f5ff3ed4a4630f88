package live

import (
	"context"
	"errors"
	"time"

	"roomkey/crdt"
	"roomkey/sync/live/replica"
)

// Receive takes a sync message, and owns data from then on. request says that the message is a request: its sender
// wants to hear if the document is unavailable.
//
// done may be nil. It is called when the message is finished. Its error has code invalid or too_large if the message
// was malformed. The code is unavailable if the message could not be received now; the client should then send it again
// over a new connection.
//
// A message that is only the expected acknowledgement is finished at once. Messages that wait are taken in together if
// that makes no difference. The session bounds their number and size.
func (l *Link) Receive(data []byte, request bool, done func(error)) {
	if !request && l.Acknowledge(data) {
		if done != nil {
			done(nil)
		}
		return
	}
	m := &message{data: data, request: request, done: done, came: l.records.config.Now()}
	if l.add(m) {
		l.receiveSoon(false)
	}
}

// receiveTurn is a turn. It receives a slice of the waiting messages.
func (l *Link) receiveTurn(ctx context.Context, r *Record) bool {
	waiting, s := l.waiting(), l.slice()
	r.again = 0
	ended, err := r.receive(ctx, l, waiting, s)
	if errors.Is(err, errLater) {
		ended, err = 0, nil
	}
	l.charge(time.Duration(s.ops+r.again+r.woken) * costOfOp)
	r.woken = 0
	if errors.Is(err, errAway) {
		l.leavePlace()
		return false // another record receives them, or this one does later
	}
	more := l.received(ended)
	for _, m := range waiting[:ended] {
		m.end(err)
	}
	if !more || l.mayGoOn(s.much) {
		return more
	}
	l.receiveSoon(s.much)
	return false
}

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
	if !first.whole() && (d.Full() || !l.waited && replica.Overdue(d.Document)) {
		l.waited = true
		l.park(turnParked)
		r.parked = append(r.parked, l.receiver)
		return 0, errAway
	}
	l.waited = false
	d.hearAck(ctx, l.peer)
	l.peer.Expire(r.now())
	if l.peer.Quiet() || r.record == nil { // the first message, and each message for a draft, is received alone
		waiting = waiting[:1]
	}
	batch, ended, err := gather(waiting, s)
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

// gather decodes the next changes of the first message. If the message has no more changes and only brings changes,
// gather also decodes the changes of the next message, and so on. It adds a later message only if all changes of that
// message fit into the turn. ended is the number of messages whose changes are all returned. The error is that of the
// first message.
func gather(waiting []*message, s *slice) (changes []*crdt.Change, ended int, err error) {
	if changes, err = waiting[0].parse(s); err != nil || !waiting[0].whole() {
		return changes, 0, err
	}
	for i, m := range waiting[1:] {
		if s.full() || s.much || m.open() != nil || !waiting[i].parsed.GivesWayTo(m.parsed) {
			return changes, i + 1, nil
		}
		more, err := m.parse(s)
		if err != nil || !m.whole() {
			m.ahead, m.bad = more, err
			return changes, i + 1, nil
		}
		changes = append(changes, more...)
	}
	return changes, len(waiting), nil
}

// errLater says that a later turn must go on with the changes of a message.
var errLater = errors.New("a later turn goes on with these changes")

// takeSlice takes in the changes that gather returned, and then the changes that waited for these. It first refuses the
// changes that gather passed over, so that none of their descendants waits for them. bad is the error of gather.
func (d *document) takeSlice(ctx context.Context, l *Link, waiting []*message, batch []*crdt.Change,
	bad error) error {
	first := waiting[0]
	if bad != nil {
		later, err := d.acceptFrom(ctx, l, batch, first.came)
		if len(later) > 0 {
			first.ahead, first.bad = later, bad
			return errLater
		}
		return errors.Join(bad, err)
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
		later, err := d.acceptFrom(ctx, l, batch, first.came)
		if err != nil {
			return err
		}
		if len(later) > 0 {
			first.ahead = later
			return errLater
		}
		batch = l.peer.Ready()
	}
	return nil
}

// acceptFrom takes in changes from a link and updates the record: it considers whether a draft has become a record, and
// has the server repair the document. later are the changes that a later turn must take in, where these took long to
// judge. An error means that the engine or the storage is unavailable and that no further change was accepted.
func (d *document) acceptFrom(ctx context.Context, l *Link, changes []*crdt.Change,
	came time.Time) (later []*crdt.Change, err error) {
	for paused := false; len(changes) > 0 && !paused; {
		by := d.submission(l)
		by.Came = came
		before := d.r.record
		b, n, err := d.take(ctx, changes, by)
		if err != nil {
			return nil, err
		}
		changes, paused = changes[n:], b.Paused
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
		d.observeResponse(before, by.UserID())
	}
	return changes, nil
}
