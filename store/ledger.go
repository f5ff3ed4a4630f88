package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"roomkey/crm"
)

// Orderer puts the entries of several regions in one order. Several goroutines call it.
type Orderer interface {
	// Order has an entry put in order, and returns after RowLedger.ApplyOrdered has applied it in this region. An
	// error, as a rule of crm.CodeUnavailable, means that the entry is not known to be in order; it may be yet, but for
	// crm.ErrOlderRegion. A *RefusedError means that it is.
	Order(ctx context.Context, e crm.LedgerEntry) error
}

// RefusedError says why an entry was refused at its place in the order, by another process that has the same data: the
// write may be planned again.
type RefusedError struct{ Err error }

func (e *RefusedError) Error() string { return e.Err.Error() }

// Unwrap gives why.
func (e *RefusedError) Unwrap() error { return e.Err }

// RowLedger makes the writes of rows that all regions make in one order: it makes an entry of each, has it put in
// order, and applies it. Where there is one region, an entry is made and applied in one transaction. See ADR 39.
type RowLedger struct {
	db    *handle
	rooms *RoomLog
	index *index // which records a user loses

	orderer   atomic.Pointer[Orderer] // nil: there is one region
	everybody atomic.Uint64           // the place that all regions have reached; see KeepLedger
	rowsDue   chan struct{}           // holds one

	mu      sync.Mutex // guards waiting
	waiting map[crm.ID]chan error
}

// errSeveral refuses a write by a process that can't put it in order.
var errSeveral = &crm.Error{Code: crm.CodeUnavailable,
	Message: "several regions share these accounts: only the running server can change them"}

// errRehearsed undoes an entry that would have been applied.
var errRehearsed = &crm.Error{Code: crm.CodeInternal, Message: "rehearsed"}

// OrderBy has the writes of rows put in order by o from now on, with those of other regions. The database remembers it,
// so that processes which can't order refuse to write. Call it before anything is written.
func (l *RowLedger) OrderBy(ctx context.Context, o Orderer) error {
	err := l.db.update(ctx, "note the regions", func(b *batch) error {
		b.stale = true
		return setMeta(b, metaRegions, []byte{1})
	})
	if err == nil {
		l.orderer.Store(&o)
	}
	return err
}

// OrderThrough has the writes of rows put in order by o, which hands them to the server that runs on the same data: see
// OrderFor. Call it before anything is written.
func (l *RowLedger) OrderThrough(o Orderer) { l.orderer.Store(&o) }

// OrderFor has an entry put in order that another process has made of the same data. Errors: a *RefusedError, where the
// entry was refused at its place; others mean that it is not known to have one.
func (l *RowLedger) OrderFor(ctx context.Context, e crm.LedgerEntry) error {
	o := l.orderer.Load()
	if o == nil {
		return errSeveral
	}
	known, err := l.order(ctx, *o, &e)
	if known && err != nil {
		return &RefusedError{err}
	}
	return err
}

// OfSeveral reports whether other regions have the same ledger, so that this store alone can't write to it.
func (l *RowLedger) OfSeveral(ctx context.Context) (several bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = l.db.reader.row(ctx, `SELECT `+ofSeveral).Scan(&several)
	return several, classify("read the regions", err)
}

// plan says what to write, after a look at the rows as they are in a transaction. It may be called several times.
type plan func(b *batch) (plannedWrite, error)

// write makes the write that a plan says. operation is for the operator's log. Besides the plan's error and that of the
// write: crm.CodeUnavailable, where a region can't reach enough others; then the write may be made yet.
func (l *RowLedger) write(ctx context.Context, operation string, plan plan) error {
	if o := l.orderer.Load(); o != nil {
		return l.writeInOrder(ctx, *o, operation, plan)
	}
	_, err := l.db.await(ctx, &job{operation: operation, committed: l.rooms.announce, run: func(b *batch,
		receipt *crm.Receipt) error {
		*receipt = crm.Receipt{}
		if b.ledger.several {
			return errSeveral
		}
		p, err := plan(b)
		if err != nil || p.write == nil {
			return err
		}
		e, err := newEntry(l.db.newID(), b.now, p)
		if err != nil {
			return err
		}
		events, err := l.apply(ctx, b, &e)
		if err != nil {
			return err
		}
		if err := b.ledger.add(b.connection, e.broker, e.id, e.data); err != nil {
			return err
		}
		return l.rooms.add(b, receipt, events)
	}})
	return err
}

// maxTries is how often a write is planned again that was refused at its place in the order: what the plan looked at
// had been changed by then. A plan that would be refused as well is an answer.
const maxTries = 4

// writeInOrder plans a write, has it put in order and tells how it went. An entry that would be refused is not sent.
func (l *RowLedger) writeInOrder(ctx context.Context, o Orderer, operation string, plan plan) (err error) {
	if err := l.warm(ctx); err != nil {
		return err
	}
	for range maxTries {
		e, rehearseErr := l.rehearse(ctx, operation, plan)
		if rehearseErr != nil || e == nil {
			return rehearseErr
		}
		var known bool
		if known, err = l.order(ctx, o, e); !known || err == nil {
			return err
		}
	}
	return err
}

// rehearse makes an entry, and applies it in a transaction that is undone. It returns nil if there is nothing to do.
func (l *RowLedger) rehearse(ctx context.Context, operation string, plan plan) (*crm.LedgerEntry, error) {
	return updated(ctx, l.db, operation, func(b *batch) (*crm.LedgerEntry, error) {
		p, err := plan(b)
		if err != nil || p.write == nil {
			return nil, err
		}
		e, err := newEntry(l.db.newID(), b.now, p)
		if err != nil {
			return nil, err
		}
		made := &crm.LedgerEntry{ID: e.id, Broker: e.broker, Kind: p.kind, Data: e.data}
		if _, slow := p.write.(slowWrite); slow {
			return made, nil
		}
		refused, fatal := b.within("rehearsal", func() error {
			if _, err := l.apply(ctx, b, &e); err != nil {
				return err
			}
			return errRehearsed
		})
		if fatal != nil {
			return nil, fatal
		}
		if refused != errRehearsed {
			return nil, refused
		}
		return made, nil
	})
}

// order has an entry put in order, and returns why it was refused at its place. known is false where nobody knows
// whether it got one.
func (l *RowLedger) order(ctx context.Context, o Orderer, e *crm.LedgerEntry) (known bool, err error) {
	applied := make(chan error, 1)
	l.mu.Lock()
	l.waiting[e.ID] = applied
	l.mu.Unlock()
	err = o.Order(ctx, *e)
	l.mu.Lock()
	delete(l.waiting, e.ID)
	l.mu.Unlock()
	select {
	case refused := <-applied:
		return true, refused
	default:
	}
	var elsewhere *RefusedError
	if errors.As(err, &elsewhere) {
		return true, elsewhere.Err
	}
	return false, err
}

// warm loads the index where it is not loaded, so that no writer waits for that.
func (l *RowLedger) warm(ctx context.Context) error {
	release, err := l.index.read(ctx)
	if err != nil {
		return err
	}
	release()
	return nil
}
