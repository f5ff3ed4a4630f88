package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"roomkey/crm"
)

// ErrForgotten says that a room can't tell exactly which events came after an offset: they are gone, or the offset is
// ahead of the room. The reader has to load the room's data again.
var ErrForgotten = &crm.Error{Code: crm.CodeConflict, Message: "the room no longer has these events"}

// errClosed is the error of writes after Close.
var errClosed = &crm.Error{Code: crm.CodeUnavailable, Message: "the store is closed"}

// errFailed is the error of writes after a write or an fsync has failed. Nobody knows what the disk holds then, so that
// nothing is acknowledged until the process has restarted and SQLite has recovered the file.
var errFailed = &crm.Error{Code: crm.CodeUnavailable, Message: "the disk failed; nothing more is saved until a restart"}

// classify turns an error of the driver into a crm.Error, by its code. It returns a crm.Error unchanged.
func classify(operation string, err error) error {
	if err == nil {
		return nil
	}
	var already *crm.Error
	if errors.As(err, &already) {
		return err
	}
	e := &crm.Error{Code: crm.CodeInternal, Message: "the database could not do this"}
	e.Err = fmt.Errorf("%s: %w", operation, err)
	switch primary(err) {
	case sqlite3.SQLITE_FULL:
		e.Code, e.Message = crm.CodeUnavailable, "the disk is full"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT:
		e.Code, e.Message = crm.CodeUnavailable, "the database is busy"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		e.Code, e.Message = crm.CodeUnavailable, "the database is damaged"
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM:
		e.Code, e.Message = crm.CodeUnavailable, "the database can't be read or written"
	case sqlite3.SQLITE_CONSTRAINT:
		e.Code, e.Message = crm.CodeConflict, "this is taken, or in use"
	case sqlite3.SQLITE_TOOBIG:
		e.Code, e.Message = crm.CodeTooLarge, "this is too large to store"
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.Is(err, sql.ErrConnDone) {
		e.Code, e.Message = crm.CodeUnavailable, "the database took too long"
	}
	return e
}

// damaged is the error for data that fails its checksum.
func damaged(format string, args ...any) error {
	return &crm.Error{Code: crm.CodeUnavailable, Message: "stored data is damaged", Err: fmt.Errorf(format, args...)}
}

// absent reports whether a query found no row.
func absent(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// primary is SQLite's primary result code of err; 0 if err has none.
func primary(err error) int { return resultCode(err) & 0xff }

func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// stops reports whether err leaves unknown what reached the disk. An I/O error of the shared-memory file does not: that
// file need not survive, and a full disk causes such errors.
func stops(err error) bool {
	if primary(err) == sqlite3.SQLITE_CORRUPT || primary(err) == sqlite3.SQLITE_NOTADB {
		return true
	}
	if primary(err) != sqlite3.SQLITE_IOERR {
		return false
	}
	switch resultCode(err) {
	case sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP,
		sqlite3.SQLITE_IOERR_NOMEM:
		return false
	}
	return true
}
