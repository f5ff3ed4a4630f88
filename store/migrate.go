package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"math"
	"strconv"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // registers the driver

	"roomkey/crm"
)

//go:embed migrations/*.sql
var migrations embed.FS

// oldestReader is the schema of the oldest program that can work on a file of this program: every migration after it
// only adds. A test holds it against the migrations. It is written into the file.
const oldestReader = 39

// metaOldestReader is the key of Meta under which a file says it.
const metaOldestReader = "oldest_reader"

// migrate brings the file to the newest schema. It refuses a file that a newer program has written, unless that program
// has only added to the schema that this one knows.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	// goose runs the statements of one file in one transaction.
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > target {
		if oldest, err := readOldestReader(ctx, db); err != nil || oldest <= target {
			return err
		}
		return crm.Errorf(crm.CodeUnavailable, "the database was written by a newer version of this program")
	}
	if err := noneLate(ctx, provider, current); err != nil {
		return err
	}
	if current < target {
		if err := bringUp(ctx, provider); err != nil {
			return err
		}
	}
	return writeOldestReader(ctx, db)
}

// Of two processes that start together, each makes a migration that the other has made meanwhile, fails without harm,
// and tries again.
const (
	migrateTries = 10 // without a migration that anybody has made
	migratePause = 50 * time.Millisecond
)

// bringUp makes all migrations, or has another process make them.
func bringUp(ctx context.Context, provider *goose.Provider) error {
	last := int64(-1)
	for try := 1; ; try++ {
		_, failed := provider.Up(ctx)
		if failed == nil {
			return nil
		}
		current, target, err := provider.GetVersions(ctx)
		switch {
		case err != nil || current == target:
			return err
		case current != last:
			last, try = current, 1
		case try == migrateTries:
			return failed
		}
		select {
		case <-time.After(migratePause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// readOldestReader reads what a newer program has written; more than any schema where it has written nothing.
func readOldestReader(ctx context.Context, db *sql.DB) (oldest int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?`, metaOldestReader).Scan(&oldest)
	if absent(err) {
		return math.MaxInt64, nil
	}
	return oldest, err
}

func writeOldestReader(ctx context.Context, db *sql.DB) error {
	if oldest, err := readOldestReader(ctx, db); err != nil || oldest == oldestReader {
		return err
	}
	_, err := db.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET value = excluded.value`, metaOldestReader, strconv.Itoa(oldestReader))
	return err
}

// noneLate refuses a file that lacks a migration with a lower number than its last one: it came to the program later
// than those that were applied, which may not fit it.
func noneLate(ctx context.Context, provider *goose.Provider, current int64) error {
	all, err := provider.Status(ctx)
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.State == goose.StatePending && one.Source.Version < current {
			return crm.Errorf(crm.CodeUnavailable, "the database lacks migration %d and has had %d: another build "+
				"wrote it; restore a backup that this program can read", one.Source.Version, current)
		}
	}
	return nil
}
