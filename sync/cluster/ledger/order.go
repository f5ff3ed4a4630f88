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
	errOlder   = crm.Errorf(crm.CodeUnavailable, "a region runs an older version, which can't do this yet")
)

// Order has an entry put in order and returns when it is applied in this region. It asks the leader's region to append
// it, and does so by itself where that region does not answer; an entry that comes in order twice counts once. Errors:
// unavailable, at once where this region knows that it can't reach a majority, else after 10 s.
func (l *Ledger) Order(ctx context.Context, e crm.LedgerEntry) error {
	ctx, cancel := context.WithTimeout(ctx, orderTimeout)
	defer cancel()
	l.begun(ctx)
	if err := l.ready(&e); err != nil {
		return err
	}
	seq, ok := l.forward(ctx, &e)
	if !ok {
		var err error
		if seq, err = l.append(ctx, &e); err != nil {
			return err
		}
	}
	return l.await(ctx, seq)
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
func (l *Ledger) ready(e *crm.LedgerEntry) error {
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
	case !l.config.Known(e.Kind):
		return errOlder
	}
	return nil
}

// forward asks the leader's region to append an entry. It is not ok where that is this region, or one that does not
// answer.
func (l *Ledger) forward(ctx context.Context, e *crm.LedgerEntry) (seq uint64, ok bool) {
	leader := l.config.Rows.Leader()
	if leader == "" || leader == l.config.Port.Region() {
		return 0, false
	}
	ctx, cancel := context.WithTimeout(ctx, forwardTimeout)
	defer cancel()
	answer, err := l.config.Port.Request(ctx, wire.AppendSubject(leader), wire.KindAppend, e.Broker,
		wire.EncodeAppend(e), wire.KindAppended)
	if err != nil {
		return 0, false
	}
	seq, err = wire.DecodeNumber(answer.Payload)
	if err != nil || seq == 0 {
		l.config.Port.Malformed()
		return 0, false
	}
	return seq, true
}

// answerAppend appends what another region asks for. It does not answer where it can't: the other one then tries.
func (l *Ledger) answerAppend(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	e, err := wire.DecodeAppend(&question)
	if err != nil {
		l.config.Port.Malformed()
		return 0, nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, forwardTimeout)
	defer cancel()
	if l.ready(&e) != nil {
		return 0, nil, false
	}
	seq, err := l.append(ctx, &e)
	if err != nil {
		return 0, nil, false
	}
	return wire.KindAppended, wire.EncodeNumber(seq), true
}

// append appends an entry to the last one of its brokerage, as often as another comes first, and returns its place when
// it is applied here. An append without an answer is looked for at its place, and made again after the same entry as
// long as none is there: of the two one at most is stored.
func (l *Ledger) append(ctx context.Context, e *crm.LedgerEntry) (uint64, error) {
	unlock, err := l.lock(ctx, e.Broker)
	if err != nil {
		return 0, err
	}
	defer unlock()
	for ctx.Err() == nil {
		if err := l.ready(e); err != nil {
			return 0, err
		}
		_, moved, _ := l.state()
		if seq, err := l.config.Store.LedgerPlace(ctx, e.ID); err != nil || seq > 0 {
			return seq, err
		}
		after, previous, err := l.config.Store.LedgerHead(ctx, e.Broker)
		if err != nil {
			return 0, err
		}
		if after < l.config.First() {
			after = 0 // the stream began after it
		}
		seq, err := l.try(ctx, e, after, previous)
		switch crm.CodeOf(err) {
		case "":
			return seq, l.await(ctx, seq)
		case crm.CodeConflict, crm.CodeUnavailable:
			wait(ctx, moved, placeTimeout)
		default:
			return 0, err
		}
	}
	return 0, errUnknown
}

// try appends once.
func (l *Ledger) try(ctx context.Context, e *crm.LedgerEntry, after uint64, previous crm.Hash) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, appendTimeout)
	defer cancel()
	sealed := l.config.Port.SealRow(e.Broker, previous, e.Data)
	return l.config.Rows.Append(ctx, wire.RowsSubject(e.Broker), after, sealed)
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
