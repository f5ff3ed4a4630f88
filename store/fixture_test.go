package store_test

import (
	"context"
	"database/sql"
	"os"
	"sync"
	"testing"

	"roomkey/store"
)

// fixture is a database that is built once, and of which each test gets a copy.
type fixture struct {
	once sync.Once
	data []byte
}

// dir gives a new data directory with a copy of the database, which build fills the first time.
func (f *fixture) dir(t testing.TB, build func(s *store.Store)) string {
	t.Helper()
	f.once.Do(func() {
		dir := t.TempDir()
		s, err := store.Open(context.Background(), store.Options{Dir: dir, Now: stillClock})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		build(s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		forgetIdentity(t, dir)
		if f.data, err = os.ReadFile(file(dir)); err != nil {
			t.Fatal(err)
		}
	})
	if f.data == nil {
		t.Fatal("the fixture could not be built: see the test that built it")
	}
	dir := t.TempDir()
	if err := os.WriteFile(file(dir), f.data, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// forgetIdentity lets each copy of a database decide its own epoch and key, as a new one does.
func forgetIdentity(t testing.TB, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`DELETE FROM meta WHERE key IN ('epoch', 'cursor_key')`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

var migrated fixture

// newDir gives a data directory with an empty database. Its migrations have run before, which takes longer than most
// tests.
func newDir(t testing.TB) string {
	t.Helper()
	return migrated.dir(t, func(*store.Store) {})
}
