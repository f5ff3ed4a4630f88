package store

import (
	"context"
	"errors"

	"roomkey/crm"
)

// apply applies an entry within a transaction, and returns what this region's rooms are told.
func (l *RowLedger) apply(ctx context.Context, b *batch, e *rowEntry) ([]crm.Event, error) {
	now := b.now
	defer func() { b.now = now }()
	b.now = e.at
	a := &applying{batch: b, ctx: ctx, id: e.id, broker: e.broker, seq: b.ledger.open + 1, index: l.index}
	err := e.write.apply(a)
	return a.told, err
}

// ApplyOrdered applies entries at their places, each of which comes after the one before it, and tells who waits for
// them in this region. Those that are here already are passed over. A write that its rows refuse stays in the ledger
// without an effect. crm.ErrEntriesMissing, crm.ErrBrokenChain or crm.ErrNewerEntry: the entries before the one at
// fault are applied. Any other error: none is known to be; call again.
func (l *RowLedger) ApplyOrdered(ctx context.Context, entries []crm.OrderedEntry) error {
	if err := l.warm(ctx); err != nil {
		return err
	}
	decoded, newer := decodeOrdered(entries)
	run := orderedRun{ledger: l, ctx: ctx}
	_, err := l.db.await(ctx, &job{operation: "apply entries", committed: run.committed, run: func(b *batch,
		receipt *crm.Receipt) error {
		return run.apply(b, receipt, entries, decoded)
	}})
	switch {
	case err != nil:
		return err
	case run.stopped != nil:
		return run.stopped
	}
	if run.erased {
		if err := l.db.checkpoint(ctx); err != nil {
			l.db.log.Warn("what was erased is still in the log of the database", "error", err)
		}
	}
	return newer
}

// decodeOrdered decodes entries as far as this program knows them.
func decodeOrdered(entries []crm.OrderedEntry) (decoded []rowEntry, newer error) {
	decoded = make([]rowEntry, 0, len(entries))
	for i := range entries {
		e, err := decodeRowEntry(entries[i].Data)
		if err != nil {
			return decoded, err
		}
		if e.broker != entries[i].Broker {
			return decoded, crm.ErrBrokenChain
		}
		decoded = append(decoded, e)
	}
	return decoded, nil
}

// orderedRun is one transaction that applies entries. Its fields are what it did.
type orderedRun struct {
	ledger  *RowLedger
	ctx     context.Context
	stopped error
	results []entryResult
	rows    bool // there are changes of records' rows
	rights  bool // there are others, of accounts
	erased  bool // what was erased has to leave the file
}

type entryResult struct {
	id      crm.ID
	refused error
}

func (r *orderedRun) apply(b *batch, receipt *crm.Receipt, entries []crm.OrderedEntry, decoded []rowEntry) error {
	*receipt, r.stopped, r.results = crm.Receipt{}, nil, nil
	r.rows, r.rights, r.erased = false, false, false
	for i := range decoded {
		fatal := r.applyOne(b, receipt, &entries[i], &decoded[i])
		if errors.Is(fatal, crm.ErrEntriesMissing) || errors.Is(fatal, crm.ErrBrokenChain) {
			r.stopped = fatal
			break
		}
		if fatal != nil {
			return fatal
		}
	}
	if !r.rights {
		return nil
	}
	// Whoever has a sign-in or token that has ended, or other rights, is looked for in this region too.
	return b.exec(`UPDATE directory SET version = version + 1`)
}

// applyOne applies one entry. An error means that it is not applied.
func (r *orderedRun) applyOne(b *batch, receipt *crm.Receipt, at *crm.OrderedEntry, e *rowEntry) error {
	if at.Seq <= b.ledger.open {
		return nil
	}
	if at.Seq != b.ledger.open+1 {
		return crm.ErrEntriesMissing
	}
	head, err := b.ledger.head(b.connection, e.broker)
	if err != nil {
		return err
	}
	if head.hash != at.Previous {
		return crm.ErrBrokenChain
	}
	var again bool
	err = b.row(`SELECT EXISTS (SELECT 1 FROM ledger WHERE id = ?)`, keyID(e.id)).Scan(&again)
	if err != nil {
		return err
	}
	if !again {
		if err := r.attempt(b, receipt, e); err != nil {
			return err
		}
	}
	return b.ledger.add(b.connection, e.broker, e.id, e.data)
}

// attempt makes an entry's write, and notes its refusal.
func (r *orderedRun) attempt(b *batch, receipt *crm.Receipt, e *rowEntry) error {
	var told []crm.Event
	refused, fatal := b.within("entry", func() (err error) {
		told, err = r.ledger.apply(r.ctx, b, e)
		return err
	})
	if fatal != nil {
		return fatal
	}
	if refused = classify("apply an entry", refused); refused != nil && !isRefusal(refused) {
		return refused
	}
	r.results = append(r.results, entryResult{e.id, refused})
	if refused != nil {
		return nil
	}
	_, row := e.write.(changesRow)
	r.rows, r.rights = r.rows || row, r.rights || !row
	_, erased := e.write.(slowWrite)
	r.erased = r.erased || erased
	return r.ledger.rooms.add(b, receipt, told)
}

// isRefusal tells what the rows refuse, in every region alike, from what a database could not do.
func isRefusal(err error) bool {
	switch crm.CodeOf(err) {
	case crm.CodeUnavailable, crm.CodeInternal:
		return false
	}
	return true
}

// committed tells who waits in this region.
func (r *orderedRun) committed(receipt crm.Receipt) {
	l := r.ledger
	l.rooms.announce(receipt)
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.rows {
		select {
		case l.rowsDue <- struct{}{}:
		default: // it was told already
		}
	}
	for _, result := range r.results {
		if waiter := l.waiting[result.id]; waiter != nil {
			waiter <- result.refused // it holds one, and an entry is applied once
			delete(l.waiting, result.id)
		}
	}
}
