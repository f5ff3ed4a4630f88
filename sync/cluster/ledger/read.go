package ledger

import (
	"context"
	"errors"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// Run reads the stream of rows from this region's position on and has its entries applied, and answers other regions,
// until ctx ends (nil). A fault does not end it: see Stopped. Errors: those of the network that it begins with.
func (l *Ledger) Run(ctx context.Context) error {
	region := l.config.Port.Region()
	stop, err := l.config.Port.Open(
		wire.Way{Subject: wire.AppendSubject(region), Kind: wire.KindAppend, Answer: l.answerAppend},
		wire.Way{Subject: wire.LedgerSubject(region), Kind: wire.KindLedgerPull, Answer: l.answerPull})
	if err != nil {
		return err
	}
	defer stop()
	rest := restAfter
	for ctx.Err() == nil {
		before := l.Position()
		err := l.follow(ctx)
		if ctx.Err() != nil {
			return nil
		}
		l.stop(err)
		if l.Position() > before {
			rest = restAfter
		}
		wait(ctx, nil, rest)
		rest = min(2*rest, restAtMost)
	}
	return nil
}

// stop notes why nothing is applied, unless it may have passed when somebody looks.
func (l *Ledger) stop(err error) {
	before := l.Stopped()
	switch crm.CodeOf(err) {
	case crm.CodeConflict:
		err = errEndsEarly
	case crm.CodeInvalid:
		err = &crm.Error{Code: crm.CodeUnavailable, Message: errForged.Message, Err: errors.Join(errForged, err)}
	}
	if isFault(err) {
		l.set(func() { l.stopped = err })
	}
	switch {
	case !isFault(err):
		l.config.Log.Warn("the stream of rows is read again", "after", l.Position(), "error", err)
	case before == nil || err.Error() != before.Error():
		l.config.Log.Error("the ledger has stopped: accounts and rights can't be changed in this region; edits go on",
			"after", l.Position(), "error", err)
	}
}

// errEndsEarly is why nothing is applied of a stream that was lost, or is another one.
var errEndsEarly = crm.Errorf(crm.CodeUnavailable, "the stream of rows ends before what this region has applied")

// errForged is why nothing is applied after an entry that no region has sealed.
var errForged = crm.Errorf(crm.CodeUnavailable, "the stream of rows holds what no region has written")

// isFault tells what does not pass by itself from what may.
func isFault(err error) bool {
	return errors.Is(err, errEndsEarly) || errors.Is(err, crm.ErrEntriesMissing) ||
		errors.Is(err, errParted) ||
		errors.Is(err, crm.ErrBrokenChain) || errors.Is(err, crm.ErrNewerEntry) || errors.Is(err, errForged)
}

// goOn takes back that the stream ends early, or that entries before it are missing.
func (l *Ledger) goOn() {
	if err := l.Stopped(); errors.Is(err, errEndsEarly) || errors.Is(err, crm.ErrEntriesMissing) {
		l.set(func() { l.stopped = nil })
	}
}

// follow has what the stream holds applied, from this region's position on, until there is a fault.
func (l *Ledger) follow(ctx context.Context) error {
	if err := l.know(ctx); err != nil {
		return err
	}
	if err := l.compare(ctx); err != nil {
		return err
	}
	if err := l.pullUntil(ctx, l.config.First()-1); err != nil {
		return err
	}
	whole := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	unopened := uint64(0)
	read := make(chan crm.OrderedEntry, maxWaiting)
	var applying sync.WaitGroup
	applying.Go(func() { cancel(l.applyAll(ctx, read)) })
	calm := time.AfterFunc(calmAfter, l.goOn)
	defer calm.Stop()
	watching, over := context.WithCancel(ctx)
	var watch sync.WaitGroup
	watch.Go(func() {
		if err := l.missesFirst(watching); err != nil {
			cancel(err)
		}
	})
	defer watch.Wait()
	defer over()
	err := l.config.Rows.Read(ctx, l.Position()+1, func(seq uint64, subject string, sealed []byte) error {
		e, err := l.config.Port.OpenRow(seq, subject, sealed)
		if err != nil {
			unopened = seq
			return err
		}
		select {
		case read <- e:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(read) // what was read before a fault counts
	applying.Wait()
	if unopened > 0 && l.pullUntil(whole, unopened) == nil {
		return nil // it was sealed with a secret that is gone: the others opened it before
	}
	if cause := context.Cause(ctx); err == nil && cause != nil {
		return cause
	}
	return err
}

// missesFirst returns as soon as the stream is known to begin after what this region lacks: no entry of it may come for
// long that would show that.
func (l *Ledger) missesFirst(ctx context.Context) error {
	tick := time.NewTicker(restAfter)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
		if l.Position()+1 < l.config.First() {
			return errBeginsLater
		}
	}
}

// errBeginsLater is why the stream is read again.
var errBeginsLater = crm.Errorf(crm.CodeUnavailable, "the stream of rows begins after what this region lacks")

// maxWaiting is how many entries wait to be applied; a transaction applies as many at most.
const maxWaiting = 256

// know reads this region's position.
func (l *Ledger) know(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	end, err := l.config.Store.LedgerEnd(ctx)
	if err == nil {
		l.set(func() { l.position = end })
	}
	return err
}

// applyAll applies entries as they come, those that wait in one transaction, until there are no more (nil).
func (l *Ledger) applyAll(ctx context.Context, read <-chan crm.OrderedEntry) error {
	for first := range read {
		entries := []crm.OrderedEntry{first}
		for len(entries) < maxWaiting && len(read) > 0 {
			entries = append(entries, <-read)
		}
		err := l.apply(ctx, entries)
		if errors.Is(err, crm.ErrEntriesMissing) { // dropped from the stream, or never in it
			if err = l.pullUntil(ctx, entries[0].Seq-1); err == nil {
				err = l.apply(ctx, entries)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// apply applies entries, and tells who waits for them.
func (l *Ledger) apply(ctx context.Context, entries []crm.OrderedEntry) error {
	if len(entries) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	err := l.config.Store.ApplyOrdered(ctx, entries)
	end, endErr := l.config.Store.LedgerEnd(ctx)
	if endErr != nil {
		return errors.Join(err, endErr)
	}
	before := l.Position()
	l.set(func() {
		l.position = max(l.position, end)
		if err == nil {
			l.stopped = nil
		}
	})
	if end > before {
		l.config.Applied()
	}
	return err
}

// errBehind is why nothing is applied in a region that lacks entries which no other keeps any more.
var errBehind error = &crm.Error{Code: crm.CodeUnavailable, Err: crm.ErrEntriesMissing,
	Message: "this region was away for too long: no other keeps the changes of rows that it lacks. " +
		"Restore its folder from another region"}

// pullUntil has other regions fill this one's ledger up to a place, and applies what they have.
func (l *Ledger) pullUntil(ctx context.Context, place uint64) error {
	for l.Position() < place {
		before, silent := l.Position(), 0
		for _, region := range l.config.Regions {
			if region == l.config.Port.Region() || !l.config.Holds(region) || l.Position() != before {
				continue
			}
			page, err := l.ask(ctx, region, before+1)
			if err != nil {
				silent++
				continue
			}
			if err := l.apply(ctx, page); err != nil {
				return err
			}
		}
		switch {
		case l.Position() > before:
		case silent > 0:
			return crm.ErrEntriesMissing // one of those that don't answer may have them
		default:
			return errBehind
		}
	}
	return nil
}

// answerPull answers with a page of this region's ledger; an empty one where it has no such entries.
func (l *Ledger) answerPull(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	from, err := wire.DecodeNumber(question.Payload)
	if err != nil {
		l.config.Port.Malformed()
		return 0, nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	page, err := l.config.Store.LedgerPage(ctx, from, wire.LedgerPageBytes)
	if err != nil {
		return 0, nil, false
	}
	return wire.KindLedgerPage, wire.EncodeLedgerPage(page), true
}
