package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// Each account that somebody was told is made exists everywhere, once, whatever region it was made in and whatever the
// network lost.
func TestLedger_RegionsRaceForOneBrokerage(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCluster(t, seed, 1, nil)
				defer c.end()
				of := c.regions["b"].brokerage(t, "Harbor")
				c.settle(t, time.Minute)
				c.Set(wiretest.Faults{Loss: 0.1 * float64(seed%3), Delay: 40 * time.Millisecond})
				var mu sync.Mutex
				made, unknown := map[string]bool{}, 0
				var work sync.WaitGroup
				for i := range 24 {
					work.Go(func() {
						r, email := c.regions[names[i%3]], fmt.Sprintf("u%d@demo.test", i/2) // each address twice
						time.Sleep(time.Duration(rand.New(rand.NewPCG(seed, uint64(i))).IntN(1000)) * time.Millisecond)
						err := r.add(t.Context(), of, email)
						mu.Lock()
						defer mu.Unlock()
						switch crm.CodeOf(err) {
						case "":
							if made[email] {
								t.Errorf("%s was made twice", email)
							}
							made[email] = true
						case crm.CodeConflict:
						case crm.CodeUnavailable:
							unknown++
						default:
							t.Error(err)
						}
					})
				}
				work.Wait()
				c.Delay(40 * time.Millisecond)
				c.settle(t, time.Minute)
				c.same(t)
				users, err := c.regions["c"].Users(t.Context(), of)
				if err != nil || len(users) != 12 && unknown == 0 || len(users) < len(made) || len(made) == 0 {
					t.Errorf("%d users, %d were made, %d unknown: %v", len(users), len(made), unknown, err)
				}
			})
		})
	}
}

// A region that is cut off says so, and writes nothing; the others go on. It has what they did when it is back.
func TestLedger_ARegionIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t, 1, 1, nil)
		defer c.end()
		a, b, cut := c.regions["a"], c.regions["b"], c.regions["c"]
		of := a.brokerage(t, "Harbor")
		if err := a.add(t.Context(), of, "ann@demo.test"); err != nil {
			t.Fatal(err)
		}
		c.settle(t, time.Minute)
		c.Isolate("c")
		start := time.Now()
		if err := cut.add(t.Context(), of, "early@demo.test"); crm.CodeOf(err) != crm.CodeUnavailable ||
			time.Since(start) > 11*time.Second {
			t.Error(err, time.Since(start))
		}
		cut.alone.Store(true) // it hears no beats
		start = time.Now()
		if err := cut.add(t.Context(), of, "late@demo.test"); crm.CodeOf(err) != crm.CodeUnavailable ||
			time.Since(start) > 0 {
			t.Error("it was not said at once", err, time.Since(start))
		}
		if err := b.add(t.Context(), of, "bob@demo.test"); err != nil {
			t.Error(err)
		}
		if user, err := a.UserByEmail(t.Context(), "ann@demo.test"); err != nil {
			t.Error(err)
		} else if err := a.SetDisabled(t.Context(), user.ID, true); err != nil {
			t.Error(err)
		}
		if user, err := cut.UserByEmail(t.Context(), "ann@demo.test"); err != nil || user.Disabled {
			t.Error(user, err)
		}
		c.HealAll()
		cut.alone.Store(false)
		c.settle(t, 10*time.Second)
		c.same(t)
		if user, err := cut.UserByEmail(t.Context(), "ann@demo.test"); err != nil || !user.Disabled {
			t.Error(user, err)
		}
		if users, err := cut.Users(t.Context(), of); err != nil || len(users) != 2 {
			t.Error(users, err)
		}
		if err := cut.add(t.Context(), of, "late@demo.test"); err != nil {
			t.Error(err)
		}
		if cut.applied.Load() == 0 {
			t.Error("nobody was told that rights have changed")
		}
	})
}

// The region where the leader is dies: others append by themselves.
func TestLedger_TheLeadersRegionDoesNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t, 1, 1, nil)
		defer c.end()
		of := c.regions["c"].brokerage(t, "Harbor")
		c.settle(t, time.Minute)
		c.Cut("a", "c") // c reaches b alone, whose leader is a
		for i := range 5 {
			if err := c.regions["c"].add(t.Context(), of, fmt.Sprintf("u%d@demo.test", i)); err != nil {
				t.Error(err)
			}
		}
		c.HealAll()
		c.settle(t, 10*time.Second)
		c.same(t)
	})
}

