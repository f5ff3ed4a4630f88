package store

import (
	"bytes"
	"context"
	"database/sql"
	"path/filepath"
	"sync"
	"time"
)

// loadTimeout bounds the reading of all entries.
const loadTimeout = 2 * time.Minute

// flushEntry stores the entry of a record whose row has just been written.
func (b *batch) flushEntry(open *openRecord) error {
	open.entry = encodeEntry(open.latest, open.born)
	sum := entrySum(open.seq, open.num, open.entry)
	if !open.fresh {
		// One statement for both: the entry moves to its new place.
		n, err := b.change(`UPDATE entries SET seq = ?, num = ?, form = ?, sum = ?, data = ? WHERE seq = ?`,
			open.seq, open.num, entryForm, sum, open.entry, open.stored)
		if err != nil || n == 1 {
			return err
		}
	}
	return b.exec(`INSERT INTO entries (seq, num, form, sum, data) VALUES (?, ?, ?, ?, ?)`, open.seq, open.num, entryForm, sum, open.entry)
}

// eachEntry reads the entries after a seq, as of one moment. It stops and reports false where it can't be sure of having
// all: another version of the program has stored them, or some are damaged or lost. An entry is valid during the call.
func (s *Store) eachEntry(ctx context.Context, after uint64, f func(*entry)) (whole bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
	defer cancel()
	tx, err := s.reader.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return false, classify("read the entries", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	if after == 0 {
		defer s.readAhead(ctx)()
	}
	count := 0
	whole = true
	rows, err := tx.QueryContext(ctx, `SELECT seq, num, form, sum, data FROM entries WHERE seq > ?`, after)
	err = each(rows, err, func(row rowScanner) error {
		if count++; !whole {
			return nil
		}
		var seq uint64
		var number, form, sum int64
		var data sql.RawBytes
		if err := row.Scan(&seq, &number, &form, &sum, &data); err != nil {
			return err
		}
		if whole = form == entryForm && sum == entrySum(seq, number, data); !whole || len(data) == 0 {
			return nil // empty: of a type of a newer program
		}
		e, err := decodeEntry(seq, number, data)
		if err == nil {
			f(&e)
		}
		return err
	})
	if err == nil && after == 0 && whole {
		var records int
		err = tx.QueryRowContext(ctx, `SELECT count(*) FROM records`).Scan(&records)
		whole = records == count
	}
	return whole, classify("read the entries", err)
}

// readAhead has the later entries' pages read from the disk while the first ones are still being decoded: they lie all over
// the file, and a disk serves several readers in the time of one. It only asks for pages: what it finds, and whether it
// fails, is all the same. Its connections are its own, for the pool's would keep 15 MB each. The caller calls end when it
// has read all.
func (s *Store) readAhead(ctx context.Context) (end func()) {
	db, err := openFile(filepath.Join(s.dir, FileName), aheadPragmas)
	if err != nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	for part := 1; part < readParts; part++ { // the first is the caller's
		group.Go(func() {
			var n int
			_ = db.QueryRowContext(ctx, `SELECT count(*) FROM entries, (SELECT max(seq) AS last FROM entries)
				WHERE seq > last * ?1 / ?3 AND seq <= last * ?2 / ?3`, part, part+1, readParts).Scan(&n)
		})
	}
	return func() {
		cancel()
		group.Wait()
		_ = db.Close() // it only read
	}
}

// readParts is how many read the entries at once.
const readParts = 4

var aheadPragmas = []string{"busy_timeout(5000)", "query_only(ON)", "cache_size(-200)"}

// eachMadeEntry makes the entries of all records after a seq, which costs ten times as much as to read them. A damaged
// record is placed wrongly, and is found out by its checksum when it is to be shown.
func (s *Store) eachMadeEntry(ctx context.Context, after uint64, f func(*entry)) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
	defer cancel()
	var born uint64
	scan := newRecordScan(&born)
	rows, err := s.reader.query(ctx, `SELECT born, `+recordColumns+` FROM records WHERE seq > ?`, after)
	return classify("make the entries", each(rows, err, func(row rowScanner) error {
		made, err := makeEntry(scan, row, &born)
		if err != nil || made.data == nil {
			return err
		}
		e, err := decodeEntry(made.seq, made.number, made.data)
		if err == nil {
			f(&e)
		}
		return err
	}))
}

// madeEntry is an entry that was made from its record's row.
type madeEntry struct {
	seq    uint64
	number int64
	data   []byte // nil: of a type of a newer program
	sound  bool   // the row is not damaged
}

// makeEntry makes an entry from a record's row, and born, which is read with it.
func makeEntry(scan *recordScan, row rowScanner, born *uint64) (*madeEntry, error) {
	r, err := scan.unverified(row)
	if err != nil {
		return nil, err
	}
	sound := scan.sum == scan.checksum(r, r.Seq)
	r.Fields, err = decodeFields(scan.fields) // of a damaged one, as many as there are
	return &madeEntry{seq: r.Seq, number: scan.num, data: encodeEntry(r, *born), sound: sound && err == nil}, nil
}

// renewedRows is how many records one transaction of renewEntries goes through.
const renewedRows = 250

// renewEntries stores the entries anew that another version of the program has stored, or that are damaged or lost, so
// that the next start can read them.
func (s *Store) renewEntries(ctx context.Context) error {
	renewed, number := 0, int64(-1)
	for more := true; more; {
		err := s.update(ctx, "renew entries", func(b *batch) error {
			stale, end, err := b.staleEntries(number)
			if err != nil {
				return err
			}
			for _, made := range stale {
				err := b.exec(`INSERT OR REPLACE INTO entries (seq, num, form, sum, data) VALUES (?, ?, ?, ?, ?)`,
					made.seq, made.number, entryForm, entrySum(made.seq, made.number, made.data), made.data)
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
	s.log.Info("entries of the index were made anew", "records", renewed)
	return s.update(ctx, "drop entries", func(b *batch) error {
		return b.exec(`DELETE FROM entries WHERE seq NOT IN (SELECT seq FROM records)`)
	})
}

// staleEntries makes those entries, of the next records after a number, that are stored otherwise. end is the last record's
// number; that which was given where there are no more.
func (b *batch) staleEntries(number int64) (stale []*madeEntry, end int64, err error) {
	end = number
	rows, err := b.query(`SELECT entries.num, form, entries.sum, data, born, `+qualified+` FROM records LEFT JOIN entries ON entries.seq = records.seq
		WHERE records.num > ? ORDER BY records.num LIMIT ?`, number, renewedRows)
	var of, form, sum sql.NullInt64
	var data sql.RawBytes
	var born uint64
	scan := newRecordScan(&of, &form, &sum, &data, &born)
	err = each(rows, err, func(row rowScanner) error {
		made, err := makeEntry(scan, row, &born)
		if err != nil {
			return err
		}
		end = made.number
		same := of.Int64 == made.number && form.Int64 == entryForm && bytes.Equal(data, made.data)
		if made.sound && !(same && sum.Int64 == entrySum(made.seq, made.number, made.data)) {
			stale = append(stale, made)
		}
		return nil
	})
	return stale, end, err
}
