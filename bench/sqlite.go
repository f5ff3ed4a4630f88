package main

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// Sizes of the rows that one edit of one field writes, in bytes.
const (
	rowChange = 110
	rowRecord = 1100
	rowEvent  = 190
)

const bareTables = `
CREATE TABLE documents (num INTEGER PRIMARY KEY, heads BLOB NOT NULL, changes INTEGER NOT NULL);
CREATE TABLE changes (num INTEGER PRIMARY KEY, hash BLOB NOT NULL, user BLOB NOT NULL, at INTEGER NOT NULL,
	sum INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE records (num INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, fields BLOB NOT NULL);
CREATE TABLE events (num INTEGER PRIMARY KEY, at INTEGER NOT NULL, name TEXT NOT NULL, record BLOB NOT NULL,
	data BLOB NOT NULL)`

// bare is SQLite with nothing around it: what a machine's disk and the database allow at most. The driver is the one
// that the store has registered.
type bare struct {
	db                                 *sql.DB
	change, document, record, event    *sql.Stmt
	serial                             int64
	hash, id, changeData, fields, news []byte
}

// alone is what edits took SQLite alone.
type alone struct{ took, cpu time.Duration }

// aloneTimes is how often SQLite alone makes the edits: the median counts, since a run takes less than a second.
const aloneTimes = 3

// sqliteAlone makes n edits durable with as many writes in a transaction, and edits in a write, as the server had.
func sqliteAlone(ctx context.Context, dir string, n int, like commits) (median alone, err error) {
	var runs []alone
	for i := range aloneTimes {
		run, err := sqliteOnce(ctx, filepath.Join(dir, fmt.Sprintf("bare%d.db", i)), n, like)
		if err != nil {
			return alone{}, err
		}
		runs = append(runs, run)
	}
	slices.SortFunc(runs, func(a, b alone) int { return cmp.Compare(a.took, b.took) })
	return runs[aloneTimes/2], nil
}

// ownTime is the processor time that this process has used.
func ownTime() (time.Duration, error) {
	var used syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), err
}

func sqliteOnce(ctx context.Context, file string, n int, like commits) (run alone, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	db, err := sql.Open("sqlite", "file:"+file+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(4000)")
	if err != nil {
		return run, err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	b := &bare{db: db, hash: bytes.Repeat([]byte{7}, 32), id: bytes.Repeat([]byte{8}, 16),
		changeData: bytes.Repeat([]byte{9}, rowChange),
		fields:     bytes.Repeat([]byte{10}, rowRecord), news: bytes.Repeat([]byte{11}, rowEvent)}
	if err := b.prepare(ctx); err != nil {
		return run, err
	}
	perTransaction := max(1, int(math.Round(like.writes/like.count)))
	perWrite := max(1, int(math.Round(float64(n)/like.writes)))
	used, err := ownTime()
	if err != nil {
		return run, err
	}
	began := time.Now()
	for done := 0; done < n; {
		if err := b.begin(ctx); err != nil {
			return run, err
		}
		for w := 0; w < perTransaction && done < n; w++ {
			edits := min(perWrite, n-done)
			if err := b.write(ctx, int64(w%10), edits); err != nil {
				return run, err
			}
			done += edits
		}
		if _, err := db.ExecContext(ctx, `COMMIT`); err != nil {
			return run, err
		}
	}
	run.took = time.Since(began)
	after, err := ownTime()
	run.cpu = after - used
	return run, err
}

func (b *bare) begin(ctx context.Context) error {
	_, err := b.db.ExecContext(ctx, `BEGIN IMMEDIATE`)
	return err
}

func (b *bare) prepare(ctx context.Context) (err error) {
	if _, err := b.db.ExecContext(ctx, bareTables); err != nil {
		return err
	}
	for num := range 10 {
		_, one := b.db.ExecContext(ctx, `INSERT INTO documents VALUES (?, ?, 0)`, num, b.hash)
		_, two := b.db.ExecContext(ctx, `INSERT INTO records VALUES (?, ?, ?)`, num, -num, b.fields)
		if err := errors.Join(one, two); err != nil {
			return err
		}
	}
	for text, to := range map[string]**sql.Stmt{
		`INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)`:             &b.change,
		`UPDATE documents SET heads = ?, changes = ? WHERE num = ?`: &b.document,
		`UPDATE records SET seq = ?, fields = ? WHERE num = ?`:      &b.record,
		`INSERT INTO events VALUES (?, ?, 'listing:updated', ?, ?)`: &b.event,
	} {
		if *to, err = b.db.PrepareContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// write is what the store does for edits of one record that come together: their changes, and once the heads, the
// projection, and an event in two rooms.
func (b *bare) write(ctx context.Context, num int64, edits int) error {
	run := func(statement *sql.Stmt, values ...any) error {
		_, err := statement.ExecContext(ctx, values...)
		return err
	}
	for range edits {
		b.serial++
		if err := run(b.change, num<<24|b.serial, b.hash, b.id, b.serial, b.serial, b.changeData); err != nil {
			return err
		}
	}
	b.serial++
	return errors.Join(run(b.document, b.hash, b.serial, num), run(b.record, b.serial, b.fields, num),
		run(b.event, 1<<32|b.serial, b.serial, b.id, b.news), run(b.event, 2<<32|b.serial, b.serial, b.id, b.news))
}
