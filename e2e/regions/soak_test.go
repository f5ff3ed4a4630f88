package regions_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// unlimited starts three regions without the budgets of one user, who makes all edits.
func unlimited(t *testing.T) *roomkeytest.Regions {
	t.Helper()
	r := roomkeytest.PrepareRegions(t, "abc", delays)
	for _, name := range "abc" {
		s := r.Region(string(name))
		for _, budget := range []string{"sockets-per-user", "frame-rate", "byte-rate", "login-rate", "work-rate"} {
			s.Flags = append(s.Flags, "--"+budget, "0")
		}
	}
	r.Start()
	return r
}

// writer edits a listing in one region, one edit after the other is saved.
type writer struct {
	server *roomkeytest.Server
	doc    *testclient.Doc
	record roomkeytest.Record
	saved  []crm.Hash
	err    error
}

// writersOf opens listings in a region.
func writersOf(s *roomkeytest.Server, listings []roomkeytest.Record) (all []*writer) {
	s.T.Helper()
	for i := range listings {
		all = append(all, &writer{server: s, doc: open(s, listings[i].Key(s.T)), record: listings[i]})
	}
	return all
}

// edit makes n edits, of values from one on: of a number that all regions write, and of one that this region alone
// writes.
func (w *writer) edit(n, from int, own string) {
	for i := range n {
		field := own
		if i%2 == 1 {
			field = "ListPrice"
		}
		hash, err := w.doc.Set(field, from+i)
		if err == nil {
			ctx := roomkeytest.Within(w.server.T, time.Minute)
			err = w.doc.WaitSaved(ctx, hash)
		}
		if w.err = err; err != nil {
			return
		}
		w.saved = append(w.saved, hash)
	}
}

// refreshTimes refreshes a sign-in in a region, so many times, and works with what it gets.
func (b *browser) refreshTimes(s *roomkeytest.Server, times int) error {
	for range times {
		began := time.Now()
		if status := b.ask(s, "/auth/refresh", nil); status != http.StatusOK {
			return fmt.Errorf("a refresh is answered %d", status)
		}
		if !counts(s, b.access) {
			return errors.New("what a refresh gave does not count")
		}
		if took := time.Since(began); took > 10*time.Second {
			return fmt.Errorf("a refresh takes %s", took)
		}
	}
	return nil
}

// sameEverywhere waits until listings have the same heads in all regions, and compares their rows and histories: each
// change that was called saved is there once.
func sameEverywhere(t *testing.T, r *roomkeytest.Regions, names string, listings []roomkeytest.Record,
	saved []crm.Hash) {
	t.Helper()
	shown := func(name string, id string) string {
		var rec roomkeytest.Record
		s := r.Region(name)
		s.Get(s.Personal(demo.Agent1.Email), "/listings/"+id, &rec)
		slices.Sort(rec.Heads)
		slices.Sort(rec.Flags)
		return roomkeytest.AsJSON(t, rec)
	}
	for i := range listings {
		roomkeytest.Eventually(t, "a listing is the same everywhere", func() bool {
			first := shown(names[:1], listings[i].ID)
			return !slices.ContainsFunc([]byte(names[1:]), func(name byte) bool {
				return shown(string(name), listings[i].ID) != first
			})
		})
	}
	counts := map[crm.ID]int{}
	for _, name := range names {
		there := map[crm.Hash]int{}
		for id, changes := range r.Region(string(name)).Histories(listings) {
			if before, known := counts[id]; known && before != len(changes) {
				t.Errorf("%c has %d changes of %s, another region %d", name, len(changes), id, before)
			}
			counts[id] = len(changes)
			for _, c := range changes {
				there[c.Hash]++
			}
		}
		for _, hash := range saved {
			if there[hash] != 1 {
				t.Errorf("%c has a saved change %d times", name, there[hash])
			}
		}
	}
}

// areSound ends the servers of regions and has their databases checked.
func areSound(r *roomkeytest.Regions, names string) {
	for _, name := range names {
		r.Region(string(name)).IsSound()
	}
}

