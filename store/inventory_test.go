package store_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/store"
)

// A restored copy holds what its backup holds; what it lacks, or has otherwise, is a difference.
func TestInventory_TellsCopiesThatDiffer(t *testing.T) {
	t.Parallel()
	dir := healthy.dir(t, func(s *store.Store) { makeHealthy(t, s) })
	backup, restored := filepath.Join(t.TempDir(), "backup"), t.TempDir()
	s := reopen(t, dir)
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), backup, restored, store.Options{}); err != nil {
		t.Fatal(err)
	}
	count := func(file string) store.Inventory {
		t.Helper()
		i, err := store.InventoryOf(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	of, is := count(backup), count(file(restored))
	if found := of.Differences(&is); len(found) > 0 || len(of.Items) < 7 || of.Epoch == is.Epoch {
		t.Errorf("%+v is restored as %+v: %v", of, is, found)
	}
	if of.Newest.IsZero() || !is.Newest.Equal(of.Newest) {
		t.Errorf("the newest write was at %s, and at %s in the restored copy", of.Newest, is.Newest)
	}
	put(t, s, lead(3, nil))
	now := count(file(dir))
	if now.Newest.Before(of.Newest) {
		t.Errorf("after another write the newest was at %s, and before at %s", now.Newest, of.Newest)
	}
	if lacks := now.Lacking(&of); len(lacks) != 2 || lacks[1] != (store.InventoryItem{What: "records", Count: 1}) ||
		now.Epoch != of.Epoch {
		t.Errorf("what was made since is %v", lacks)
	}
	for text, what := range map[string]string{
		`UPDATE documents SET heads = zeroblob(32) WHERE num = 1`: "documents: they are as many",
		`UPDATE documents SET changes = changes - 1`:              "changes: there are",
		`DELETE FROM records WHERE num = 1`:                       "records: there are",
		`UPDATE audit_end SET hash = zeroblob(32)`:                "lines of the audit log: they are as many",
	} {
		plant(t, restored, text)
		is := count(file(restored))
		if found := fmt.Sprint(of.Differences(&is)); !strings.Contains(found, what) {
			t.Errorf("after %s: %v", text, found)
		}
	}
	plant(t, restored, `DROP TABLE ledger`) // as in a database of an older version
	if older := count(file(restored)); len(older.Items) != len(of.Items)-1 {
		t.Errorf("a database without a ledger has %v", older.Items)
	}
	if _, err := store.InventoryOf(t.Context(), filepath.Join(dir, "nothing")); err == nil {
		t.Error("a file that is not there is counted")
	}
}
