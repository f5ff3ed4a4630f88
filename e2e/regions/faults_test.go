package regions_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// makesRows waits until a token that one region makes counts in another.
func makesRows(r *roomkeytest.Regions, in, elsewhere string) {
	r.T.Helper()
	s := r.Region(in)
	signedIn, token := s.SignIn(demo.Agent1.Email), ""
	roomkeytest.Eventually(r.T, in+" makes a token", func() bool {
		_, made, status := personal(s, signedIn)
		token = made
		return status/100 == 2
	})
	roomkeytest.Eventually(r.T, "it counts in "+elsewhere, func() bool { return counts(r.Region(elsewhere), token) })
}

// saves sets a field and waits until it is saved.
func saves(s *roomkeytest.Server, doc *testclient.Doc, field string, value any) {
	s.T.Helper()
	hash, err := doc.Set(field, value)
	s.Save(doc, hash, err)
}

// shows waits until a region shows a value in a listing.
func shows(s *roomkeytest.Server, listing crm.ID, field string, value any) {
	s.T.Helper()
	roomkeytest.Eventually(s.T, fmt.Sprintf("%s is %v", field, value), func() bool {
		var shown struct{ Fields map[string]any }
		status, body := s.Call(s.Personal(demo.Agent1.Email), "GET", "/listings/"+listing.String(), nil)
		return status == http.StatusOK && json.Unmarshal(body, &shown) == nil && shown.Fields[field] == value
	})
}

// equalAndSound waits until all regions have the same heads of a listing, stops them, and has their data checked.
func equalAndSound(r *roomkeytest.Regions, listing crm.ID, names ...string) {
	r.T.Helper()
	roomkeytest.Eventually(r.T, "the heads are equal", func() bool {
		return !slices.ContainsFunc(names, func(name string) bool {
			return headsIn(r.Region(name), listing) != headsIn(r.Region(names[0]), listing)
		})
	})
	for _, name := range names {
		r.Region(name).IsSound()
	}
}

// headsIn are the heads of a listing in a region.
func headsIn(s *roomkeytest.Server, listing crm.ID) string {
	s.T.Helper()
	var shown roomkeytest.Record
	s.Get(s.Personal(demo.Agent1.Email), "/listings/"+listing.String(), &shown)
	slices.Sort(shown.Heads)
	return fmt.Sprint(shown.Heads)
}

// replaceData puts what a backup holds into the place of a region's folder, which is lost, as on a new machine.
func replaceData(s *roomkeytest.Server, backup string) {
	s.T.Helper()
	if err := os.RemoveAll(s.Dir); err != nil {
		s.T.Fatal(err)
	}
	if said, err := roomkeytest.Told(s.T, "restore", "--data", s.Dir, backup); err != nil {
		s.T.Fatalf("restore: %v\n%s", err, said)
	}
}

// A region that is restored on a new disk from a backup of its own, while the others work, gets back what others had of
// it, and what it writes then is new to them. One that loses its share of the rows' order gets it from the others.
func TestFault_ALostDiskAndALostShareOfTheOrderComeBack(t *testing.T) {
	t.Parallel()
	r := roomkeytest.PreparePlainRegions(t, "abc", nil)
	r.Start()
	a, b, c := r.Region("a"), r.Region("b"), r.Region("c")
	records := a.Shared("listings", 2)
	busy, listing := records[0].Key(t), records[1].Key(t)
	editor := a.Edit(busy, "ListPrice", demo.Agent1)
	file := filepath.Join(t.TempDir(), "backup")
	for _, command := range [][]string{{"backup", "--data", c.Dir, file}, {"drill", "--data", c.Dir}} {
		if said, err := roomkeytest.Told(t, command...); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, said)
		}
	}
	saves(c, open(c, listing), "City", "Since the backup")
	makesRows(r, "c", "a")
	shows(b, listing, "City", "Since the backup")

	c.Kill()
	tells(t, r, "a", `roomkey_region_there{region="c"}`, 0)
	tells(t, r, "a", "roomkey_region_problem", 1)
	replaceData(c, file)
	c.Start()
	r.AllWell()
	tells(t, r, "a", `roomkey_region_there{region="c"}`, 1)
	tells(t, r, "c", `roomkey_restore_drill_passed{copy="backup"}`, 0) // the drills of before went with the disk
	shows(c, listing, "City", "Since the backup")
	saves(c, open(c, listing), "City", "After the restore")
	shows(a, listing, "City", "After the restore")
	shows(b, listing, "City", "After the restore")
	makesRows(r, "c", "a")

	b.Kill()
	if err := os.RemoveAll(filepath.Join(b.Dir, "nats")); err != nil {
		t.Fatal(err)
	}
	b.Start()
	r.AllWell()
	makesRows(r, "b", "c")
	editor.Stop()
	equalAndSound(r, busy, "a", "b", "c")
}
