package ledger_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	"roomkey/sync/cluster/wire"
)

// history is a ledger of some entries, which regions begin with: a brokerage and its users.
func history(t *testing.T, entries int) (of crm.ID, page []crm.OrderedEntry) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: storetest.Dir(t), Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := &region{Store: s}
	of = r.brokerage(t, "Harbor")
	for i := range entries - 1 {
		if err := r.add(t.Context(), of, fmt.Sprintf("old%d@demo.test", i)); err != nil {
			t.Fatal(err)
		}
	}
	if page, err = s.LedgerPage(t.Context(), 1, 10<<20); err != nil || len(page) != entries {
		t.Fatal(len(page), err)
	}
	return of, page
}

// parted makes a cluster whose regions begin with as many entries; after those c has made one alone. The stream begins
// with the next.
func parted(t *testing.T, entries int) (of crm.ID, c *cluster) {
	t.Helper()
	of, page := history(t, entries)
	return of, newCluster(t, 1, uint64(entries)+1, func(name string, s *store.Store) {
		err := s.ApplyOrdered(t.Context(), page)
		if err == nil && name == "c" {
			err = (&region{Store: s}).add(t.Context(), of, "alone@demo.test")
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

func wantParted(t *testing.T, r *region) {
	t.Helper()
	if err := r.ledger.Stopped(); err == nil || !strings.Contains(err.Error(), "in this region alone") {
		t.Error("the region that is parted says", err)
	}
}

// A region that has changed rows alone says so and appends nothing, wherever the stream is by then; the others go on.
func TestLedger_APartedRegionStops(t *testing.T) {
	for name, inOrder := range map[string]int{
		"the stream ends before": 0, "the stream has another entry there": 1, "the stream is further": 3,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				of, c := parted(t, 3)
				defer c.end()
				for i := range inOrder {
					if err := c.regions["a"].add(t.Context(), of, fmt.Sprintf("u%d@demo.test", i)); err != nil {
						t.Fatal(err)
					}
				}
				late := c.regions["c"].add(t.Context(), of, "late@demo.test")
				if crm.CodeOf(late) != crm.CodeUnavailable || c.regions["c"].ledger.Position() != 4 {
					t.Error("c adds a user", late, "at", c.regions["c"].ledger.Position())
				}
				for _, name := range names[:2] {
					if err := c.regions[name].add(t.Context(), of, name+"@demo.test"); err != nil {
						t.Error(name, err)
					}
				}
				time.Sleep(time.Minute)
				wantParted(t, c.regions["c"])
			})
		})
	}
}

// The stream may not hold a region's last entry, since it began after that. Then other regions are asked for it.
func TestLedger_ComparesWithOtherRegionsToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		of, page := history(t, 4)
		c := newCluster(t, 1, 5, func(name string, s *store.Store) {
			begun := page
			if name == "c" {
				begun = page[:3]
			}
			err := s.ApplyOrdered(t.Context(), begun)
			if err == nil && name == "c" {
				err = (&region{Store: s}).add(t.Context(), of, "alone@demo.test")
			}
			if err != nil {
				t.Fatal(err)
			}
		})
		defer c.end()
		time.Sleep(time.Minute)
		wantParted(t, c.regions["c"])
		for _, name := range names[:2] {
			if err := c.regions[name].add(t.Context(), of, name+"@demo.test"); err != nil {
				t.Error(name, err)
			}
		}
	})
}

// electing is a stream that elects its leader for a while: until then nobody answers questions about it.
type electing struct {
	wire.Rows
	until time.Time
}

func (e electing) At(ctx context.Context, seq uint64) (string, []byte, error) {
	if time.Now().Before(e.until) {
		<-ctx.Done()
		return "", nil, crm.Errorf(crm.CodeUnavailable, "nobody answers")
	}
	return e.Rows.At(ctx, seq)
}

// Rows can be changed soon after the stream has a leader, although the question before got no answer.
func TestLedger_BeginsSoonAfterTheStreamHasALeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		of, page := history(t, 3)
		leader := time.Now().Add(2 * time.Second)
		c := newClusterBy(t, 1, 4, func(r wire.Rows) wire.Rows { return electing{r, leader} },
			func(_ string, s *store.Store) {
				if err := s.ApplyOrdered(t.Context(), page); err != nil {
					t.Fatal(err)
				}
			})
		defer c.end()
		if err := c.regions["a"].ledger.Begun(); err == nil {
			t.Error("a says that it has begun")
		}
		if err := c.regions["a"].add(t.Context(), of, "first@demo.test"); err != nil {
			t.Error(err)
		}
		if took := time.Since(leader); took > time.Second {
			t.Errorf("the first row takes %s after the stream has a leader", took)
		}
		if err := c.regions["a"].ledger.Begun(); err != nil {
			t.Error(err)
		}
	})
}
