package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // registers the driver

	"roomkey/crm"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the file to the newest schema. It refuses a file that a newer program has written.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	// goose runs the statements of one file in one transaction. Two processes that start together queue on SQLite's
	// lock, and the second finds the work done or fails without harm.
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > target {
		return crm.Errorf(crm.CodeUnavailable, "the database was written by a newer version of this program")
	}
	if err := noneLate(ctx, provider, current); err != nil || current == target {
		return err
	}
	_, err = provider.Up(ctx)
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
