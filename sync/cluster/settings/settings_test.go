package settings_test

import (
	"encoding/json"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	"roomkey/sync/cluster/follow/followtest"
	"roomkey/sync/cluster/settings"
	"roomkey/sync/cluster/wire/wiretest"
)

var names = followtest.Names

// cluster is three regions.
type cluster struct {
	*wiretest.World
	t       *testing.T
	regions map[string]*region
}

// region is a region with its settings.
type region struct {
	*followtest.Region
	dir   string
	given atomic.Int64 // settings that were told or pulled
}

// open starts a region, with the data of before if there is some.
func (c *cluster) open(name, dir string, boot uint64) {
	c.t.Helper()
	r := &region{dir: dir}
	followtest.Open(c.t, c.World, followtest.Options{Name: name, Dir: dir, Boot: boot},
		func(f *followtest.Region) followtest.Follower {
			r.Region = f
			return settings.New(settings.Config{Port: f.Port, Regions: names, Store: r, There: f.There})
		})
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

// inRegions runs a test in three regions, 40 ms apart, that know a brokerage, with a user of it whom nobody knows yet.
func inRegions(t *testing.T, test func(t *testing.T, c *cluster, u *crm.User)) {
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
		test(t, c, &crm.User{Email: "ann@demo.test", Name: "N", Role: crm.RoleAgent, Broker: broker})
	})
}

// pass lets a bubble's time pass.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// What is set in one region shows in the others after the network's delay. What was missed during a cut, or told by a
// region that is gone, comes; so does what is of a user who is not known yet.
func TestSettings_ComeToEveryRegion(t *testing.T) {
	inRegions(t, func(t *testing.T, c *cluster, u *crm.User) {
		c.Isolate("c") // it does not know the user yet
		pass(10 * time.Second)
		if err := c.regions["a"].AddUser(t.Context(), u, "hash"); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		c.set("a", u.ID, `{"theme":"dark"}`)
		pass(100 * time.Millisecond)
		c.want(u.ID, `{"theme":"dark"}`, "a", "b")

		c.regions["a"].Stop() // c has heard nothing of it, and has it from b
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
			c.regions[name].Stop()
		}
	})
}
