package sync_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/volume"
	"roomkey/store/storetest"
)

// Devices edit one record at the same time, by themselves and through REST. Links are cut, and the server loses changes
// that it had not stored. In the end all devices hold the same, and everything that was called saved is there.
func TestSimulation_DevicesConverge(t *testing.T) {
	for _, seed := range seeds(volume.Of(t, 12, "histories of devices")) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { simulate(t, rand.New(rand.NewPCG(seed, 0))) })
	}
}

func simulate(t *testing.T, chance *rand.Rand) {
	dir := storetest.Dir(t)
	hub := openHubIn(t, dir)
	rec := hub.newLead("Ann")
	var devices []*device
	for _, user := range []*crm.User{&agent, &mate, &lead, &broker, &agent} {
		d := hub.open(user, rec.ID)
		d.untilField("name", `"Ann"`)
		devices = append(devices, d)
	}
	online := make(map[*device]bool)
	for _, d := range devices {
		online[d] = true
	}
	fields := []string{"name", "source", "sourceDetail", "lostReason"}
	for step := range 120 {
		d := devices[chance.IntN(len(devices))]
		switch n := chance.IntN(20); {
		case n < 11:
			d.change(d.text(fields[chance.IntN(len(fields))], fmt.Sprintf("%d by %s", step, d.user.Name)))
			if online[d] {
				d.say()
			}
		case n < 13 && online[d]:
			d.disconnect()
			online[d] = false
		case n < 15 && !online[d]:
			d.connect(hub)
			online[d] = true
		case n < 17:
			hub.patch(d.user, rec.ID, fields[chance.IntN(len(fields))], fmt.Sprintf("%d by REST", step))
		case n == 17 && step%3 == 0:
			hub.storage.failure.Store(crm.Errorf(crm.CodeUnavailable, "the disk is full"))
			for _, d := range devices {
				if online[d] {
					d.set(fields[chance.IntN(len(fields))], fmt.Sprintf("%d before the crash", step))
					d.read()
				}
			}
			hub.close()
			engines.Drop(rec.ID) // they die with the server
			hub = openHubIn(t, dir)
			for _, d := range devices {
				if online[d] {
					d.disconnect()
					d.connect(hub)
				}
			}
		default:
			d.read()
		}
		if online[d] {
			d.read()
		}
	}
	converge(t, hub, rec.ID, devices, online)
}

// converge connects everybody and reads until every device holds what is stored.
func converge(t *testing.T, hub *testHub, id crm.ID, devices []*device, online map[*device]bool) {
	t.Helper()
	agree(t, devices, online, hub, func() []crm.Hash { return hub.stored(id).Heads })
	rec := hub.stored(id)
	for _, name := range []string{"name", "source", "sourceDetail", "lostReason"} {
		for _, d := range devices {
			if raw, _ := d.ops.Root(name); string(raw) != string(rec.Fields[name]) {
				t.Errorf("%s has %s for %s, the projection %s", d.user.Name, raw, name, rec.Fields[name])
			}
		}
	}
	for _, d := range devices {
		d.mu.Lock()
		for h := range d.saved {
			if !d.graph.Has(h) {
				t.Error("a saved change is lost")
			}
		}
		d.mu.Unlock()
	}
}

// agree connects the devices and waits until all have the stored heads.
func agree(t *testing.T, devices []*device, online map[*device]bool, hub *testHub, stored func() []crm.Hash) {
	t.Helper()
	for _, d := range devices {
		if !online[d] {
			d.connect(hub)
		}
	}
	same := func() bool {
		heads := stored()
		for _, d := range devices {
			if !slices.Equal(d.graph.Heads(), heads) {
				return false
			}
		}
		return true
	}
	deadline := time.Now().Add(patience)
	for !same() {
		if time.Now().After(deadline) {
			for _, d := range devices {
				t.Logf("%s has %d changes, heads %v", d.user.Name, d.graph.Len(), d.graph.Heads())
			}
			t.Fatalf("no agreement: stored heads are %v", stored())
		}
		for _, d := range devices {
			d.read()
		}
		time.Sleep(time.Millisecond) // a poll of a condition with a deadline
	}
}

func seeds(n int) (list []uint64) {
	for i := range n {
		list = append(list, uint64(i+1))
	}
	return list
}