// What is not sealed, or does not follow, is applied nowhere. It stops what needs the order; edits go on.
func TestLedger_AForgedEntryStopsAppends(t *testing.T) {
	for name, forge := range map[string]func(c *cluster, of crm.ID, previous crm.Hash) []byte{
		"no seal": func(*cluster, crm.ID, crm.Hash) []byte { return make([]byte, 300) },
		"another secret": func(c *cluster, of crm.ID, previous crm.Hash) []byte {
			return wire.NewPort(wire.PortConfig{Network: c.Region("b"), Region: "b", Regions: names, Boot: 1,
				Keys: wire.NewKeys([]byte("another secret"))}).SealRow(of, previous, []byte("{}"))
		},
		"another brokerage's": func(c *cluster, _ crm.ID, previous crm.Hash) []byte {
			return c.regions["b"].port.SealRow(crm.ID{5}, previous, []byte("{}"))
		},
		"out of the chain": func(c *cluster, of crm.ID, _ crm.Hash) []byte {
			page, err := c.regions["b"].LedgerPage(context.Background(), 1, 1)
			if err != nil {
				panic(err)
			}
			return c.regions["b"].port.SealRow(of, page[0].Previous, page[0].Data)
		},
		"of a newer program": func(c *cluster, of crm.ID, previous crm.Hash) []byte {
			return c.regions["b"].port.SealRow(of, previous, []byte(`{"kind":"user.sold"}`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCluster(t, 1, 1, nil)
				defer c.end()
				of := c.regions["a"].brokerage(t, "Harbor")
				c.settle(t, time.Minute)
				seq, previous, err := c.regions["a"].LedgerHead(t.Context(), of)
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				if _, err := c.Region("b").Append(ctx, wire.RowsSubject(of), seq, forge(c, of, previous)); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
				for _, name := range names {
					r := c.regions[name]
					if r.ledger.Stopped() == nil || r.ledger.Position() != seq {
						t.Errorf("region %s goes on at %d", name, r.ledger.Position())
					}
					start := time.Now()
					if err := r.add(t.Context(), of, "ann@demo.test"); crm.CodeOf(err) != crm.CodeUnavailable ||
						time.Since(start) > 0 {
						t.Error(err, time.Since(start))
					}
					record := &crm.Record{ID: crm.ID{9}, Type: "lead", Row: crm.Row{Broker: of}}
					if _, err := r.Commit(t.Context(), &crm.Write{Document: record.ID, Of: record.ID,
						Record: record}); err != nil {
						t.Error("an edit was refused", err)
					}
				}
			})
		})
	}
}

// The first region had a ledger before there were others: they begin with what it has.
func TestLedger_RegionsThatAreAddedPullWhatTheyLack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var of crm.ID
		c := newCluster(t, 1, 32, func(name string, s *store.Store) {
			if name != "a" {
				return
			}
			var err error
			if of, err = s.Brokerage(t.Context(), "Harbor"); err != nil {
				t.Fatal(err)
			}
			for i := range 30 {
				if err := s.AddUser(t.Context(), &crm.User{Email: fmt.Sprintf("u%d@demo.test", i), Name: "N",
					Role: crm.RoleAgent, Broker: of}, "hash"); err != nil {
					t.Fatal(err)
				}
			}
		})
		defer c.end()
		time.Sleep(30 * time.Second)
		for _, name := range names {
			if err := c.regions[name].add(t.Context(), of, name+"@demo.test"); err != nil {
				t.Error(err)
			}
		}
		c.settle(t, 10*time.Second)
		c.same(t)
		if users, err := c.regions["c"].Users(t.Context(), of); err != nil || len(users) != 33 {
			t.Error(len(users), err)
		}
	})
}

// Regions that begin empty pull what came before the stream as soon as they learn where it begins, although nobody
// changes anything.
func TestLedger_EmptyRegionsPullWithoutAnEntry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t, 1, 1, func(name string, s *store.Store) {
			if name != "a" {
				return
			}
			for i := range 30 {
				if _, err := s.Brokerage(t.Context(), fmt.Sprint("Harbor ", i)); err != nil {
					t.Fatal(err)
				}
			}
		})
		defer c.end()
		c.Wipe(30) // the stream begins after what a has
		time.Sleep(5 * time.Second)
		c.first.Store(31) // which becomes known only now
		time.Sleep(5 * time.Second)
		for _, name := range names {
			if at := c.regions[name].ledger.Position(); at != 30 {
				t.Errorf("region %s is at %d", name, at)
			}
		}
		c.same(t)
	})
}

// All regions lose the stream. Nobody appends until it was made again after what all have; then all go on.
func TestLedger_TheStreamIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t, 1, 1, nil)
		defer c.end()
		of := c.regions["a"].brokerage(t, "Harbor")
		if err := c.regions["a"].add(t.Context(), of, "ann@demo.test"); err != nil {
			t.Fatal(err)
		}
		c.settle(t, time.Minute)
		c.Wipe(0)
		time.Sleep(30 * time.Second)
		for _, name := range names {
			if err := c.regions[name].add(t.Context(), of, name+"@demo.test"); crm.CodeOf(err) != crm.CodeUnavailable {
				t.Errorf("region %s: %v, %v", name, err, c.regions[name].ledger.Stopped())
			}
		}
		c.Wipe(2)
		c.first.Store(3)
		time.Sleep(30 * time.Second)
		for _, name := range names {
			if err := c.regions[name].add(t.Context(), of, name+"@demo.test"); err != nil {
				t.Errorf("region %s: %v", name, errors.Join(err, c.regions[name].ledger.Stopped()))
			}
		}
		c.settle(t, 10*time.Second)
		c.same(t)
	})
}
