package ledger

import (
	"context"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

var (
	// errAlone is the answer where it is known that nothing was sent.
	errAlone = crm.Errorf(crm.CodeUnavailable,
		"this region does not reach the others: accounts and rights can be changed where most regions reach each other")
	// errUnknown is the answer where the entry may be in order yet.
	errUnknown = crm.Errorf(crm.CodeUnavailable, "the other regions did not answer in time: look whether it was done")
)

// Order has an entry put in order and returns when it is applied in this region. It asks the leader's region to append
// it, and does so by itself where that region does not answer; an entry that comes in order twice counts once. Entries
// of one brokerage that wait for the append before them are appended together. Errors: unavailable, at once where this
// region knows that it can't reach a majority, else after 10 s; of those crm.ErrOlderRegion.
func (l *Ledger) Order(ctx context.Context, e crm.LedgerEntry) error {
	ctx, cancel := context.WithTimeout(ctx, orderTimeout)
	defer cancel()
	l.begun(ctx)
	if err := l.ready(); err != nil {
		return err
	}
	if !l.config.Known(e.Kind) {
		return crm.ErrOlderRegion
	}
	p := newPending(e, false)
	if err := l.send(ctx, e.Broker, []*pending{p}); err != nil {
		return err
	}
	if p.err != nil {
		return p.err
	}
	return l.await(ctx, p.place.Seq)
}

// begun waits until this region has read its ledger, if it reaches the others.
func (l *Ledger) begun(ctx context.Context) {
	for l.config.Reaches() && ctx.Err() == nil {
		_, moved, err := l.state()
		if err != errStarting {
			return
		}
		wait(ctx, moved, placeTimeout)
	}
}

// ready says why nothing can be appended.
func (l *Ledger) ready() error {
	position, _, err := l.state()
	switch {
	case err == errStarting && !l.config.Reaches():
		return errAlone
	case err != nil:
		return err
	case position+1 < l.config.First():
		return crm.ErrEntriesMissing
	case !l.config.Reaches():
		return errAlone
	}
	return nil
}

// sendBatch has the leader's region append a batch, and appends by itself what that region does not, or what another
// region has asked this one for.
func (l *Ledger) sendBatch(ctx context.Context, broker crm.ID, batch []*pending) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), orderTimeout)
	defer cancel()
	l.forward(ctx, broker, batch)
	l.append(ctx, broker, batch)
}

// forward asks the leader's region to append what this region's users have asked for.
func (l *Ledger) forward(ctx context.Context, broker crm.ID, batch []*pending) {
	leader := l.config.Rows.Leader()
	var own []*pending
	var entries []crm.LedgerEntry
	for _, p := range batch {
		if !p.here {
			own, entries = append(own, p), append(entries, p.entry)
		}
	}
	if leader == "" || leader == l.config.Port.Region() || len(own) == 0 ||
		l.config.Speaks(leader) < wire.AppendsTogether { // it would not answer
		return
	}
	limited, cancel := context.WithTimeout(ctx, forwardTimeout)
	defer cancel()
	answer, err := l.config.Port.Request(limited, wire.AppendSubject(leader), wire.KindAppend, broker,
		wire.EncodeAppend(entries), wire.KindAppended)
	if err != nil {
		return
	}
	places, err := wire.DecodePlaces(answer.Payload)
	if err != nil || len(places) != len(own) {
		l.config.Port.Malformed()
		return
	}
	l.placed(ctx, own, places)
}

// answerAppend appends what another region asks for. Where it can't, it says so at once: the other one then tries.
func (l *Ledger) answerAppend(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	entries, err := wire.DecodeAppend(&question)
	if err != nil {
		l.config.Port.Malformed()
		return 0, nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, forwardTimeout)
	defer cancel()
	if l.ready() != nil {
		return wire.KindAppended, wire.EncodePlaces(make([]wire.Place, len(entries))), true
	}
	batch := make([]*pending, len(entries))
	for i := range entries {
		batch[i] = newPending(entries[i], true)
	}
	if l.send(ctx, question.Brokerage, batch) != nil {
		return 0, nil, false
	}
	places := make([]wire.Place, len(batch)) // zero: it was not appended
	for i, p := range batch {
		if p.err == nil {
			places[i] = p.place
		}
	}
	return wire.KindAppended, wire.EncodePlaces(places), true
}

