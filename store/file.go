package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"roomkey/crm"
)

// FileName is the database's name in the data directory. SQLite keeps a -wal and a -shm file beside it.
const FileName = "roomkey.db"

// reserve makes the data file, if there is none, readable to its owner alone: the directory may have been made by
// somebody else and be open to all. SQLite gives its other files the same mode.
func reserve(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// usualWait is for how long a statement waits for a lock, in milliseconds.
const usualWait = `busy_timeout(5000)`

// The cache sizes are small on purpose: the system's page cache holds the file anyway. cell_size_check finds damaged
// pages when they are read.
var (
	writerPragmas = []string{usualWait, "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
		"cache_size(-16000)", "temp_store(MEMORY)", "trusted_schema(OFF)", "cell_size_check(ON)", "secure_delete(FAST)",
		"wal_autocheckpoint(4000)", "journal_size_limit(67108864)"}
	readerPragmas = []string{usualWait, "query_only(ON)", "cache_size(-4000)", "temp_store(MEMORY)",
		"trusted_schema(OFF)", "cell_size_check(ON)"}
	backupPragmas = []string{usualWait, "cache_size(-4000)", "cell_size_check(ON)"}
)

func openFile(path string, pragmas []string) (*sql.DB, error) {
	query := url.Values{"_pragma": pragmas, "_dqs": {"0"}, "_defensive": {"1"}}
	return sql.Open("sqlite", (&url.URL{Scheme: "file", OmitHost: true, Path: path}).String()+"?"+query.Encode())
}

// Of processes that open a new file together, each wants to be the one that gives it a WAL. SQLite then refuses all but
// one at once, whatever busy_timeout says, and they try again.
const (
	connectTries = 100
	connectPause = 50 * time.Millisecond
)

// connect makes a database's first connection, and with it the WAL of a new file.
func connect(ctx context.Context, db *sql.DB) error {
	for try := 1; ; try++ {
		err := db.PingContext(ctx)
		if primary(err) != sqlite3.SQLITE_BUSY || try == connectTries {
			return err
		}
		select {
		case <-time.After(connectPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// openExisting is openFile for a file that must be there: SQLite would make it.
func openExisting(path string, pragmas []string) (*sql.DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, &crm.Error{Code: crm.CodeNotFound, Message: "the backup can't be read", Err: err}
	}
	db, err := openFile(path, pragmas)
	return db, classify("open", err)
}

// lockDir takes the right to serve a data directory. Closing the file gives it back, and so does the end of the
// process.
func lockDir(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, "server.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, &crm.Error{Code: crm.CodeUnavailable, Message: "the data directory can't be locked", Err: err}
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, &crm.Error{Code: crm.CodeConflict, Message: "another process serves this data directory", Err: err}
	}
	return file, nil
}

// publish renames a finished file and makes the rename durable.
func publish(part, file string) error {
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func unwritable(err error) error {
	return &crm.Error{Code: crm.CodeUnavailable, Message: "the file can't be written", Err: err}
}

// integrity has SQLite check the whole file, and reports each line that SQLite finds.
func integrity(ctx context.Context, db interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, report func(string) error) error {
	rows, err := db.QueryContext(ctx, `PRAGMA integrity_check`)
	return each(rows, err, func(row rowScanner) error {
		var text string
		if err := row.Scan(&text); err != nil || text == "ok" {
			return err
		}
		return report(text)
	})
}
