package store

import (
	"bytes"
	"context"
	"database/sql"
)

// renewedRows is how many records one transaction of renewEntries reads.
const renewedRows = 250

// renewEntries replaces the entries that another version of the program has stored, or that are damaged or lost, so
// that the next start can read them.
func (p *Projections) renewEntries(ctx context.Context) error {
	renewed, number := 0, int64(-1)
	for more := true; more; {
		err := p.db.update(ctx, "renew entries", func(b *batch) error {
			stale, end, err := staleEntries(b, number)
			if err != nil {
				return err
			}
			for _, made := range stale {
				err := b.exec(`INSERT OR REPLACE INTO entries (seq, num, form, sum, data) VALUES (?, ?, ?, ?, ?)`,
					made.seq, made.number, entryForm, made.sum(), made.data)
				if err != nil {
					return err
				}
			}
			renewed, more, number = renewed+len(stale), end > number, end
			return nil
		})
		if err != nil {
			return err
		}
	}
	p.db.log.Info("entries of the index were renewed", "records", renewed)
	return p.db.update(ctx, "drop entries", func(b *batch) error {
		return b.exec(`DELETE FROM entries WHERE seq NOT IN (SELECT seq FROM records)`)
	})
}

// staleEntries makes the entries of the next records after a number, and returns those that differ from what is stored.
// end is the number of the last record; it is number itself if there are no more records.
func staleEntries(b *batch, number int64) (stale []*madeEntry, end int64, err error) {
	end = number
	rows, err := b.query(`SELECT entries.num, form, entries.sum, data, born, `+recordColumns+` FROM records LEFT
		JOIN entries ON entries.seq = records.seq
		WHERE records.num > ? ORDER BY records.num LIMIT ?`, number, renewedRows)
	var of, form, sum sql.NullInt64
	var data sql.RawBytes
	var first uint64
	scan := newRecordScan(&of, &form, &sum, &data, &first)
	err = each(rows, err, func(row rowScanner) error {
		made, err := makeEntry(scan, row, &first)
		if err != nil {
			return err
		}
		end = made.number
		same := of.Int64 == made.number && form.Int64 == entryForm && bytes.Equal(data, made.data)
		if made.sound && !(same && sum.Int64 == made.sum()) {
			stale = append(stale, made)
		}
		return nil
	})
	return stale, end, err
}
