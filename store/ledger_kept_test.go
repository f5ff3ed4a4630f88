package store_test

import (
	"strings"
	"testing"
)

func TestCheck_FollowsTheLedger(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	u, _, _ := people(t, s)
	if found := problems(t, s); len(found) > 0 {
		t.Fatal(found)
	}
	plant(t, dir, `UPDATE ledger SET entry = replace(entry, ?, ?) WHERE seq = 3`, u.Broker.String(), id(1).String())
	if found := problems(t, s); len(found) != 1 || !strings.HasPrefix(found[0], "ledger entry 4") {
		t.Error(found)
	}
}

// Old entries go. The last one of a brokerage stays, so that the next one follows it.
func TestMaintain_ShortensTheLedger(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	u, _, _ := people(t, s)
	plant(t, dir, `WITH RECURSIVE n (seq) AS (SELECT 5 UNION ALL SELECT seq + 1 FROM n WHERE seq < 10_020)
		INSERT INTO ledger SELECT seq, ?, randomblob(16), randomblob(32), randomblob(9) FROM n`, make([]byte, 16))
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if page, err := s.LedgerPage(t.Context(), 1, 1<<20); err != nil || len(page) != 4 {
		t.Error("entries of another brokerage went", len(page), err)
	}
	if page, err := s.LedgerPage(t.Context(), 20, 1<<20); err != nil || len(page) != 0 {
		t.Error("old entries stay", len(page), err)
	}
	if err := s.SetPassword(t.Context(), u.ID, "other"); err != nil {
		t.Fatal(err)
	}
	if end, err := s.LedgerEnd(t.Context()); err != nil || end != 10_021 {
		t.Error(end, err)
	}
}

// Where there are several regions, what one of them lacks stays in the ledgers of the others.
func TestMaintain_KeepsOfTheLedgerWhatARegionLacks(t *testing.T) {
	t.Parallel()
	r := newOrder().region(t, stillClock)
	people(t, r.Store)
	plant(t, r.dir, `WITH RECURSIVE n (seq) AS (SELECT 10 UNION ALL SELECT seq + 1 FROM n WHERE seq < 10_100)
		INSERT INTO ledger SELECT seq, ?, randomblob(16), randomblob(32), randomblob(9) FROM n`, make([]byte, 16))
	for _, keep := range []struct{ applied, first uint64 }{{0, 10}, {30, 31}, {10_090, 101}} {
		if keep.applied > 0 {
			r.KeepLedger(keep.applied)
		}
		if err := r.Maintain(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, at := range []struct {
			seq  uint64
			want int
		}{{keep.first - 1, 0}, {keep.first, 1}} {
			if page, err := r.LedgerPage(t.Context(), at.seq, 1); err != nil || len(page) != at.want {
				t.Errorf("all have %d: entry %d: %d, %v", keep.applied, at.seq, len(page), err)
			}
		}
	}
}