// append appends what of a batch has no place yet to the last entry of its brokerage, as often as another comes first.
// An append without an answer is looked for at its place, and made again after the same entry as long as none is there:
// of the two one at most is stored.
func (l *Ledger) append(ctx context.Context, broker crm.ID, batch []*pending) {
	err := error(errUnknown)
	for ctx.Err() == nil {
		_, moved, _ := l.state()
		if err = l.ready(); err != nil {
			break
		}
		if err = l.findPlaces(ctx, batch); err != nil {
			break
		}
		left := unplaced(batch)
		if len(left) == 0 {
			return
		}
		if err = l.try(ctx, broker, left); err == nil {
			return
		}
		if code := crm.CodeOf(err); code != crm.CodeConflict && code != crm.CodeUnavailable {
			break
		}
		err = errUnknown
		wait(ctx, moved, placeTimeout)
	}
	for _, p := range unplaced(batch) {
		p.end(err)
	}
}

// findPlaces looks which entries have come in order already.
func (l *Ledger) findPlaces(ctx context.Context, batch []*pending) error {
	for _, p := range unplaced(batch) {
		seq, err := l.config.Store.LedgerPlace(ctx, p.entry.ID)
		if err != nil {
			return err
		}
		if seq > 0 {
			p.place.Seq = seq
			p.end(nil)
		}
	}
	return nil
}

// try appends entries once, all or none.
func (l *Ledger) try(ctx context.Context, broker crm.ID, entries []*pending) error {
	after, previous, err := l.config.Store.LedgerHead(ctx, broker)
	if err != nil {
		return err
	}
	if after < l.config.First() {
		after = 0 // the stream began after it
	}
	sealed, places := make([][]byte, len(entries)), make([]wire.Place, len(entries))
	for i, p := range entries {
		sealed[i] = l.config.Port.SealRow(broker, previous, p.entry.Data)
		places[i].Chained, places[i].Previous = true, previous
		next := crm.OrderedEntry{Previous: previous, Data: p.entry.Data}
		previous = next.Hash()
	}
	limited, cancel := context.WithTimeout(ctx, appendTimeout)
	defer cancel()
	last, err := l.config.Rows.Append(limited, wire.RowsSubject(broker), after, sealed...)
	if err != nil {
		return err
	}
	for i := range places {
		places[i].Seq = last - uint64(len(places)-1-i)
	}
	l.placed(ctx, entries, places)
	return nil
}

// placed notes the places of entries; those that are zero are not known. Entries that follow what is applied here are
// applied at once: the stream brings them a little later.
func (l *Ledger) placed(ctx context.Context, entries []*pending, places []wire.Place) {
	var ordered []crm.OrderedEntry
	for i, p := range entries {
		next := l.Position() + 1 + uint64(len(ordered))
		if places[i].Seq == next && places[i].Chained {
			ordered = append(ordered, crm.OrderedEntry{Seq: next, Broker: p.entry.Broker,
				Previous: places[i].Previous, Data: p.entry.Data})
		}
	}
	if len(ordered) > 0 {
		_ = l.apply(ctx, ordered) // the reader meets the same fault, and tells of it
	}
	for i, p := range entries {
		if places[i].Seq > 0 {
			p.place = places[i]
			p.end(nil)
		}
	}
}

// Await waits until the entry at a place is applied here. Errors: unavailable, where that does not come before ctx
// ends, or this region has stopped before it.
func (l *Ledger) Await(ctx context.Context, seq uint64) error {
	if l.Position() >= seq {
		return nil
	}
	if err := l.await(ctx, seq); err != nil {
		return &crm.Error{Code: crm.CodeUnavailable, Message: "this region has not heard of all changes of rights yet",
			Err: err}
	}
	return nil
}

// await waits until the entry at a place is applied here.
func (l *Ledger) await(ctx context.Context, seq uint64) error {
	for {
		position, moved, err := l.state()
		if err != nil || position >= seq {
			return err
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return errUnknown
		}
	}
}

// wait waits for a channel to be closed, at most for a time.
func wait(ctx context.Context, closed <-chan struct{}, most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-closed:
	case <-timer.C:
	case <-ctx.Done():
	}
}
