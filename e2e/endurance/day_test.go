package endurance_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/load"
	"roomkey/internal/memory"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
)

// A day of work, whose hours are seconds here. In each hour of the first half another brokerage works, and in the
// second half all come again: the server remembers up to 20,000 people and records, and has met all of these by then. A
// long history takes memory while it is sent, and so all are equally long.
const (
	hours   = 24
	people  = 40 // who work in an hour; everybody comes and goes
	edits   = 30 // of each of them
	lists   = 20
	births  = 2 // in an hour, of all
	signIns = 10
)

// When memory is read, and by how much it may differ after the second half of the day.
const (
	readEvery = 3  // hours
	warmUp    = 12 // hours; SQLite's caches have the pages that they may hold by then
	// restFor is longer than the server keeps the answers that it has sent (answerKept in sync/live).
	restFor      = 12 * time.Second
	mostLive     = 1.05 // 0.3 MB: less than a kilobyte for each visit
	mostResident = 1.15 // free pages stay with C's allocator
)

// held is what a server at rest holds.
type held struct {
	live       float64 // bytes in use on the heap
	resident   float64 // bytes of the server alone
	engines    float64 // bytes
	goroutines float64
	files      float64
}

func (h held) String() string {
	return fmt.Sprintf("%.2f MB live, %.0f MB resident, %.0f MB in engines, %.0f goroutines, %.0f files", h.live/1e6,
		h.resident/1e6, h.engines/1e6, h.goroutines, h.files)
}

// A day of work leaves nothing behind: neither memory nor goroutines nor open files grow once the server is warm,
// whether in the server or in its engines.
func TestDay_NothingGrows(t *testing.T) {
	volume.Soak(t)
	heap := filepath.Join(t.TempDir(), "heap")
	s := roomkeytest.Prepare(t, roomkeytest.Config{Env: []string{roomkeytest.HeapFile + "=" + heap}})
	crowd, err := load.Populate(t.Context(), s.Dir, warmUp, people, 1)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	var warm []held
	for hour := range hours {
		began := time.Now()
		first := hour % warmUp * people
		work(t, s, crowd.Honest[first:first+people], hour)
		if (hour+1)%readEvery != 0 {
			continue
		}
		took := time.Since(began)
		now := atRest(t, s, heap)
		t.Logf("hour %d, in %s: %s", hour+1, took.Round(time.Second), now)
		if hour+1 >= warmUp {
			warm = append(warm, now)
		}
	}
	isFlat(t, warm)
	s.IsSound()
}

// atRest reads what a server holds when nobody is there and no record is in memory.
func atRest(t *testing.T, s *roomkeytest.Server, heap string) (h held) {
	t.Helper()
	for _, none := range []string{"roomkey_connections", "roomkey_documents"} {
		roomkeytest.Eventually(t, none+" is 0", func() bool { return s.Metric(none+" ") == none+" 0" })
	}
	pause(t.Context(), restFor)
	h.live = float64(roomkeytest.Heap(s, heap))
	own, err := memory.Of(s.PID())
	if err != nil {
		t.Fatal(err)
	}
	h.resident = float64(own.Own)
	metrics := s.Metric("")
	h.engines = number(metrics, `roomkey_child_resident_bytes{kind="engine"}`)
	h.goroutines, h.files = number(metrics, "go_goroutines"), number(metrics, "process_open_fds")
	return h
}

// isFlat compares the lesser of the last two readings with the lesser of the first two.
func isFlat(t *testing.T, warm []held) {
	t.Helper()
	for _, c := range []struct {
		name  string
		of    func(held) float64
		times float64 // of what was at first
		more  float64
		raced bool // whether it is judged with the race detector
	}{
		{"live memory", func(h held) float64 { return h.live }, mostLive, 0, false},
		{"resident memory", func(h held) float64 { return h.resident }, mostResident, 0, false},
		{"the engines' memory", func(h held) float64 { return h.engines }, mostResident, 0, false},
		{"goroutines", func(h held) float64 { return h.goroutines }, 1, 5, true},
		{"open files", func(h held) float64 { return h.files }, 1, 5, true},
	} {
		n := len(warm)
		first, last := min(c.of(warm[0]), c.of(warm[1])), min(c.of(warm[n-2]), c.of(warm[n-1]))
		t.Logf("%s: %.3f times", c.name, last/first)
		if last > first*c.times+c.more && (c.raced || !volume.Raced) {
			t.Errorf("%s rose from %.0f to %.0f", c.name, first, last)
		}
	}
}

