package store_test

import (
	"context"
	"os"
	"sync"
	"testing"

	"roomkey/store"
	"roomkey/store/storetest"
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
		if err := storetest.ForgetIdentity(file(dir)); err != nil {
			t.Fatal(err)
		}
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

// newDir gives a data directory with an empty database.
func newDir(t testing.TB) string { return storetest.Dir(t) }
