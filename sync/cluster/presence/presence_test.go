package presence_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/presence"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// place is a region whose people are shown.
type place struct {
	*presence.Presence
	own  map[wire.DeviceKey]crm.Presence            // who is here
	sees map[string]map[wire.DeviceKey]crm.Presence // who is shown here, by region
	// heard is what was said elsewhere.
	heard []string
	stop  func()
}

func enter(t *testing.T, world *wiretest.World, name string, boot uint64) *place {
	t.Helper()
	p := &place{own: make(map[wire.DeviceKey]crm.Presence), sees: make(map[string]map[wire.DeviceKey]crm.Presence)}
	port := wire.NewPort(wire.PortConfig{Network: world.Region(name), Region: name, Regions: all, Boot: boot,
		Keys: wire.NewKeys([]byte("a secret of more than 32 bytes, for tests"))})
	p.Presence = presence.New(presence.Config{Port: port, Regions: all, Show: func(region string, d crm.Presence) {
		if p.sees[region] == nil {
			p.sees[region] = make(map[wire.DeviceKey]crm.Presence)
		}
		if key := wire.KeyOf(&d); d.Status == "" {
			delete(p.sees[region], key)
		} else {
			p.sees[region][key] = d
		}
	}, Pass: func(m crm.Ephemeral) {
		p.heard = append(p.heard, fmt.Sprintf("%s %s %s %d %s", m.Document, m.Sender, m.Session, m.Count, m.Data))
	}})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	p.stop = func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	return p
}

var all = []string{"a", "b"}

// does has a device do something, or go.
func (p *place) does(d crm.Presence) {
	if key := wire.KeyOf(&d); d.Status == "" {
		delete(p.own, key)
	} else {
		p.own[key] = d
	}
	p.Shown(d)
}

func someone(chance *rand.Rand) crm.Presence {
	user := crm.ID{0: byte(chance.IntN(5) + 1), 6: 0x40, 8: 0x80}
	return crm.Presence{Room: crm.RecordRoom(crm.ID{0: byte(chance.IntN(4) + 1), 6: 0x40, 8: 0x80}), User: user,
		Device: fmt.Sprint("device ", chance.IntN(40)), Status: []string{"online", "away", ""}[chance.IntN(3)],
		Viewing: chance.IntN(2) == 0, Editing: []string{"", "/title", "/private/commission"}[chance.IntN(3)]}
}

// pass lets a bubble's time pass.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// Whatever is lost, doubled, overtaken or cut on the way, in the end each region shows who is in the other.
func TestPresence_IsEqualInTheEnd(t *testing.T) {
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) {
			world := wiretest.New(t, seed, all...)
			world.Set(wiretest.Faults{Loss: 0.2, Double: 0.1, Reorder: 0.2, Delay: 40 * time.Millisecond,
				Jitter: 100 * time.Millisecond})
			chance := rand.New(rand.NewPCG(seed, 2))
			a, b := enter(t, world, "a", 1), enter(t, world, "b", 2)
			a.Changed("b", true)
			b.Changed("a", true)
			for range 300 {
				[]*place{a, b}[chance.IntN(2)].does(someone(chance))
				pass(time.Duration(chance.IntN(100)) * time.Millisecond)
				if chance.IntN(100) == 0 {
					world.Cut("a", "b")
				} else if chance.IntN(20) == 0 {
					world.HealAll()
				}
			}
			world.HealAll()
			world.Delay(40 * time.Millisecond)
			pass(20 * time.Second)
			if !maps.Equal(a.own, b.sees["a"]) || !maps.Equal(b.own, a.sees["b"]) {
				t.Errorf("a has %d and b sees %d; b has %d and a sees %d", len(a.own), len(b.sees["a"]), len(b.own),
					len(a.sees["b"]))
			}
			a.stop()
			b.stop()
		})
	}
}

// A silent region has nobody present. When it is heard again its table is asked for, however long it is.
func TestPresence_GoesWithItsRegion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, all...)
		a, b := enter(t, world, "a", 1), enter(t, world, "b", 2)
		defer a.stop()
		for i := range 1200 { // three pages
			b.does(crm.Presence{Room: crm.BrokerRoom(crm.ID{1}), User: crm.ID{2}, Device: fmt.Sprint(i),
				Status: "online"})
		}
		pass(time.Second)
		if len(a.sees["b"]) > 0 {
			t.Error("people of a region that was never heard are shown")
		}
		a.Changed("b", true)
		pass(time.Second)
		if !maps.Equal(a.sees["b"], b.own) {
			t.Errorf("a sees %d of %d", len(a.sees["b"]), len(b.own))
		}
		a.Changed("b", false)
		pass(0)
		if len(a.sees["b"]) > 0 {
			t.Errorf("%d people of a silent region are shown", len(a.sees["b"]))
		}
		b.stop()
		again := enter(t, world, "b", 3) // a server that knows nobody yet
		defer again.stop()
		again.does(crm.Presence{Room: crm.BrokerRoom(crm.ID{1}), User: crm.ID{2}, Device: "new", Status: "away"})
		a.Changed("b", true)
		pass(3 * time.Second)
		if !maps.Equal(a.sees["b"], again.own) {
			t.Errorf("a sees %v", a.sees["b"])
		}
	})
}
