package endurance_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/load"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
)

// Bounds of a storm, which are judged without the race detector alone.
const (
	mostBack   = 30 * time.Second // until 99 of a hundred are back as they were
	mostEdit   = 10 * time.Second // an edit of somebody who is back, until it is saved
	mostGrowth = 3                // the most memory, in times of what the same sockets need at rest
)

// comers collects who has come back in a storm.
type comers struct {
	mu    sync.Mutex // guards took
	took  []time.Duration
	there atomic.Int64 // in this storm
}

func (c *comers) back(since time.Time) {
	c.mu.Lock()
	c.took = append(c.took, time.Since(since))
	c.mu.Unlock()
	c.there.Add(1)
}

// begin starts counting again.
func (c *comers) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took = nil
	c.there.Store(0)
}

func (c *comers) percentile(p int) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return load.Percentile(c.took, p)
}

// A server with 5,000 sockets is asked to end, and once more is killed. Everybody comes back by the protocol's waits,
// to rooms and records as before, within the time that is promised. The server's memory does not blow up meanwhile, and
// whoever edits is served as soon as they are back, and loses nothing.
func TestStorm_FiveThousandComeBack(t *testing.T) {
	volume.Soak(t)
	const brokerages, each, editing = 25, 40, 10
	sockets := brokerages * each * 5 // as many as a person may have
	if volume.Raced {
		sockets /= 5
	}
	s := roomkeytest.Prepare(t, roomkeytest.Config{})
	people, err := load.Populate(t.Context(), s.Dir, brokerages, each, 1)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	ctx, stop := context.WithCancel(t.Context())
	var staying sync.WaitGroup
	defer staying.Wait()
	defer stop()
	crowd, editors := &comers{}, &editors{}
	for i := range sockets - editing {
		person := &people.Honest[(i+editing)%len(people.Honest)]
		d := newDevice(person, s.Addr, uint64(i), crowd.back)
		staying.Go(func() {
			pause(ctx, time.Duration(i)*time.Millisecond) // they did not come at one moment
			d.stay(ctx, time.Now())
		})
	}
	for i := range editing {
		d := newDevice(&people.Honest[i], s.Addr, uint64(100_000+i), crowd.back)
		staying.Go(func() { editors.edit(ctx, d) })
	}
	allBack := func(about string) {
		t.Helper()
		tick, late := time.NewTicker(100*time.Millisecond), time.After(5*time.Minute)
		defer tick.Stop()
		for int(crowd.there.Load()) < sockets-editing {
			select {
			case <-tick.C:
			case <-late:
				t.Fatalf("%s: %d of %d are there; the server says:\n%s", about, crowd.there.Load(), sockets-editing,
					s.Tail(2000))
			}
		}
	}
	allBack("at first")
	pause(ctx, 10*time.Second)
	resting, err := load.Memory(s.PID())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("at rest: %d MB", resting>>20)
	ends := map[string]func(){"asked to end": func() {
		if code := s.Terminate(); code != 0 {
			t.Errorf("the server ends with %d", code)
		}
	}, "killed": s.Kill}
	for name, end := range ends {
		editors.begin()
		crowd.begin()
		began := time.Now()
		end()
		s.Start()
		highest := load.WatchMemory(ctx, s.PID())
		allBack(name)
		took := time.Since(began)
		most := highest()
		spent := number(s.Metric(""), "process_cpu_seconds_total")
		p99, edits := crowd.percentile(99), editors.judge(t)
		t.Logf("%s: %d sockets came back: p50 %s, p99 %s, the last %s after the beginning; at most %d MB, %.0f s of "+
			"processor; %s", name, sockets, crowd.percentile(50).Round(time.Millisecond), p99.Round(time.Millisecond),
			took.Round(time.Millisecond), most>>20, spent, edits)
		if volume.Raced {
			continue
		}
		if p99 > mostBack {
			t.Errorf("%s: p99 of coming back is %s", name, p99)
		}
		if most > mostGrowth*resting {
			t.Errorf("%s: the server held %d MB, and %d MB at rest", name, most>>20, resting>>20)
		}
	}
	stop()
	staying.Wait()
	editors.nothingLost(t, s)
	s.IsSound()
}

