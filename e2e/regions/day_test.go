package regions_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// A day on both sides of a cut, as much of it as counts: ten thousand edits on each, by sessions that go on, and tasks
// whose proposals are accepted. When it is healed nothing is lost or doubled, escrows have their numbers, and where
// both sides have written one field, all regions list the same conflict.
func TestSoak_BothSidesOfACutGoOn(t *testing.T) {
	volume.Soak(t)
	r := unlimited(t)
	a, c := r.Region("a"), r.Region("c")
	listings := a.Shared("listings", 10)
	sides := []*side{{server: a, own: "OriginalListPrice", writers: writersOf(a, listings)},
		{server: c, own: "AssociationFee", writers: writersOf(c, listings)}}
	before := numbers(a, "")
	r.Cut("c")
	roomkeytest.Eventually(t, "the cut is noticed", func() bool { return r.Status("c").Rows == "unavailable" })
	var working sync.WaitGroup
	for i, s := range sides {
		s.begin(&working, i+1, signIn(t, s.server, demo.Agent2.Email), listings[i])
	}
	working.Wait()
	var saved []crm.Hash
	var escrows []string
	for _, s := range sides {
		if s.err != nil {
			t.Error(s.err)
		}
		for _, w := range s.writers {
			if w.err != nil {
				t.Fatal(w.err)
			}
			saved = append(saved, w.saved...)
		}
		escrows = append(escrows, s.escrows...)
	}
	for _, id := range sides[1].escrows {
		if got := numbers(c, id); !slices.Equal(got, []string{""}) {
			t.Errorf("escrow %s has the number %v in a region that is cut off", id, got)
		}
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
	numbered(t, r, before, escrows)
	areSound(r, "abc")
}

// side is a side of a cut, with what is done there.
type side struct {
	server  *roomkeytest.Server
	own     string // a field that this side alone writes
	writers []*writer
	escrows []string // that tasks made
	err     error    // of what is no edit
}

// begin has everybody of a side work: each writer makes a thousand edits, of values that no other side has.
func (s *side) begin(working *sync.WaitGroup, number int, agent *browser, listing roomkeytest.Record) {
	for _, w := range s.writers {
		working.Go(func() { w.edit(1_000, 1_000*number, s.own) })
	}
	working.Go(func() {
		refreshed := make(chan error, 1)
		go func() { refreshed <- agent.refreshTimes(s.server, 20) }()
		err := s.runTasks(5, listing)
		s.err = errors.Join(err, <-refreshed)
	})
}

// runTasks has tasks draft escrows of a listing, and accepts them.
func (s *side) runTasks(times int, listing roomkeytest.Record) error {
	token := s.server.Personal(demo.Agent1.Email)
	call := func(path string, body, into any) error {
		status, answer := s.server.Call(token, "POST", path, body)
		if status/100 != 2 {
			return fmt.Errorf("%s: %d %s", path, status, answer)
		}
		return json.Unmarshal(answer, into)
	}
	text := fmt.Sprintf("Create escrow for %s, %s, CA %s at $500,000 closing June 5", listing.Fields["UnparsedAddress"],
		listing.Fields["City"], listing.Fields["PostalCode"])
	for range times {
		var task roomkeytest.Task
		input := map[string]any{"text": text, "asOf": "2026-11-12"}
		if err := call("/tasks", map[string]any{"workflow": "new-escrow", "input": input}, &task); err != nil {
			return err
		}
		if task = s.server.AwaitTask(token, task); task.Status != "review" || len(task.Proposals) != 1 {
			return fmt.Errorf("a task is %+v", task)
		}
		s.escrows = append(s.escrows, task.Proposals[0].Record)
		if err := call("/tasks/"+task.ID+"/accept", map[string]any{}, &task); err != nil {
			return err
		}
		if task.Status != "completed" {
			return fmt.Errorf("a task whose proposal was accepted is %s", task.Status)
		}
	}
	return nil
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

// numbers are the numbers that escrows have in a region, those that were made last at the end; and of one alone where
// it is named, "" for none.
func numbers(s *roomkeytest.Server, escrow string) (all []string) {
	s.T.Helper()
	var page roomkeytest.Page
	s.Get(s.Personal(demo.Broker.Email), "/escrows?limit=500&sort=createdAt", &page)
	for i := range page.Items {
		number, _ := page.Items[i].Fields["escrowNumber"].(string)
		if escrow == "" && number != "" || page.Items[i].ID == escrow {
			all = append(all, number)
		}
	}
	slices.Sort(all)
	return all
}

// numbered waits until escrows are there once in all regions with the numbers that follow those of before.
func numbered(t *testing.T, r *roomkeytest.Regions, before, escrows []string) {
	t.Helper()
	for _, name := range []string{"a", "b", "c"} {
		s := r.Region(name)
		roomkeytest.Eventually(t, "each escrow has a number in "+name, func() bool {
			return len(numbers(s, "")) == len(before)+len(escrows)
		})
		all := numbers(s, "")
		if distinct := slices.Compact(slices.Clone(all)); len(distinct) != len(all) {
			t.Errorf("%s gives a number twice: %v", name, all)
		}
		var given []int
		for _, id := range escrows {
			if got, here := numbers(r.Region("a"), id), numbers(s, id); len(here) != 1 || !slices.Equal(got, here) {
				t.Errorf("escrow %s has the number %v in %s and %v in a", id, here, name, got)
			}
			given = append(given, lastPart(t, numbers(s, id)[0]))
		}
		slices.Sort(given)
		if given[len(given)-1]-given[0] != len(given)-1 {
			t.Errorf("%s leaves numbers out: %v", name, given)
		}
	}
}

// lastPart is what counts escrows of a year: ESC-2026-017 is the seventeenth.
func lastPart(t *testing.T, number string) (n int) {
	t.Helper()
	if _, err := fmt.Sscanf(number[strings.LastIndex(number, "-")+1:], "%d", &n); err != nil {
		t.Fatalf("%q is no number: %v", number, err)
	}
	return n
}
