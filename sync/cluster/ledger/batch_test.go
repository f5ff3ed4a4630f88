package ledger_test

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire/wiretest"
)

// A thousand changes of one brokerage that are asked for at once, in all regions, take a few appends, not a thousand.
func TestLedger_WhatWaitsGoesTogether(t *testing.T) {
	for name, loss := range map[string]float64{"nothing is lost": 0, "a tenth is lost": 0.1} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCluster(t, 3, 1, nil)
				defer c.end()
				of := c.regions["a"].brokerage(t, "Harbor")
				if err := c.regions["a"].add(t.Context(), of, "ann@demo.test"); err != nil {
					t.Fatal(err)
				}
				c.settle(t, time.Minute)
				by, err := c.regions["a"].UserByEmail(t.Context(), "ann@demo.test")
				if err != nil {
					t.Fatal(err)
				}
				const changes = 1000
				c.Set(wiretest.Faults{Loss: loss, Delay: 40 * time.Millisecond})
				start := time.Now()
				var work sync.WaitGroup
				for i := range changes {
					work.Go(func() {
						record := crm.ID{1, byte(i >> 8), byte(i)}
						r := c.regions[names[i%3]]
						seen := crm.RowSeen{Row: crm.Row{Owner: by.ID}}
						var err error
						if seen.Through, err = r.LedgerEnd(t.Context()); err != nil {
							t.Error(err)
						}
						err = r.ChangeRow(t.Context(), of, crm.RowChange{Record: record, By: by.ID, What: crm.Archived},
							seen)
						if err != nil && (loss == 0 || crm.CodeOf(err) != crm.CodeUnavailable) {
							t.Error(i, err)
						}
					})
				}
				work.Wait()
				if took := time.Since(start); loss == 0 && took > 3*time.Second {
					t.Errorf("%d changes took %s", changes, took)
				}
				c.Delay(40 * time.Millisecond)
				c.settle(t, time.Minute)
				c.same(t)
				waiting, err := c.regions["b"].RowsWaiting(t.Context())
				if err != nil || loss == 0 && len(waiting) != changes {
					t.Error(len(waiting), err)
				}
			})
		})
	}
}

// An entry that is alone takes a way to the leader's region, an append there, and the way back.
func TestLedger_AnEntryAloneTakesOneWayAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t, 1, 1, nil)
		defer c.end()
		of := c.regions["a"].brokerage(t, "Harbor")
		c.settle(t, time.Minute)
		for i, want := range []time.Duration{80, 160, 160} { // the leader is a
			start := time.Now()
			if err := c.regions[names[i]].add(t.Context(), of, fmt.Sprintf("u%d@demo.test", i)); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took > want*time.Millisecond+10*time.Millisecond {
				t.Errorf("region %s took %s", names[i], took)
			}
			time.Sleep(time.Second)
		}
	})
}
