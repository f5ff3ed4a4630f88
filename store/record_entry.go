package store

import (
	"encoding/json"
	"errors"

	"roomkey/crm"
)

// Kinds of entries.
var entryRowChanged = writesRows[rowChanged]("record.row")

// rowChanged changes the row of a record. Its region may not have the record yet, so that it waits until the record has
// taken it in: see crm.Write.TookRows.
type rowChanged crm.RowChange

func (w *rowChanged) apply(a *applying) error {
	if err := a.mustBeActive(w.By); err != nil {
		return err
	}
	if w.Owner != nil {
		err := a.mustBeActive(*w.Owner)
		if errors.Is(err, crm.ErrForbidden) {
			return crm.Invalid("owner", "there is no such user who could own it")
		}
		if err != nil {
			return err
		}
	}
	change, err := json.Marshal(crm.RowChange(*w))
	if err != nil {
		return err
	}
	return a.exec(`INSERT INTO row_changes (seq, record, at, change) VALUES (?, ?, ?, ?)`, int64(a.seq),
		keyID(w.Record), a.now, change)
}

// mustBeActive refuses what a user asked for whom an entry has disabled meanwhile.
func (a *applying) mustBeActive(user crm.ID) error {
	var active bool
	err := a.row(`SELECT NOT disabled FROM users WHERE id = ? AND broker = ?`, keyID(user), keyID(a.broker)).Scan(&active)
	if absent(err) || err == nil && !active {
		return crm.ErrForbidden
	}
	return err
}
