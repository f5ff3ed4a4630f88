package regions_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// open opens a record in a region as Ana.
func open(s *roomkeytest.Server, id crm.ID) *testclient.Doc {
	s.T.Helper()
	c := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{})
	s.JoinOwn(c, &demo.Agent1)
	s.T.Cleanup(c.Close)
	return s.Open(c, id)
}

// sees waits until a document has a value in a field.
func sees(s *roomkeytest.Server, doc *testclient.Doc, field string, value any) {
	s.T.Helper()
	want := roomkeytest.AsJSON(s.T, value)
	if err := doc.Wait(roomkeytest.Within(s.T, 30*time.Second), func(_ []crm.Hash,
		fields map[string]json.RawMessage) bool {
		return string(fields[field]) == want
	}); err != nil {
		s.T.Fatalf("%s does not become %s: %v", field, want, err)
	}
}

// An edit is on the screens of other regions after the network's delay and a little, and saved where it was made
// whatever the others do. A record that one region makes is in all.
func TestEdits_AreSeenEverywhere(t *testing.T) {
	t.Parallel()
	r := roomkeytest.StartRegions(t, "abc", delays)
	a, b, c := r.Region("a"), r.Region("b"), r.Region("c")
	listing := a.Shared("listings", 1)[0].Key(t)
	inA, inB, inC := open(a, listing), open(b, listing), open(c, listing)
	var toB, toC []time.Duration
	for i := range 30 {
		began := time.Now()
		hash, err := inA.Set("ListPrice", 41_000_000+i)
		if err != nil {
			t.Fatal(err)
		}
		seen := make(chan time.Duration, 1)
		go func() {
			sees(b, inB, "ListPrice", 41_000_000+i)
			seen <- time.Since(began)
		}()
		sees(c, inC, "ListPrice", 41_000_000+i)
		toC = append(toC, time.Since(began))
		toB = append(toB, <-seen)
		a.Save(inA, hash, nil)
	}
	for name, took := range map[string][]time.Duration{"b": toB, "c": toC} {
		slices.Sort(took)
		t.Logf("30 edits of a are seen in %s after %s to %s, median %s (one way is %s)", name, took[0], took[29],
			took[15], delays["a"+name])
	}

	made := b.MakeListing(b.Personal(demo.Agent1.Email), crm.VisibilityTeam)
	for _, s := range []*roomkeytest.Server{a, c} {
		roomkeytest.Eventually(t, "the listing is there", func() bool {
			var shown roomkeytest.Record
			status, body := s.Call(s.Personal(demo.Agent1.Email), "GET", "/listings/"+made.ID, nil)
			return status == http.StatusOK && json.Unmarshal(body, &shown) == nil &&
				shown.Private["AccessCode"] == roomkeytest.Canary
		})
	}

	r.Cut("c")
	saves(a, inA, "City", "Here")
	saves(c, inC, "PostalCode", "95999")
	sees(b, inB, "City", "Here")
	roomkeytest.Eventually(t, "the cut is noticed", func() bool { return r.Status("a").State("c") == "silent" })
	saves(c, inC, "ListPrice", 42_000_000)
	r.Heal("c")
	healed := time.Now()
	sees(c, inC, "City", "Here")
	for _, region := range []*roomkeytest.Server{a, b} {
		doc := map[*roomkeytest.Server]*testclient.Doc{a: inA, b: inB}[region]
		sees(region, doc, "PostalCode", "95999")
		sees(region, doc, "ListPrice", 42_000_000)
	}
	t.Logf("what was edited on both sides of the cut is equal %s after healing", time.Since(healed))
	equalAndSound(r, listing, "a", "b", "c")
}