// editors edit their own listings, each as long as a connection lives, and come back as all do.
type editors struct {
	mu    sync.Mutex // guards the rest
	took  []time.Duration
	saved map[crm.ID][]crm.Hash // by listing
	of    map[crm.ID]*load.Person
}

func (e *editors) begin() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.took = nil
}

func (e *editors) edit(ctx context.Context, d *device) {
	attempt := 0
	for round := 1; ctx.Err() == nil; round++ {
		err := e.sit(ctx, d, round*100_000, &attempt)
		d.wait(ctx, attempt, err)
		attempt++
	}
}

// sit edits through one connection, until it or ctx ends.
func (e *editors) sit(ctx context.Context, d *device, from int, attempt *int) error {
	dial, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := testclient.Dial(dial, "ws://"+d.addr+"/sync", testclient.Options{Token: d.person.Token})
	if err != nil {
		return err
	}
	defer c.Close()
	*attempt = 0
	listing := d.person.Listings[0]
	doc := c.Open(listing)
	err = errors.Join(c.Join(crm.UserRoom(d.person.ID), "", 0), // to be told what is saved
		c.Wait(dial, func() bool { return doc.HasLocked("type") }))
	for i := from; err == nil && ctx.Err() == nil; i++ {
		began := time.Now()
		hash, setErr := doc.Set("ListPrice", 1_000_000+i)
		if setErr != nil {
			return setErr
		}
		waiting, done := context.WithTimeout(ctx, patience)
		err = doc.WaitSaved(waiting, hash)
		if done(); err == nil {
			e.note(d.person, listing, hash, time.Since(began))
			pause(ctx, 200*time.Millisecond)
		}
	}
	return err
}

func (e *editors) note(of *load.Person, listing crm.ID, hash crm.Hash, took time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.saved == nil {
		e.saved, e.of = map[crm.ID][]crm.Hash{}, map[crm.ID]*load.Person{}
	}
	e.took, e.of[listing] = append(e.took, took), of
	e.saved[listing] = append(e.saved[listing], hash)
}

// judge tells how edits were served since begin.
func (e *editors) judge(t *testing.T) string {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	worst := load.Percentile(e.took, 100)
	if len(e.took) == 0 {
		t.Error("nobody could edit")
	}
	if worst > mostEdit && !volume.Raced {
		t.Errorf("an honest edit took %s", worst)
	}
	return fmt.Sprintf("%d edits saved: p50 %s, p99 %s, the worst %s", len(e.took),
		load.Percentile(e.took, 50).Round(time.Millisecond), load.Percentile(e.took, 99).Round(time.Millisecond),
		worst.Round(time.Millisecond))
}

// nothingLost holds that each edit that was called saved is there.
func (e *editors) nothingLost(t *testing.T, s *roomkeytest.Server) {
	t.Helper()
	for listing, saved := range e.saved {
		c := s.Dial(e.of[listing].Token, testclient.Options{})
		doc := s.Open(c, listing)
		err := doc.Wait(roomkeytest.Within(t, time.Minute), func([]crm.Hash, map[string]json.RawMessage) bool {
			return doc.Holds(saved...)
		})
		if err != nil {
			t.Errorf("of %d edits of a listing that were saved, some are lost: %v", len(saved), err)
		}
		c.Close()
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// number is the value of a line of /metrics; 0 where it is not there.
func number(metrics, name string) float64 {
	for line := range strings.Lines(metrics) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			n, _ := strconv.ParseFloat(strings.TrimSpace(value), 64) // of the server
			return n
		}
	}
	return 0
}
