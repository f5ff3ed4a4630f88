package regions_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
)

// people are who is in one room, by device, as somebody there is told.
type people struct {
	mu   sync.Mutex        // guards what follows
	are  map[string]string // the status of each
	gone []string          // who was told to be gone
}

func (p *people) take(raw []byte) {
	var device struct{ Device, Status string }
	if cbor.Unmarshal(raw, &device) != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.are[device.Device] = device.Status; device.Status == "offline" {
		p.gone = append(p.gone, device.Device)
	}
}

// lacks names those who are not shown as there.
func (p *people) lacks(devices []string) (absent []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, device := range devices {
		if p.are[device] != "online" {
			absent = append(absent, device)
		}
	}
	return absent
}

// All regions are restarted one after the other while people of all of them are on one record. They come back by
// whichever region is ready, and nobody, in any region, is told meanwhile that somebody has gone.
func TestRolling_NobodyIsShownAsGone(t *testing.T) {
	volume.Soak(t)
	const watchers, others = 3, 9
	r := roomkeytest.PrepareRegions(t, "abc", delays)
	for _, name := range []string{"a", "b", "c"} {
		s := r.Region(name)
		s.Flags = append(s.Flags, "--drain", "8s", "--sockets-per-user", "0")
	}
	r.Start()
	door, token := newProxy(r), r.Region("a").Personal(demo.Agent1.Email)
	listing := r.Region("a").Shared("listings", 1)[0].Key(t)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	var staying sync.WaitGroup
	staying.Go(func() { door.watch(ctx) })
	var devices []string
	for i := range others {
		device := fmt.Sprint("device-", i)
		devices = append(devices, device)
		staying.Go(func() {
			stay(ctx, door, i, visitor{Options: testclient.Options{Token: token, PeerID: device},
				enters: func(c *testclient.Client) { staying.Go(func() { isThere(ctx, c, listing) }) }})
		})
	}
	seen := make([]*people, watchers)
	for i := range seen {
		shown := &people{are: make(map[string]string)}
		seen[i] = shown
		staying.Go(func() {
			enters := func(c *testclient.Client) { _ = c.Join(crm.RecordRoom(listing), "", 0) }
			stay(ctx, door, i, visitor{enters: enters,
				Options: testclient.Options{Token: token, PeerID: fmt.Sprint("watcher-", i),
					OnFrame: func(f testclient.Frame) {
						if f.Type == "presence" {
							shown.take(f.Raw)
						}
						for _, member := range f.Members {
							shown.take(member)
						}
					}}})
		})
	}
	allThere := func(when string) {
		t.Helper()
		for i, shown := range seen {
			roomkeytest.Eventually(t, fmt.Sprintf("%s, watcher %d is shown everybody", when, i), func() bool {
				return len(shown.lacks(devices)) == 0
			})
		}
	}
	allThere("at first")
	roll(t, r)
	allThere("in the end")
	end()
	staying.Wait()
	for i, shown := range seen {
		if len(shown.gone) > 0 {
			t.Errorf("watcher %d was told that these have gone: %v", i, shown.gone)
		}
	}
}

// isThere has a client say that it is on a record, as often as our client does, until it is closed.
func isThere(ctx context.Context, c *testclient.Client, listing crm.ID) {
	if c.Join(crm.RecordRoom(listing), "", 0) != nil {
		return
	}
	tick := time.NewTicker(15 * time.Second)
	defer tick.Stop()
	for c.Send(map[string]any{"type": "presence", "status": "online", "viewing": listing.String()}) == nil {
		select {
		case <-tick.C:
		case <-c.Done():
			return
		case <-ctx.Done():
			return
		}
	}
}