// work has everybody work for an hour of theirs, eight at a time.
func work(t *testing.T, s *roomkeytest.Server, crowd []load.Person, hour int) {
	t.Helper()
	var working sync.WaitGroup
	places := make(chan struct{}, 8)
	for i := range crowd {
		working.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			chance := rand.New(rand.NewPCG(uint64(hour), uint64(i)))
			if err := workOf(t, s, &crowd[i], hour, chance); err != nil {
				t.Errorf("%s in hour %d: %v", crowd[i].Email, hour+1, err)
			}
		})
	}
	working.Wait()
	broker := s.Personal(demo.Broker.Email)
	for range births {
		made := s.MakeListing(broker, crm.VisibilityTeam)
		ask(t, s, broker, "POST", "/listings/"+made.ID+"/archive", nil)
	}
	for range signIns {
		access := s.SignIn(demo.Agent1.Email)
		ask(t, s, access, "POST", "/auth/logout", nil)
	}
	for _, path := range []string{"/export/listings.csv", "/reports/pipeline", "/catalog"} {
		ask(t, s, broker, "GET", path, nil)
	}
	if hour%6 == 5 {
		backup := filepath.Join(t.TempDir(), fmt.Sprint("backup", hour))
		if said, err := roomkeytest.Told(t, "backup", "--data", s.Dir, backup); err != nil {
			t.Errorf("backup: %v\n%s", err, said)
		}
		_ = os.RemoveAll(backup) // it is in the test's folder
	}
}

// ask asks for something that has to be answered well.
func ask(t *testing.T, s *roomkeytest.Server, token, method, path string, body any) {
	t.Helper()
	if status, said := s.Call(token, method, path, body); status/100 != 2 {
		t.Errorf("%s %s: %d %.200s", method, path, status, said)
	}
}

// workOf is what one person does in an hour: opens the own listing and a colleague's, edits, looks and leaves.
func workOf(t *testing.T, s *roomkeytest.Server, p *load.Person, hour int, chance *rand.Rand) error {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c, err := testclient.Dial(ctx, s.Socket(), testclient.Options{Token: p.Token})
	if err != nil {
		return err
	}
	defer c.Close()
	own, watched := c.Open(p.Listings[0]), c.Open(p.Watched)
	for _, room := range []crm.Room{crm.UserRoom(p.ID), crm.TeamRoom(p.Teams[0]), crm.RecordRoom(p.Listings[0])} {
		if err := c.Join(room, "", 0); err != nil {
			return err
		}
	}
	there := func() bool { return own.HasLocked("ListPrice") && watched.HasLocked("ListPrice") }
	if err := c.Wait(ctx, there); err != nil {
		return err
	}
	for i := range edits {
		field := []string{"ListPrice", "AssociationFee", "OriginalListPrice"}[i%3]
		hash, err := own.Set(field, 1_000_000+hour*edits+i)
		if err == nil {
			err = own.WaitSaved(ctx, hash)
		}
		if err != nil {
			return err
		}
	}
	for range lists {
		path := []string{"/listings?limit=20&sort=-ListPrice", "/listings?q=main&limit=20", "/activity?limit=20",
			"/listings/" + p.Watched.String(), "/me"}[chance.IntN(5)]
		if status, said := s.Call(p.Token, "GET", path, nil); status != http.StatusOK {
			return fmt.Errorf("%s: %d %.200s", path, status, said)
		}
	}
	return nil
}
