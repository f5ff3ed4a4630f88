package settings_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	"roomkey/sync/cluster/beat"
	"roomkey/sync/cluster/ledger"
	"roomkey/sync/cluster/settings"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

var names = []string{"a", "b", "c"}

var keys = wire.NewKeys([]byte("a secret of the tests, of 32 bytes"))

// cluster is three regions.
type cluster struct {
	*wiretest.World
	t       *testing.T
	regions map[string]*region
}

// region is a store, its settings and what they need.
type region struct {
	*store.Store
	dir   string
	stop  func()
	given atomic.Int64 // settings that were told or pulled
}

// open starts a region, with the data of before if there is some.
func (c *cluster) open(name, dir string, boot uint64) {
	c.t.Helper()
	r := &region{dir: dir}
	var err error
	r.Store, err = store.Open(c.t.Context(), store.Options{Dir: dir, Random: rand.Reader, Serve: true, Region: name})
	if err != nil {
		c.t.Fatal(err)
	}
	port := wire.NewPort(wire.PortConfig{Network: c.Region(name), Region: name, Regions: names, Boot: boot, Keys: keys,
		Refused: func(string) {}})
	var told *settings.Settings
	board := beat.New(beat.Config{Port: port, Regions: names, Members: 3,
		Own:     func() wire.Beat { return wire.Beat{Holds: true, Wire: wire.Version} },
		Changed: func(region string, there bool) { told.Changed(region, there) }})
	told = settings.New(settings.Config{Port: port, Regions: names, Store: r, There: board.There})
	rows := ledger.New(ledger.Config{Port: port, Rows: c.Region(name), Store: r.Store, Regions: names,
		Reaches: board.Majority})
	if err := r.OrderBy(c.t.Context(), rows); err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, run := range []func(context.Context) error{board.Run, rows.Run, told.Run} {
		running.Go(func() {
			if err := run(ctx); err != nil {
				c.t.Error(name, err)
			}
		})
	}
	r.stop = func() {
		cancel()
		running.Wait()
		if err := r.Close(); err != nil {
			c.t.Error(err)
		}
	}
	c.regions[name] = r
}

func (c *cluster) set(name string, user crm.ID, values string) {
	c.t.Helper()
	if _, err := c.regions[name].SetPreferences(c.t.Context(), user,
		func(store.Preferences) (json.RawMessage, error) { return json.RawMessage(values), nil }); err != nil {
		c.t.Fatal(err)
	}
}

func (c *cluster) want(user crm.ID, values string, where ...string) {
	c.t.Helper()
	for _, name := range where {
		got, err := c.regions[name].Preferences(c.t.Context(), user)
		if err != nil || string(got.Values) != values {
			c.t.Errorf("%s has %s (%v), want %s", name, got.Values, err, values)
		}
	}
}

// pass lets a bubble's time pass.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// What is set in one region shows in the others after the network's delay. What was missed during a cut, or told by a
// region that is gone, comes; so does what is of a user who is not known yet.
func TestSettings_ComeToEveryRegion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &cluster{World: wiretest.New(t, 1, names...), t: t, regions: make(map[string]*region)}
		c.Delay(40 * time.Millisecond)
		for i, name := range names {
			c.open(name, storetest.Dir(t), uint64(i)+1)
		}
		pass(10 * time.Second)
		broker, err := c.regions["a"].Brokerage(t.Context(), "Harbor")
		if err != nil {
			t.Fatal(err)
		}
		u := &crm.User{Email: "ann@demo.test", Name: "N", Role: crm.RoleAgent, Broker: broker}
		c.Isolate("c") // it does not know the user yet
		pass(10 * time.Second)
		if err := c.regions["a"].AddUser(t.Context(), u, "hash"); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		c.set("a", u.ID, `{"theme":"dark"}`)
		pass(100 * time.Millisecond)
		c.want(u.ID, `{"theme":"dark"}`, "a", "b")

		c.regions["a"].stop() // c has heard nothing of it, and has it from b
		c.Heal("b", "c")
		pass(90 * time.Second)
		c.want(u.ID, `{"theme":"dark"}`, "b", "c")
		c.set("c", u.ID, `{"size":1,"theme":"dark"}`)
		c.set("b", u.ID, `{"theme":"light"}`)
		c.HealAll()
		c.open("a", c.regions["a"].dir, 9)
		pass(30 * time.Second)
		c.want(u.ID, `{"size":1,"theme":"light"}`, names...)
		for _, name := range names {
			c.regions[name].stop()
		}
	})
}
