package beat_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/beat"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

const originA, originB = "a-1", "b-1"

var all = []string{"a", "b", "c"}

// cluster is three regions that beat.
type cluster struct {
	world  *wiretest.World
	boards map[string]*beat.Board
	mu     sync.Mutex // guards own
	own    map[string]wire.Beat
	events []string      // what a was told of the others' coming and going
	hiding time.Duration // how long a takes to note that one has gone
}

// run has regions beat until the test's bubble ends. a lists a witness last.
func run(t *testing.T, regions ...string) *cluster {
	t.Helper()
	c := &cluster{world: wiretest.New(t, 1, all...), boards: make(map[string]*beat.Board), own: map[string]wire.Beat{
		"a": {Holds: true, Have: wire.Vector{originA: 10, originB: 5}, Ledger: 7, Schema: 39, Wire: 1, Leader: "b"},
		"b": {Holds: true, Have: wire.Vector{originA: 6, originB: 8}, Ledger: 9, Schema: 38, Wire: 1},
		"c": {Have: wire.Vector{}, Schema: 40, Wire: 1},
	}}
	c.world.Delay(40 * time.Millisecond)
	for i, name := range regions {
		c.start(t, name, uint64(i)+1)
	}
	return c
}

// start has a region beat by a server with a number.
func (c *cluster) start(t *testing.T, name string, boot uint64) {
	t.Helper()
	port := wire.NewPort(wire.PortConfig{Network: c.world.Region(name), Region: name, Regions: all,
		Boot: boot, Keys: wire.NewKeys([]byte("a secret of more than 32 bytes, for tests"))})
	board := beat.New(beat.Config{Port: port, Regions: all, Members: 3,
		Own: func() wire.Beat {
			c.mu.Lock()
			defer c.mu.Unlock()
			own := c.own[name]
			own.Have = maps.Clone(own.Have)
			return own
		},
		Changed: func(region string, there bool) {
			if name == "a" {
				if !there {
					time.Sleep(c.hiding)
				}
				c.events = append(c.events, fmt.Sprint(region, " ", there))
			}
		}})
	c.boards[name] = board
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- board.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestBoard_TellsWhoIsThereAndHowFarBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := run(t, "a", "b", "c")
		pass(1500 * time.Millisecond)
		s := c.boards["a"].Look()
		want := []beat.Region{
			{Name: "a", State: beat.StateHere, Connected: true, Member: true, Position: 7, Behind: 2,
				Schema: 39, Version: 1},
			{Name: "b", State: beat.StateThere, Connected: true, Member: true, Silent: 0.5, Lacks: 4,
				Missing: 3, Position: 9, Schema: 38, Version: 1},
			{Name: "c", State: beat.StateThere, Connected: true, Member: true, Witness: true, Silent: 0.5, Schema: 40,
				Version: 1},
		}
		if s.Region != "a" || s.Leader != "b" || !slices.Equal(s.Regions, want) {
			t.Errorf("a sees %+v", s)
		}
		if speaks := c.boards["a"].Speaks("b"); speaks != 1 {
			t.Errorf("b speaks version %d", speaks)
		}
		if schema, version := c.boards["a"].Oldest(); schema != 38 || version != 1 {
			t.Errorf("the oldest are %d and %d", schema, version)
		}
		if last, ok := c.boards["a"].Complete(); !ok || last != 9 {
			t.Errorf("the last entry is %d, %v", last, ok)
		}
	})
}

// A region counts as silent after six seconds, and has no majority after three.
func TestBoard_NoticesACut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := run(t, "a", "b", "c")
		pass(1500 * time.Millisecond)
		c.world.Isolate("a")
		pass(2 * time.Second)
		if !c.boards["a"].Majority() || !c.boards["a"].There("b") {
			t.Error("two lost beats are no cut yet")
		}
		pass(time.Second)
		if c.boards["a"].Majority() || !c.boards["b"].Majority() {
			t.Error("after three seconds, a alone has no majority")
		}
		pass(4 * time.Second)
		if c.boards["a"].There("b") || !c.boards["b"].There("c") || !c.boards["a"].There("a") {
			t.Error("after six seconds, a has nobody and the others have each other")
		}
		if _, complete := c.boards["a"].Complete(); complete {
			t.Error("what silent regions have applied meanwhile is not known")
		}
		c.world.HealAll()
		pass(1500 * time.Millisecond)
		if !c.boards["a"].Majority() || !c.boards["b"].There("a") {
			t.Error("healed, all are there")
		}
		slices.Sort(c.events)
		want := []string{"b false", "b true", "b true", "c false", "c true", "c true"}
		if !slices.Equal(c.events, want) {
			t.Errorf("a was told %q", c.events)
		}
	})
}

// The order of rows is made anew only where nobody can know of a later entry.
func TestBoard_IsCompleteWhenAllWereHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := run(t, "a", "b")
		pass(5 * time.Second)
		if last, ok := c.boards["a"].Complete(); ok {
			t.Errorf("c was never heard, and the last entry is %d", last)
		}
		if !c.boards["a"].Majority() {
			t.Error("two of three are a majority")
		}
		if state := c.boards["a"].Look().Regions[2].State; state != beat.StateUnseen {
			t.Errorf("c is %s", state)
		}
	})
}

// A server that is back before anybody has noticed knows nothing of what it told.
func TestBoard_NoticesANewServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := run(t, "a", "b")
		pass(1500 * time.Millisecond)
		c.start(t, "b", 9)
		pass(1500 * time.Millisecond)
		if want := []string{"b true", "b false", "b true"}; !slices.Equal(c.events, want) {
			t.Errorf("a was told %q", c.events)
		}
	})
}

// However long it takes to note that regions have gone, the last that is told of a region is what it is.
func TestBoard_TellsOfComingAndGoingInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := run(t, "a", "b", "c")
		c.hiding = 3 * time.Second
		pass(1500 * time.Millisecond)
		c.world.Isolate("a")
		pass(beat.Silence + 500*time.Millisecond)
		c.world.HealAll()
		pass(20 * time.Second)
		last := map[string]string{}
		for _, event := range c.events {
			region, there, _ := strings.Cut(event, " ")
			last[region] = there
		}
		if last["b"] != "true" || last["c"] != "true" || !c.boards["a"].There("b") || !c.boards["a"].There("c") {
			t.Errorf("a was told %q", c.events)
		}
	})
}

// Every start of a region begins a log. However many there are, each region knows exactly what another one lacks.
func TestBoard_CountsTheEntriesOfAnyNumberOfLogs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := run(t)
		for _, name := range []string{"a", "b"} {
			own := c.own[name]
			own.Have = wire.Vector{}
			for n := range uint64(1500) {
				own.Have[crm.Origin{Region: "c", Start: n + 1}.String()] = 7
			}
			own.Have[originA] = 10
			c.own[name] = own
		}
		c.start(t, "a", 1)
		c.start(t, "b", 2)
		pass(15 * time.Second)
		c.mu.Lock()
		c.own["b"].Have[originA] = 12
		c.mu.Unlock()
		pass(1500 * time.Millisecond)
		if b := c.boards["a"].Look().Regions[1]; b.Lacks != 0 || b.Missing != 2 {
			t.Errorf("b lacks %d and has %d more", b.Lacks, b.Missing)
		}
	})
}
