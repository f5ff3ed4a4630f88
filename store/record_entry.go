package store

import (
	"encoding/json"
	"errors"

	"roomkey/crm"
)

// Kinds of entries.
var entryRowChanged = writesRows[rowChanged]("record.row")

// changesRow is a write of a record's row.
type changesRow interface {
	rowWrite
	recordOf() crm.ID
}

// rowChanged changes the row of a record. Its region may not have the record yet, so that it waits until the record has
// taken it in: see crm.Write.TookRows.
type rowChanged crm.RowChange

func (w *rowChanged) apply(a *applying) error {
	if err := w.check(a.batch, a.broker); err != nil {
		return err
	}
	var erased bool
	err := a.row(`SELECT EXISTS (SELECT 1 FROM erased WHERE id = ?)`, keyID(w.Record)).Scan(&erased)
	if err != nil || erased { // it would wait for the record for ever
		return err
	}
	change, err := json.Marshal(crm.RowChange(*w))
	if err != nil {
		return err
	}
	return a.exec(`INSERT INTO row_changes (seq, record, at, change) VALUES (?, ?, ?, ?)`, int64(a.seq),
		keyID(w.Record), a.now, change)
}

func (w *rowChanged) recordOf() crm.ID { return w.Record }

// check refuses what entries before it do not allow any more. Where there is one region, it is asked for too before the
// entry is made: others that read it later refuse what it refuses.
func (w *rowChanged) check(b *batch, broker crm.ID) error {
	if err := mustBeActive(b, w.By, broker); err != nil {
		return err
	}
	if w.Owner == nil {
		return nil
	}
	err := mustBeActive(b, *w.Owner, broker)
	if errors.Is(err, crm.ErrForbidden) {
		return crm.Invalid("owner", "there is no such user who could own it")
	}
	return err
}

// mustBeActive refuses what a user asked for whom an entry has disabled meanwhile, or one of another brokerage. A user
// who is not here, as one of before the ledger, can't have been disabled by it.
func mustBeActive(b *batch, user, broker crm.ID) error {
	var refused bool
	err := b.row(`SELECT disabled OR broker != ? FROM users WHERE id = ?`, keyID(broker), keyID(user)).Scan(&refused)
	if absent(err) {
		return nil
	}
	if err == nil && refused {
		return crm.ErrForbidden
	}
	return err
}
