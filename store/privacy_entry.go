package store

import "roomkey/crm"

// Kinds of entries.
var (
	entryHeld     = writesRows[recordHeld]("record.held")
	entryReleased = writesRows[recordReleased]("record.released")
	entryErased   = writesRows[recordErased]("record.erased")
)

// recordHeld holds a record, which this region may not have yet. At is microseconds since 1970.
type recordHeld struct {
	Record crm.ID `json:"record"`
	User   crm.ID `json:"user"`
	At     int64  `json:"at"`
	Reason string `json:"reason"`
}

func (w *recordHeld) apply(a *applying) error {
	var count int
	if err := a.row(`SELECT count(*) FROM holds WHERE broker = ?`, keyID(a.broker)).Scan(&count); err != nil {
		return err
	}
	if count >= maxHolds {
		return crm.Errorf(crm.CodeConflict, "there are %d holds already", count)
	}
	return a.exec(`INSERT INTO holds (record, broker, user, at, reason) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET user = excluded.user, reason = excluded.reason`,
		keyID(w.Record), keyID(a.broker), keyID(w.User), w.At, w.Reason)
}

// maxHolds bounds the holds of one brokerage.
const maxHolds = 10_000

// recordReleased lets a record be erased again.
type recordReleased struct {
	Record crm.ID `json:"record"`
}

func (w *recordReleased) apply(a *applying) error {
	return a.mustChange(crm.ErrNotFound, `DELETE FROM holds WHERE record = ? AND broker = ?`, keyID(w.Record),
		keyID(a.broker))
}

// recordErased erases a record for ever. A region that does not have it yet denies its id.
type recordErased struct {
	Record crm.ID `json:"record"`
}

func (*recordErased) slow() {}

func (w *recordErased) apply(a *applying) error {
	a.forgetAll()
	if err := refuseHeld(a.batch, w.Record); err != nil {
		return err
	}
	if err := eraseRecord(a.batch, w.Record, a.broker); err != nil {
		return err
	}
	return a.exec(`INSERT INTO erasures (broker, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq`,
		keyID(a.broker), int64(a.seq))
}

// errHeld refuses to erase what is held.
var errHeld = &crm.Error{Code: crm.CodeConflict, Message: "the record is under a legal hold: release it first"}

// refuseHeld refuses to erase a record that is held.
func refuseHeld(b *batch, record crm.ID) error {
	var one int
	err := b.row(`SELECT 1 FROM holds WHERE record = ?`, keyID(record)).Scan(&one)
	switch {
	case absent(err):
		return nil
	case err != nil:
		return err
	}
	return errHeld
}
