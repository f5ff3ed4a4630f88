// Package followtest opens regions in one process, each with a database, for tests of what they follow of each other.
// It refuses to know what that is: who opens a region makes it.
//
//	r := followtest.Open(t, world, followtest.Options{Name: "a", Dir: dir, Boot: 1},
//		func(r *followtest.Region) followtest.Follower {
//			return settings.New(settings.Config{Port: r.Port, Regions: followtest.Names, Store: r.Store})
//		})
package followtest

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"roomkey/store"
	"roomkey/sync/cluster/beat"
	"roomkey/sync/cluster/ledger"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// Names are those of all regions.
var Names = []string{"a", "b", "c"}

// Keys are those of all regions.
var Keys = wire.NewKeys([]byte("a secret of the tests, of 32 bytes"))

// Follower is what follows other regions.
type Follower interface {
	Run(ctx context.Context) error
	Changed(region string, there bool)
}

// Options say which region is opened.
type Options struct {
	Name  string
	Dir   string        // of its database, which may be there
	Boot  uint64        // of its server
	Ahead time.Duration // by how much its clock is
}

// Region is a store, the order of rows and a follower.
type Region struct {
	*store.Store
	Port   *wire.Port
	Ledger *ledger.Ledger
	There  func(region string) bool // whether another region is heard

	stop    func()
	mu      sync.Mutex // guards what follows
	refused map[string]int
}

// Open starts a region. make makes its follower, of a region that has all but that.
func Open(t testing.TB, world *wiretest.World, o Options, make func(*Region) Follower) *Region {
	t.Helper()
	r := &Region{refused: map[string]int{}}
	var err error
	r.Store, err = store.Open(t.Context(), store.Options{Dir: o.Dir, Random: rand.Reader, Serve: true, Region: o.Name,
		Now: func() time.Time { return time.Now().Add(o.Ahead) }})
	if err != nil {
		t.Fatal(err)
	}
	r.Port = wire.NewPort(wire.PortConfig{Network: world.Region(o.Name), Region: o.Name, Regions: Names, Boot: o.Boot,
		Keys: Keys, Refused: r.refuse})
	var follower Follower
	board := beat.New(beat.Config{Port: r.Port, Regions: Names, Members: len(Names),
		Own:     func() wire.Beat { return wire.Beat{Holds: true, Wire: wire.Version} },
		Changed: func(region string, there bool) { follower.Changed(region, there) }})
	r.There = board.There
	r.Ledger = ledger.New(ledger.Config{Port: r.Port, Rows: world.Region(o.Name), Store: r.Store, Regions: Names,
		Reaches: board.Majority})
	if err := r.OrderBy(t.Context(), r.Ledger); err != nil {
		t.Fatal(err)
	}
	follower = make(r)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, run := range []func(context.Context) error{board.Run, r.Ledger.Run, follower.Run} {
		running.Go(func() {
			if err := run(ctx); err != nil {
				t.Error(o.Name, err)
			}
		})
	}
	r.stop = func() {
		cancel()
		running.Wait()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	return r
}

// Stop ends the region.
func (r *Region) Stop() { r.stop() }

func (r *Region) refuse(reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refused[reason]++
}

// Refused is how many messages the region has refused for a reason.
func (r *Region) Refused(reason string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.refused[reason]
}
