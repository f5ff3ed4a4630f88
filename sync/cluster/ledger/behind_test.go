package ledger_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/store"
)

// A region that lacks what nobody keeps says how it comes back. Once it has what another has, it goes on.
func TestLedger_ARegionThatWasAwayForTooLongSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		of, page := history(t, 6)
		c := newCluster(t, 1, 7, func(name string, s *store.Store) {
			if name == "c" {
				return
			}
			if err := s.ApplyOrdered(t.Context(), page); err != nil {
				t.Fatal(err)
			}
		})
		defer c.end()
		c.Isolate("c")
		for _, name := range names[:2] {
			c.regions[name].first.Store(3)
		}
		time.Sleep(time.Minute)
		c.HealAll()
		time.Sleep(time.Minute)
		away := c.regions["c"]
		if err := away.ledger.Stopped(); err == nil || !strings.Contains(err.Error(), "away for too long") {
			t.Error("c says", err)
		}
		if err := away.ApplyOrdered(t.Context(), page); err != nil { // a backup of another region
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if err := away.add(t.Context(), of, "back@demo.test"); err != nil {
			t.Error(err)
		}
	})
}

// What a region lacks is kept by the others as long as they have not heard that it has it.
func TestLedger_TellsTheStoreWhatAllRegionsHave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t, 1, 1, nil)
		defer c.end()
		a := c.regions["a"]
		of := a.brokerage(t, "Harbor")
		for range 3 {
			if err := a.add(t.Context(), of, fmt.Sprint(a.ledger.Position(), "@demo.test")); err != nil {
				t.Fatal(err)
			}
		}
		for _, heard := range []struct {
			region     string
			at, expect uint64
		}{{"b", 9, 0}, {"c", 2, 2}, {"c", 9, 4}} { // nobody knows where c is at first; a is at 4
			if a.ledger.Heard(heard.region, heard.at); a.kept.Load() != heard.expect {
				t.Errorf("after %s is at %d, all have %d", heard.region, heard.at, a.kept.Load())
			}
		}
	})
}
