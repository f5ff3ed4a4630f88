package regions_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// readiness is what a region says of whether it can serve.
func readiness(s *roomkeytest.Server) int {
	s.T.Helper()
	answer, err := http.Get(s.URL() + "/readyz")
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

// contents are what a region shows the broker: how many records of each kind, archived ones too, and who has accounts.
func contents(s *roomkeytest.Server) string {
	s.T.Helper()
	token := s.SignIn(demo.Broker.Email)
	var all []int
	for _, kind := range []string{"escrows", "listings", "clients", "appointments", "leads"} {
		for _, which := range []string{"", "&archived=true"} {
			var page struct{ Total int }
			s.Get(token, "/"+kind+"?limit=1"+which, &page)
			all = append(all, page.Total)
		}
	}
	var users struct{ Items []struct{ Email string } }
	s.Get(token, "/users", &users)
	return roomkeytest.AsJSON(s.T, []any{all, users})
}

// Of three regions that are all empty and are all started with --demo, the first of the list makes the demo, and the
// others get it from there. They are ready when they have it. The first one makes it no second time, where it has lost
// its folder and others have their data.
func TestBegin_TheDemoOfTheFirstRegionComesToAll(t *testing.T) {
	t.Parallel()
	r := roomkeytest.PreparePlainRegions(t, "abc", nil)
	for _, name := range []string{"a", "b", "c"} {
		s := r.Region(name)
		s.Flags = append(s.Flags, "--demo", "--demo-day", "2026-11-02")
		if err := os.RemoveAll(s.Dir); err != nil {
			t.Fatal(err)
		}
	}
	c := r.Region("c")
	c.Start()
	if status := readiness(c); status != http.StatusServiceUnavailable {
		t.Errorf("an empty region that hears nobody is ready: %d", status)
	}
	started := make(chan bool) // a waits for b: as long as one is silent, it may have data
	go func() { started <- r.Region("a").Starts() }()
	roomkeytest.Eventually(t, "a says for whom it waits", func() bool {
		return strings.Contains(r.Region("a").Tail(1<<20), "--demo waits until every region is heard")
	})
	r.Region("b").Start()
	if !<-started {
		t.Fatal("a ended")
	}
	r.AllWell()
	for _, name := range []string{"a", "b", "c"} {
		roomkeytest.Eventually(t, name+" is ready", func() bool { return readiness(r.Region(name)) == http.StatusOK })
	}
	want := contents(r.Region("a"))
	for _, name := range []string{"b", "c"} {
		if got := contents(r.Region(name)); got != want {
			t.Errorf("%s has %s\na has %s", name, got, want)
		}
	}
	makesRows(r, "c", "a")

	a := r.Region("a")
	a.Kill()
	if err := os.RemoveAll(a.Dir); err != nil {
		t.Fatal(err)
	}
	a.Start()
	if !strings.Contains(a.Tail(1<<20), "another region has data") {
		t.Errorf("a does not say that it ignores --demo:\n%s", a.Tail(4000))
	}
	r.AllWell()
	roomkeytest.Eventually(t, "a is ready again", func() bool { return readiness(a) == http.StatusOK })
	if got := contents(a); got != want {
		t.Errorf("a has %s\nand had %s", got, want)
	}
	makesRows(r, "a", "b")
}

// A region that begins empty while another one is gone does without it after a minute, and is ready with all that the
// third one has. It keeps its share of the order of rows: with two of three shares gone, rows would wait for the other.
func TestBegin_WithoutARegionThatIsGone(t *testing.T) {
	volume.Soak(t)
	t.Parallel()
	r := roomkeytest.StartRegions(t, "abc", nil)
	a, c := r.Region("a"), r.Region("c")
	listing := a.Shared("listings", 1)[0].Key(t)
	saves(a, open(a, listing), "City", "In two regions")
	shows(r.Region("b"), listing, "City", "In two regions")
	want := contents(a)
	r.Region("b").Kill()
	c.Kill()
	files, err := filepath.Glob(filepath.Join(c.Dir, "roomkey.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("c has the files %v, %v", files, err)
	}
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	c.Start()
	ready := func() bool { return readiness(c) == http.StatusOK }
	for limit := time.After(3 * time.Minute); !ready(); {
		select {
		case <-time.After(100 * time.Millisecond):
		case <-limit:
			t.Fatal("c waits for b for ever")
		}
	}
	if took := time.Since(began); took < 50*time.Second {
		t.Errorf("c is ready after %s, and might have heard b yet", took)
	}
	if got := contents(c); got != want {
		t.Errorf("c has %s\na has %s", got, want)
	}
	shows(c, listing, "City", "In two regions")
	makesRows(r, "c", "a")
	r.Region("b").Start()
	r.AllWell()
	makesRows(r, "b", "c")
}

// The witness may stand in the list of regions, as its third: then the others know it by what it tells.
func TestBegin_AWitnessThatIsListed(t *testing.T) {
	t.Parallel()
	r := roomkeytest.PrepareTwoAndWitness(t)
	for _, name := range []string{"a", "b", "w"} {
		s := r.Region(name)
		at := len(s.Flags) - 2 // --witness and what it names
		s.Flags[3] += "," + s.Flags[at+1]
		s.Flags = s.Flags[:at]
	}
	r.Start()
	a, b := r.Region("a"), r.Region("b")
	s := r.Status("a")
	if !s.Regions[2].Witness || s.State("w") != "there" || s.Rows != "available" {
		t.Errorf("a sees %+v", s)
	}
	makesRows(r, "a", "b")
	var tasks taskList
	a.Get(a.Personal(demo.Agent1.Email), "/tasks", &tasks)
	if len(tasks.Silent) > 0 {
		t.Errorf("a names %v, of which no task can be", tasks.Silent)
	}
	b.Kill()
	roomkeytest.Eventually(t, "a notices that b is gone", func() bool { return r.Status("a").State("b") == "silent" })
	roomkeytest.Eventually(t, "a changes rows with the witness alone", func() bool {
		_, _, status := personal(a, a.SignIn(demo.Agent1.Email))
		return status/100 == 2
	})
	if s := r.Status("a"); s.Rows != "available" || s.Reason != "" || s.Regions[1].Connected ||
		!s.Regions[2].Connected {
		t.Errorf("a, with the witness alone, sees %+v", s)
	}
	if code := r.Region("w").Terminate(); code != 0 {
		t.Errorf("the witness ends with %d", code)
	}
	roomkeytest.Eventually(t, "a alone says why rows can't be changed", func() bool {
		s := r.Status("a")
		return s.Rows == "unavailable" && s.Reason != "" && !s.Regions[2].Connected
	})
}