// Ten thousand edits on each side of a cut, on which sessions go on: nothing is lost or doubled, and where both sides
// have written one field, all regions list the same conflict.
func TestSoak_BothSidesOfACutGoOn(t *testing.T) {
	soak(t)
	r := unlimited(t)
	a, c := r.Region("a"), r.Region("c")
	listings := a.Shared("listings", 10)
	near, far := writersOf(a, listings), writersOf(c, listings)
	r.Cut("c")
	roomkeytest.Eventually(t, "the cut is noticed", func() bool { return !r.Status("c").Majority })
	agents := []*browser{signIn(t, a, demo.Agent2.Email), signIn(t, c, demo.Agent2.Email)}
	var sides sync.WaitGroup
	failures := make([]error, 2)
	for i, side := range [][]*writer{near, far} {
		for _, w := range side {
			sides.Go(func() { w.edit(1_000, 1_000*(i+1), []string{"OriginalListPrice", "AssociationFee"}[i]) })
		}
		sides.Go(func() { failures[i] = agents[i].refreshTimes(side[0].server, 20) })
	}
	sides.Wait()
	if err := errors.Join(failures...); err != nil {
		t.Error(err)
	}
	var saved []crm.Hash
	for _, w := range append(near, far...) {
		if w.err != nil {
			t.Fatal(w.err)
		}
		saved = append(saved, w.saved...)
	}
	r.Heal("c")
	healed := time.Now()
	r.AllWell()
	sameEverywhere(t, r, "abc", listings, saved)
	t.Logf("%d edits of both sides are the same everywhere %s after healing", len(saved),
		time.Since(healed).Round(100*time.Millisecond))
	for i := range listings {
		var rec roomkeytest.Record
		c.Get(c.Personal(demo.Agent1.Email), "/listings/"+listings[i].ID, &rec)
		if values := rec.Conflicts["/ListPrice"]; len(values) != 2 {
			t.Errorf("%d values of the price are in conflict", len(values))
		}
		if rec.Fields["OriginalListPrice"] != 1_998.0 || rec.Fields["AssociationFee"] != 2_998.0 {
			t.Errorf("the fields are %v", rec.Fields)
		}
	}
	areSound(r, "abc")
}

// A region that has missed a hundred thousand changes, new records among them, takes them in.
func TestSoak_ARegionFarBehindCatchesUp(t *testing.T) {
	soak(t)
	const writers, made = 40, 500
	r := unlimited(t)
	a := r.Region("a")
	listings := a.Shared("listings", writers)
	r.Cut("c")
	all := writersOf(a, listings)
	var group sync.WaitGroup
	for _, w := range all {
		group.Go(func() { w.push((100_000 - 2*made) / writers) })
	}
	token := a.Personal(demo.Agent2.Email)
	for range made {
		listings = append(listings, a.MakeListing(token, crm.VisibilityTeam))
	}
	group.Wait()
	var saved []crm.Hash
	for _, w := range all {
		if w.err != nil {
			t.Fatal(w.err)
		}
		saved = append(saved, w.saved...)
	}
	r.Heal("c")
	healed := time.Now()
	roomkeytest.Eventually(t, "c lacks nothing", func() bool {
		s := r.Status("a")
		lacks := uint64(0)
		for i := range s.Regions {
			lacks += s.Regions[i].Lacks
		}
		return s.State("c") == "there" && lacks == 0
	})
	t.Logf("c has %d changes and %d new records %s after healing", len(saved), made,
		time.Since(healed).Round(100*time.Millisecond))
	sameEverywhere(t, r, "ac", listings, saved)
	areSound(r, "ac")
}

// push makes n edits without waiting for each.
func (w *writer) push(n int) {
	fields := []string{"OriginalListPrice", "AssociationFee", "BedroomsTotal", "LivingArea"}
	for i := range n {
		hash, err := w.doc.Set(fields[i%len(fields)], 1_000+i)
		if err == nil && (i%32 == 31 || i == n-1) {
			err = w.doc.WaitSaved(roomkeytest.Within(w.server.T, time.Minute), hash)
		}
		if w.err = err; err != nil {
			return
		}
		w.saved = append(w.saved, hash)
	}
}
