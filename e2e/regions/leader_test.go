package regions_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// stall is how long rows may wait where the region that orders them is lost, or comes back.
const stall = 10 * time.Second

// checksItself has each region check itself each second, as it tells in its metrics.
func checksItself(r *roomkeytest.Regions, names string) {
	for _, name := range names {
		s := r.Region(string(name))
		s.Flags = append(s.Flags, "--self-check", "1s")
	}
}

// tells waits until a region's metrics have a value in a line.
func tells(t *testing.T, r *roomkeytest.Regions, region, name string, value float64) {
	t.Helper()
	roomkeytest.Eventually(t, region+" tells "+name, func() bool { return metric(t, r, region, name) == value })
}

// checksGood waits until two more checks of a region are good.
func checksGood(t *testing.T, r *roomkeytest.Regions, region string) {
	t.Helper()
	const good = `roomkey_self_check_total{result="good"}`
	before := metric(t, r, region, good)
	roomkeytest.Eventually(t, "checks are good in "+region, func() bool {
		return metric(t, r, region, good) >= before+2
	})
}

// rowsGoOn waits until each of some regions makes a row, of which all are asked at the same time, and bounds how long
// after a moment that is.
func rowsGoOn(t *testing.T, r *roomkeytest.Regions, names string, since time.Time) {
	t.Helper()
	took := make([]time.Duration, len(names))
	var asking sync.WaitGroup
	for i, name := range names {
		s := r.Region(string(name))
		in := s.SignIn(demo.Agent1.Email)
		asking.Go(func() {
			roomkeytest.Eventually(t, "a row is made", func() bool {
				_, _, status := personal(s, in)
				return status/100 == 2
			})
			took[i] = time.Since(since)
		})
	}
	asking.Wait()
	for i, name := range names {
		t.Logf("%c makes a row after %s", name, took[i].Round(time.Millisecond))
		within(t, took[i], stall)
	}
}

// within bounds a time. Under the race detector it depends on what else the machine does.
func within(t *testing.T, took, bound time.Duration) {
	t.Helper()
	if took > bound && !volume.Raced {
		t.Errorf("that is more than %s", bound)
	}
}

// without is what is left of regions without one.
func without(names, one string) string { return strings.ReplaceAll(names, one, "") }

// The region that orders rows is cut off, is back, and is killed in the middle of edits: nothing that was saved is
// lost, edits go on everywhere, and so do rows wherever two hear each other, after some seconds. What is left of three
// alone saves edits and says at once that it can't change rows. The regions' metrics say all of this.
func TestFault_TheRegionThatOrdersRowsIsLost(t *testing.T) {
	volume.Soak(t)
	t.Parallel()
	const all = "abc"
	r := roomkeytest.PrepareRegions(t, all, delays)
	checksItself(r, all)
	r.Start()
	records := r.Region("a").Shared("listings", 4)
	var editors []*roomkeytest.Editor
	for i, name := range all {
		editors = append(editors, r.Region(string(name)).Edit(records[i].Key(t), "ListPrice", demo.Agent1))
	}
	listing := records[3].Key(t)

	leader := r.Status("a").Leader
	others := without(all, leader)
	r.Cut(leader)
	cut := time.Now()
	saves(r.Region(leader), open(r.Region(leader), listing), "City", "Where rows were ordered")
	near, far := others[:1], others[1:]
	saves(r.Region(near), open(r.Region(near), listing), "PostalCode", "95112")
	t.Logf("%s orders rows and is cut off", leader)
	rowsGoOn(t, r, near, cut)
	tells(t, r, leader, "roomkey_rows_available", 0)
	for _, other := range []string{near, far} {
		tells(t, r, other, "roomkey_rows_available", 1)
		tells(t, r, other, `roomkey_region_connected{region="`+leader+`"}`, 0)
		tells(t, r, other, `roomkey_region_leader{region="`+leader+`"}`, 0)
		tells(t, r, other, "roomkey_region_problem", 1)
	}
	for _, name := range all {
		checksGood(t, r, string(name))
	}
	refusesRows(t, r.Region(leader))

	r.Heal(leader)
	healed := time.Now()
	t.Logf("%s is healed", leader)
	rowsGoOn(t, r, all, healed)
	shows(r.Region(near), listing, "City", "Where rows were ordered")
	shows(r.Region(leader), listing, "PostalCode", "95112")
	took := time.Since(healed)
	t.Logf("content was equal %s after healing, or before", took.Round(time.Millisecond))
	within(t, took, stall)
	r.AllWell()

	leader = r.Status("a").Leader
	others = without(all, leader)
	near, far = others[:1], others[1:]
	for i, name := range all {
		editors[i].Stop()
		if string(name) == leader {
			records[0], records[i] = records[i], records[0]
		}
	}
	busy := writersOf(r.Region(leader), records[:1])[0]
	var working sync.WaitGroup
	working.Go(func() { busy.edit(1_000_000, 1_000, "OriginalListPrice") }) // until its region dies
	saves(r.Region(leader), open(r.Region(leader), listing), "City", "Before the death")
	r.Region(leader).Kill()
	working.Wait()
	if len(busy.saved) == 0 || busy.err == nil {
		t.Errorf("%d edits were saved before the death, %v", len(busy.saved), busy.err)
	}
	t.Logf("%s orders rows and is killed", leader)
	rowsGoOn(t, r, near, time.Now())
	tells(t, r, far, `roomkey_region_there{region="`+leader+`"}`, 0)

	r.Region(near).Kill() // two of three are gone
	alone := r.Region(far)
	roomkeytest.Eventually(t, "what is left notices", func() bool { return r.Status(far).Rows == "unavailable" })
	refusesRows(t, alone)
	tells(t, r, far, "roomkey_rows_available", 0)
	saves(alone, open(alone, listing), "PostalCode", "95113")
	checksGood(t, r, far)
	for _, name := range []string{leader, near} {
		r.Region(name).Start()
	}
	r.AllWell()
	shows(r.Region(far), listing, "City", "Before the death")
	for _, name := range all {
		tells(t, r, string(name), "roomkey_rows_available", 1)
		tells(t, r, string(name), "roomkey_region_problem", 0)
		tells(t, r, string(name), "roomkey_digest_mismatches_total", 0)
	}
	sameEverywhere(t, r, all, records, busy.saved)
	areSound(r, all)
}

// refusesRows holds that a region which is alone says so at once.
func refusesRows(t *testing.T, s *roomkeytest.Server) {
	t.Helper()
	in := s.SignIn(demo.Agent1.Email)
	began := time.Now()
	if _, _, status := personal(s, in); status != http.StatusServiceUnavailable || time.Since(began) > 2*time.Second {
		t.Errorf("a row of a region that is alone is answered %d after %s", status, time.Since(began))
	}
}
