// Package storetest gives the tests of other packages data directories in which the migrations have run: that takes
// longer than most tests do. It refuses to fill them: what a test needs, it writes itself.
//
//	s, err := store.Open(ctx, store.Options{Dir: storetest.Dir(t)})
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"roomkey/store"
)

// Dir gives a new data directory with an empty database of its own, which the test's end removes.
func Dir(t testing.TB) string {
	t.Helper()
	data, err := empty()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.FileName), data, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// empty is the file of an empty database, which is made once.
var empty = sync.OnceValues(func() (data []byte, err error) {
	dir, err := os.MkdirTemp("", "roomkey-store-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := store.Open(context.Background(), store.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, store.FileName)
	if err := ForgetIdentity(file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// ForgetIdentity lets each copy of a database's file decide its own epoch and key, as a new one does.
func ForgetIdentity(file string) error {
	db, err := sql.Open("sqlite", file)
	if err != nil {
		return err
	}
	_, err = db.Exec(`DELETE FROM meta WHERE key IN ('epoch', 'cursor_key')`)
	return errors.Join(err, db.Close())
}
