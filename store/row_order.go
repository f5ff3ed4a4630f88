package store

import (
	"context"
	"encoding/json"
	"errors"

	"roomkey/crm"
)

// Ordered reports whether changes of rows go through ChangeRow, since several regions have to put them in order. Else
// they go with the record's own write, as crm.Write.Rows.
func (l *RowLedger) Ordered() bool { return l.orderer.Load() != nil }

// ChangeRow has a change of a record's row put in order, which was allowed by the row as it was seen. It returns when
// the change is in order here: RowChanges then has it, until a write of the record has taken it in. crm.ErrOvertaken:
// somebody has changed the row since. crm.CodeForbidden: who asked is disabled by now, or has lost the right.
// crm.CodeUnavailable: this region can't reach enough others.
func (l *RowLedger) ChangeRow(ctx context.Context, broker crm.ID, change crm.RowChange, seen crm.RowSeen) error {
	judged, plain := &rowJudged{change, seen}, rowChanged(change)
	err := l.write(ctx, "change a row", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryRowJudged, broker, judged}, nil
	})
	if errors.Is(err, crm.ErrOlderRegion) { // it can't judge: then none does
		err = l.write(ctx, "change a row", func(*batch) (plannedWrite, error) {
			return plannedWrite{entryRowChanged, broker, &plain}, nil
		})
	}
	return err
}

// RowChanges lists what a record has not taken in, in order.
func (l *RowLedger) RowChanges(ctx context.Context, record crm.ID) (changes []crm.OrderedRowChange, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	rows, err := l.db.reader.query(ctx, `SELECT seq, at, change FROM row_changes WHERE record = ? ORDER BY seq`,
		keyID(record))
	err = each(rows, err, func(row rowScanner) error {
		var c crm.OrderedRowChange
		var at int64
		var data []byte
		if err := row.Scan(&c.Seq, &at, &data); err != nil {
			return err
		}
		c.At = fromMicros(at)
		changes = append(changes, c)
		return json.Unmarshal(data, &changes[len(changes)-1].RowChange)
	})
	return changes, classify("read changes of rows", err)
}

// RowsWaiting lists records for which RowChanges has something. Of some of them this region may not know yet.
func (l *RowLedger) RowsWaiting(ctx context.Context) (records []crm.ID, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	records, err = scanIDs(l.db.reader.query(ctx, `SELECT record FROM row_changes GROUP BY record ORDER BY min(seq)`))
	return records, classify("read which rows wait", err)
}

// RowsDue tells, by a value, that RowsWaiting has more. One goroutine at most may receive.
func (l *RowLedger) RowsDue() <-chan struct{} { return l.rowsDue }
