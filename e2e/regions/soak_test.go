package regions_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
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

// sameEverywhere waits until listings have the same heads in all regions, and compares their rows and histories: each
// change that was called saved is there once.
func sameEverywhere(t *testing.T, r *roomkeytest.Regions, names string, listings []roomkeytest.Record,
	saved []crm.Hash) {
	t.Helper()
	shown := func(name string, id string) string {
		var rec roomkeytest.Record
		s := r.Region(name)
		status, body := s.Call(s.Personal(demo.Agent1.Email), "GET", "/listings/"+id, nil)
		if status == http.StatusNotFound {
			return "in " + name + " not yet there" // what was made elsewhere is on its way
		}
		if err := json.Unmarshal(body, &rec); status != http.StatusOK || err != nil {
			t.Fatalf("listing %s in %s: %d %v %s", id, name, status, err, body)
		}
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

// A region that has missed a hundred thousand changes, new records among them, takes them in.
func TestSoak_ARegionFarBehindCatchesUp(t *testing.T) {
	volume.Soak(t)
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
	took := time.Since(healed)
	t.Logf("c has %d changes and %d new records %s after healing", len(saved), made, took.Round(100*time.Millisecond))
	if took > 30*time.Second && !volume.Raced {
		t.Error("that is more than 30 s")
	}
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
