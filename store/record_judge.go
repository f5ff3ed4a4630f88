package store

import "roomkey/crm"

// Kinds of entries.
var entryRowJudged = writesRows[rowJudged]("record.row.judged")

// rowJudged is a rowChanged that is judged once more at its place, by what is in order before it: whether the row is
// still the one that allowed it, and whether who asks still has the right. A region may not have the record yet, so
// that the entry says what the row was.
type rowJudged struct {
	crm.RowChange
	Seen crm.RowSeen `json:"seen"`
}

func (w *rowJudged) recordOf() crm.ID { return w.Record }

func (w *rowJudged) apply(a *applying) error {
	if err := w.refuseOvertaken(a); err != nil {
		return err
	}
	if err := w.judge(a.batch, a.broker); err != nil {
		return err
	}
	plain := rowChanged(w.RowChange)
	return plain.apply(a)
}

// refuseOvertaken refuses it if another entry has changed the row since it was seen, or was to change it: it looks at
// entries alone, since one region may have taken in what another has not.
func (w *rowJudged) refuseOvertaken(a *applying) error {
	overtaken := false
	err := entriesSince(a, w.Seen.Through, w.Record, func(write rowWrite) {
		if change, is := write.(changesRow); is && change.recordOf() == w.Record {
			overtaken = true
		}
	})
	if err == nil && overtaken {
		err = errOvertaken
	}
	return err
}

// judge refuses it if who asks may not make it any more: their role and teams are as of the entry's place. Of a user
// who is not here, as one of before the ledger, it refuses nothing. No entry can have changed their rights, which were
// looked at where they asked: that region knows them and allows it here, so refusing it elsewhere would make two rows.
func (w *rowJudged) judge(b *batch, broker crm.ID) error {
	by, err := userOr(b, w.By, nil)
	if err != nil || by == nil {
		return err
	}
	seen := w.Seen
	seen.Broker = broker
	var owner *crm.User
	if w.What == crm.Transferred {
		id := seen.Owner
		if w.Owner != nil {
			id = *w.Owner
		}
		stays := &crm.User{ID: id, Broker: broker, Role: crm.RoleAgent}
		if owner, err = userOr(b, id, stays); err != nil {
			return err
		}
		if owner.Disabled && w.Owner == nil { // may keep what nobody takes from them
			owner = stays
		}
	}
	if !w.AllowedTo(by, &seen, owner) {
		return crm.ErrForbidden
	}
	return nil
}

// userOr is a user as they are within a transaction, or another one if they are not there.
func userOr(b *batch, id crm.ID, other *crm.User) (*crm.User, error) {
	u, err := scanUser(b.row(`SELECT `+userColumns+` FROM users u WHERE u.id = ?`, keyID(id)))
	if absent(err) {
		return other, nil
	}
	return u, err
}

// entriesSince calls f with the writes of a brokerage's entries after a place that name an id.
func entriesSince(a *applying, after uint64, id crm.ID, f func(rowWrite)) error {
	rows, err := a.query(`SELECT entry FROM ledger WHERE broker = ? AND seq > ? AND instr(entry, ?) > 0`,
		keyID(a.broker), int64(after), []byte(id.String()))
	return each(rows, err, func(row rowScanner) error {
		var data []byte
		if err := row.Scan(&data); err != nil {
			return err
		}
		if e, err := decodeRowEntry(data); err == nil {
			f(e.write)
		}
		return nil // what is in this ledger could be decoded when it was applied
	})
}
