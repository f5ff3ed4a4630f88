package store

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// loadTimeout bounds the reading of all entries.
const loadTimeout = 2 * time.Minute

// entryReader reads the entries of all records, for the index.
type entryReader struct {
	reader *reader
	path   string // of the database
}

// each reads the entries after a seq, as of one moment. It stops and returns false if it can't be sure of having all:
// another version of the program has stored them, or some are damaged or lost. An entry is valid during the call of f.
func (x *entryReader) each(ctx context.Context, after uint64, f func(*entry)) (whole bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
	defer cancel()
	tx, err := x.reader.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return false, classify("read the entries", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	if after == 0 {
		defer x.readAhead(ctx)()
	}
	count := 0
	whole = true
	rows, err := tx.QueryContext(ctx, `SELECT seq, num, form, sum, data FROM entries WHERE seq > ?`, after)
	err = each(rows, err, func(row rowScanner) error {
		if count++; !whole {
			return nil
		}
		var stored storedEntry
		var form, sum int64
		var data sql.RawBytes
		if err := row.Scan(&stored.seq, &stored.number, &form, &sum, &data); err != nil {
			return err
		}
		stored.data = data
		if whole = form == entryForm && sum == stored.sum(); !whole || len(data) == 0 {
			return nil // empty: of a type of a newer program
		}
		e, err := decodeEntry(stored.seq, stored.number, data)
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

// readAhead reads the pages of the later entries from the disk while the first ones are being decoded: they lie all
// over the file, and a disk serves several readers in the time of one. It only warms the system's page cache, so that
// its results and errors do not matter. It uses connections of its own, because each of the pool's would keep 15 MB.
// The caller calls end after reading all entries.
func (x *entryReader) readAhead(ctx context.Context) (end func()) {
	db, err := openFile(x.path, aheadPragmas)
	if err != nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	for part := 1; part < readParts; part++ { // the caller reads the first part
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

// readParts is how many readers the entries are divided between.
const readParts = 4

var aheadPragmas = []string{usualWait, "query_only(ON)", "cache_size(-200)"}

// eachMade makes the entries of all records after a seq from their rows, which takes ten times as long as reading them.
// A damaged record may get a wrong place; its checksum tells when it is to be shown.
func (x *entryReader) eachMade(ctx context.Context, after uint64, f func(*entry)) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
	defer cancel()
	var first uint64
	scan := newRecordScan(&first)
	rows, err := x.reader.query(ctx, `SELECT born, `+recordColumns+` FROM records WHERE seq > ?`, after)
	return classify("make the entries", each(rows, err, func(row rowScanner) error {
		made, err := makeEntry(scan, row, &first)
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
	storedEntry
	sound bool // the row is not damaged
}

// makeEntry makes an entry from a record's row. first points to where the row's column born, the seq of the first
// projection, is read into.
func makeEntry(scan *recordScan, row rowScanner, first *uint64) (*madeEntry, error) {
	r, err := scan.unverified(row)
	if err != nil {
		return nil, err
	}
	sound := scan.sum == scan.checksum(r, r.Seq)
	r.Fields, err = decodeFields(scan.fields) // of a damaged row, those before the damage
	stored := storedEntry{seq: r.Seq, number: scan.num, data: encodeEntry(r, *first)}
	return &madeEntry{stored, sound && err == nil}, nil
}
