package ledger_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	"roomkey/sync/cluster/ledger"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

var names = []string{"a", "b", "c"}

var keys = wire.NewKeys([]byte("a secret of the tests, of 32 bytes"))

// cluster is three regions, each with a store and a ledger.
type cluster struct {
	*wiretest.World
	regions map[string]*region
	first   atomic.Uint64 // the place where the stream began
	ended   []func()
}

type region struct {
	*store.Store
	ledger  *ledger.Ledger
	port    *wire.Port
	refused atomic.Int64
	applied atomic.Int64
	alone   atomic.Bool
	first   atomic.Uint64 // entries before it are not in its ledger any more
	kept    atomic.Uint64 // as KeepLedger was told last
}

// shortened is a store without its oldest entries.
type shortened struct {
	*store.Store
	of *region
}

func (s shortened) LedgerPage(ctx context.Context, from uint64, bytes int) ([]crm.OrderedEntry, error) {
	if from < s.of.first.Load() {
		return nil, nil
	}
	return s.Store.LedgerPage(ctx, from, bytes)
}

func (s shortened) KeepLedger(applied uint64) {
	s.of.kept.Store(applied)
	s.Store.KeepLedger(applied)
}

// newCluster makes a cluster within a bubble of synctest, whose stream begins at a place. prepare is called with each
// store before its ledger runs.
func newCluster(t *testing.T, seed, first uint64, prepare func(name string, s *store.Store)) *cluster {
	t.Helper()
	return newClusterBy(t, seed, first, func(r wire.Rows) wire.Rows { return r }, prepare)
}

// newClusterBy is newCluster where what rows makes of each region's stream stands in its place.
func newClusterBy(t *testing.T, seed, first uint64, rows func(wire.Rows) wire.Rows,
	prepare func(name string, s *store.Store)) *cluster {
	t.Helper()
	c := &cluster{World: wiretest.New(t, seed, names...), regions: map[string]*region{}}
	c.Delay(40 * time.Millisecond)
	c.Wipe(first - 1)
	c.first.Store(first)
	for _, name := range names {
		s, err := store.Open(t.Context(), store.Options{Dir: storetest.Dir(t), Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		if prepare != nil {
			prepare(name, s)
		}
		r := &region{Store: s}
		c.regions[name] = r
		r.port = wire.NewPort(wire.PortConfig{Network: c.Region(name), Region: name, Regions: names, Boot: 7,
			Keys: keys, Refused: func(string) { r.refused.Add(1) }})
		r.ledger = ledger.New(ledger.Config{Port: r.port, Rows: rows(c.Region(name)), Store: shortened{s, r},
			Regions: names, First: c.first.Load, Reaches: func() bool { return !r.alone.Load() },
			Applied: func() { r.applied.Add(1) }})
		if err := s.OrderBy(t.Context(), r.ledger); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- r.ledger.Run(ctx) }()
		c.ended = append(c.ended, func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(name, err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return c
}

func (c *cluster) end() {
	for _, end := range c.ended {
		end()
	}
}

// settle waits until all regions have applied the same entries, at most for a time.
func (c *cluster) settle(t *testing.T, most time.Duration) {
	t.Helper()
	start := time.Now()
	for {
		at := func(region string) uint64 { return c.regions[region].ledger.Position() }
		if a := at("a"); a == at("b") && a == at("c") {
			time.Sleep(300 * time.Millisecond) // of the bubble: what is under way arrives
			if at("a") == a && at("b") == a && at("c") == a {
				return
			}
		}
		if time.Since(start) > most {
			t.Fatalf("the regions are at %d, %d and %d after %v", at("a"), at("b"), at("c"), most)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// same holds all regions against a: the same entries, and the same users.
func (c *cluster) same(t *testing.T) {
	t.Helper()
	want := c.regions["a"].describe(t)
	for _, name := range names[1:] {
		if got := c.regions[name].describe(t); got != want {
			t.Errorf("region %s has\n%s\na has\n%s", name, got, want)
		}
	}
}

func (r *region) describe(t *testing.T) (text string) {
	t.Helper()
	page, err := r.LedgerPage(t.Context(), 1, 10<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page {
		text += fmt.Sprintf("%d %s %x\n", e.Seq, e.Broker, e.Hash())
	}
	brokers, err := r.Brokerages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, broker := range brokers {
		users, err := r.Users(t.Context(), broker)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range users {
			text += fmt.Sprintf("%+v\n", *u)
		}
	}
	return text
}

func (r *region) add(ctx context.Context, broker crm.ID, email string) error {
	return r.AddUser(ctx, &crm.User{Email: email, Name: "N", Role: crm.RoleAgent, Broker: broker}, "hash")
}

func (r *region) brokerage(t *testing.T, name string) crm.ID {
	t.Helper()
	of, err := r.Brokerage(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return of
}
