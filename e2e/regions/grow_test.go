package regions_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// Three regions become five while people write and sign in, by the steps of "Add regions" in docs/operations.md: new
// regions begin with a backup of one that is there, then those that were there get the longer list, one after the
// other. Nothing that was acknowledged is lost, rows go on, and the new regions lack nothing. Then the others outlive a
// member, and both regions that are none.
func TestSoak_ThreeRegionsBecomeFive(t *testing.T) {
	volume.Soak(t)
	r := roomkeytest.PrepareRegions(t, "abcde", map[string]time.Duration{"ab": 40 * time.Millisecond,
		"ac": 90 * time.Millisecond, "bc": 125 * time.Millisecond, "ad": 110 * time.Millisecond,
		"ae": 150 * time.Millisecond})
	r.StartFirst(3)
	door, token := newProxy(r), r.Region("a").Personal(demo.Broker.Email)
	listings := r.Region("a").Shared("listings", 6)
	acknowledged := make([]atomic.Int64, len(listings))
	ctx, end := context.WithCancel(t.Context())
	defer end()
	var working sync.WaitGroup
	for i := range listings {
		working.Go(func() { write(ctx, door, i, token, listings[i].ID, &acknowledged[i]) })
	}
	working.Go(func() { door.watch(ctx) })

	for _, name := range []string{"d", "e"} {
		s, backup := r.Region(name), filepath.Join(t.TempDir(), "backup")
		if said, err := roomkeytest.Told(t, "backup", "--data", r.Region("a").Dir, backup); err != nil {
			t.Fatalf("backup: %v\n%s", err, said)
		}
		replaceData(s, backup)
		s.Start()
	}
	for _, name := range []string{"a", "b", "c"} {
		s := r.Region(name)
		r.ListAll(name)
		if code := s.Terminate(); code != 0 {
			t.Errorf("%s ends with %d", name, code)
		}
		s.Start()
		makesRows(r, name, "b") // as the page says: the next one when this one is ready
	}
	r.AllWell()
	before := make([]int64, len(listings))
	for i := range listings {
		before[i] = acknowledged[i].Load()
	}
	makesRows(r, "d", "e")
	makesRows(r, "e", "a")
	saves(r.Region("e"), open(r.Region("e"), listings[0].Key(t)), "City", "In the fifth region")
	end()
	working.Wait()
	for i := range listings {
		last := acknowledged[i].Load()
		t.Logf("listing %d: %d edits were acknowledged, %d of them before the regions were five", i, last-1_000_000,
			before[i]-1_000_000)
		if last == before[i] {
			t.Errorf("nothing was written to %s by the end", listings[i].ID)
		}
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			roomkeytest.Eventually(t, fmt.Sprintf("%s shows the last edit that was acknowledged", name), func() bool {
				return price(r.Region(name), token, listings[i].ID) >= last
			})
		}
	}
	shows(r.Region("b"), listings[0].Key(t), "City", "In the fifth region")
	outlives(t, r, "b", "acde", listings[0].Key(t))
	outlives(t, r, "de", "abc", listings[0].Key(t))
	sameEverywhere(t, r, "abcde", listings, nil)
	areSound(r, "abcde")
}

// outlives kills some regions at once: in each other one edits and rows go on, and come to them when they are back.
func outlives(t *testing.T, r *roomkeytest.Regions, killed, others string, listing crm.ID) {
	t.Helper()
	began := time.Now()
	for _, name := range killed {
		r.Region(string(name)).Kill()
	}
	for i, name := range others {
		s, after := r.Region(string(name)), others[(i+1)%len(others)]
		saves(s, open(s, listing), "City", fmt.Sprintf("%c, without %s", name, killed))
		shows(r.Region(string(after)), listing, "City", fmt.Sprintf("%c, without %s", name, killed))
		makesRows(r, string(name), string(after))
	}
	t.Logf("without %s, all others have made a row and an edit after %s", killed,
		time.Since(began).Round(time.Millisecond))
	last := fmt.Sprintf("%c, without %s", others[len(others)-1], killed)
	for _, name := range killed {
		r.Region(string(name)).Start()
	}
	r.AllWell()
	for i, name := range killed {
		shows(r.Region(string(name)), listing, "City", last)
		makesRows(r, string(name), string(others[i]))
	}
}
