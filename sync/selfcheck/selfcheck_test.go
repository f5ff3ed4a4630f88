package selfcheck_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crdt/engine/enginetest"
	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/live"
	"roomkey/sync/selfcheck"
	"roomkey/sync/session"
)

func TestMain(m *testing.M) { enginetest.Main(m.Run) }

// server is a hub over a real store and a real engine, each of which a test may hold up.
type server struct {
	*realtime.Hub
	engine  *slowEngine
	disk    *slowDisk
	changes atomic.Int64 // that the metrics were told of
	frames  atomic.Int64 // likewise
}

// held is a gate that is open or shut.
type held struct {
	mu   sync.Mutex
	shut chan struct{} // nil: open
}

func (h *held) hold() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shut = make(chan struct{})
}

func (h *held) release() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.shut != nil {
		close(h.shut)
		h.shut = nil
	}
}

func (h *held) gate() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.shut
}

type slowEngine struct {
	live.Engine
	held
}

func (e *slowEngine) Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error) {
	if gate := e.gate(); gate != nil {
		<-gate
	}
	return e.Engine.Apply(ctx, doc, changes, roots)
}

// slowDisk also knows the user of self-checks, as the program's storage does.
type slowDisk struct {
	*store.Store
	held
}

func (d *slowDisk) Submit(w *crm.Write, done func(crm.Receipt, error)) {
	gate := d.gate()
	if gate == nil {
		d.Store.Submit(w, done)
		return
	}
	go func() {
		<-gate
		d.Store.Submit(w, done)
	}()
}

func (d *slowDisk) UserByID(ctx context.Context, id crm.ID) (*crm.User, error) {
	if user := crm.SelfCheckUser(); user.ID == id {
		return user, nil
	}
	return d.Store.UserByID(ctx, id)
}

func serve(t *testing.T) *server {
	t.Helper()
	data, err := store.Open(t.Context(), store.Options{Dir: storetest.Dir(t), Serve: true})
	if err != nil {
		t.Fatal(err)
	}
	pool := engine.NewPool(enginetest.Config())
	s := &server{engine: &slowEngine{Engine: pool}, disk: &slowDisk{Store: data}}
	s.Hub = realtime.New(realtime.Config{Storage: s.disk, Engine: s.engine, Metrics: realtime.Metrics{
		Changes:  func(n int) { s.changes.Add(int64(n)) },
		Accepted: func(time.Duration, string) { s.changes.Add(1) },
		FrameIn:  func(string, int) { s.frames.Add(1) },
		FrameOut: func(string, int) { s.frames.Add(1) },
	}})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = pool.Run(ctx) })
	hubCtx, endHub := context.WithCancel(ctx)
	var hub sync.WaitGroup
	hub.Go(func() {
		if err := s.Run(hubCtx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		s.engine.release()
		s.disk.release()
		endHub()
		hub.Wait()
		cancel()
		running.Wait()
		if err := data.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// checker makes a checker that waits for a time in each check.
func (s *server) checker(timeout time.Duration) *selfcheck.Checker {
	return selfcheck.New(selfcheck.Config{Hub: s.Hub, Every: time.Minute, Timeout: timeout})
}

// A server that is well is found so, by edits of one record that no statistics count and nobody is shown.
func TestChecker_FindsAHealthyServerWell(t *testing.T) {
	s := serve(t)
	c := s.checker(30 * time.Second)
	for range 3 {
		if r := c.Check(t.Context()); r.Problem != "" || r.Seen <= 0 || r.Saved <= 0 || r.Lost+r.Disordered > 0 {
			t.Fatalf("it finds %+v", r)
		}
	}
	page, err := s.disk.List(t.Context(), crm.SelfCheckUser(), store.Query{Type: "client"})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("it has edited %d records, %v", len(page.Items), err)
	}
	fields, _, err := page.Items[0].Values()
	if err != nil || string(fields["ReferredBy"]) != `"6"` {
		t.Errorf("after six edits the record has %s, %v", fields["ReferredBy"], err)
	}
	if changes, frames := s.changes.Load(), s.frames.Load(); changes+frames > 0 {
		t.Errorf("the metrics count %d of its changes and %d of its frames", changes, frames)
	}
	if users, err := s.disk.UserIDs(t.Context()); err != nil || len(users) > 0 {
		t.Errorf("there are accounts: %v, %v", users, err)
	}
	lines, _, err := s.disk.AuditEnd(t.Context())
	if err != nil || lines > 2 {
		t.Errorf("the audit log has %d lines, %v", lines, err)
	}
}

// A stalled engine and a stalled disk are reported, and so is that they work again.
func TestChecker_ReportsWhatStalls(t *testing.T) {
	for _, c := range []struct {
		name, problem string
		part          func(*server) *held
	}{
		{"engine", "not shown", func(s *server) *held { return &s.engine.held }},
		{"disk", "not saved", func(s *server) *held { return &s.disk.held }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			well := s.checker(30 * time.Second)
			if r := well.Check(t.Context()); r.Problem != "" {
				t.Fatalf("before, it finds %+v", r)
			}
			quick := s.checker(time.Second)
			for quick.Check(t.Context()).Problem != "" { // its record is made and loaded
				if t.Context().Err() != nil {
					t.Fatal("it is never well")
				}
			}
			c.part(s).hold()
			if r := quick.Check(t.Context()); !strings.Contains(r.Problem, c.problem) || r.Lost == 0 {
				t.Errorf("while the %s stalls, it finds %+v", c.name, r)
			}
			c.part(s).release()
			for r := quick.Check(t.Context()); r.Problem != ""; r = quick.Check(t.Context()) {
				if t.Context().Err() != nil {
					t.Fatalf("afterwards, it finds %+v", r)
				}
			}
			if quick.Last().Problem != "" {
				t.Errorf("the last check is %+v", quick.Last())
			}
		})
	}
}

func TestChecker_ReportsEditsThatComeOutOfOrder(t *testing.T) {
	if r := selfcheck.Arrive(0, 1, 2); r.Problem != "" || r.Disordered != 0 || r.Seen == 0 {
		t.Errorf("in order: %+v", r)
	}
	if r := selfcheck.Arrive(1, 0, 2); !strings.Contains(r.Problem, "order") || r.Disordered != 1 {
		t.Errorf("the second first: %+v", r)
	}
	if r := selfcheck.Arrive(0, 2); r.Lost != 1 || r.Seen != 0 {
		t.Errorf("without the second: %+v", r)
	}
}

// What rises from half hour to half hour for three hours is a leak; what falls once, or what sockets explain, is none.
func TestGrowth_IsWhatRisesForHours(t *testing.T) {
	uses := func(minutes int, at func(minute int) selfcheck.Use) (list []selfcheck.Use) {
		for m := range minutes {
			list = append(list, at(m))
		}
		return list
	}
	for _, c := range []struct {
		name  string
		uses  []selfcheck.Use
		leaks []string
	}{
		{"steady", uses(400, func(m int) selfcheck.Use {
			return selfcheck.Use{Goroutines: 100 + m%7, Descriptors: 40, Heap: 80<<20 + int64(m%9)<<20}
		}), nil},
		{"goroutines, one a minute", uses(300, func(m int) selfcheck.Use {
			return selfcheck.Use{Goroutines: 100 + m, Descriptors: 40, Heap: 80 << 20}
		}), []string{"goroutines"}},
		{"files and memory", uses(300, func(m int) selfcheck.Use {
			return selfcheck.Use{Goroutines: 100, Descriptors: 40 + m, Heap: 80<<20 + int64(m)<<19}
		}), []string{"descriptors", "heap"}},
		{"people who come", uses(300, func(m int) selfcheck.Use {
			return selfcheck.Use{Goroutines: 100 + m, Descriptors: 40 + m, Heap: 80<<20 + int64(m)*15_000, Sockets: m}
		}), nil},
		{"for two hours only", uses(150, func(m int) selfcheck.Use {
			return selfcheck.Use{Goroutines: 100 + 10*m}
		}), nil},
		{"with one fall", uses(300, func(m int) selfcheck.Use {
			return selfcheck.Use{Goroutines: 100 + m - m/200*150}
		}), nil},
	} {
		if leaks := selfcheck.Grow(c.uses).Leaks(); !slices.Equal(leaks, c.leaks) {
			t.Errorf("%s: %v leak, want %v", c.name, leaks, c.leaks)
		}
	}
}

// The way to another region is measured by one clock, however wrong the other one is.
func TestChecker_MeasuresTheWayByItsOwnClock(t *testing.T) {
	began := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	passed := time.Duration(0)
	region := func(name string, wrong time.Duration) *selfcheck.Checker {
		return selfcheck.New(selfcheck.Config{Region: name, Every: time.Minute,
			Others: func(context.Context) (map[string]crm.ID, error) { return nil, nil },
			Now:    func() time.Time { return began.Add(passed + wrong) }})
	}
	a, b := region("a", 0), region("b", -time.Hour)
	first := a.Sighted(1)
	passed += 90 * time.Millisecond // the way
	if way := b.Hear("a", first); way != 0 {
		t.Errorf("of the first edit the way is not known, and it says %s", way)
	}
	passed += 20 * time.Second
	answer := b.Sighted(7)
	passed += 110 * time.Millisecond
	if way := a.Hear("b", answer); way != 100*time.Millisecond {
		t.Errorf("a takes %q for a way of %s", answer, way)
	}
	for _, bad := range []string{"", "x", "1 a", "1 a=", "1 a=1", "1 a=1/", "1 a=1/-5", "1 a=99/5", "1 =/", "1 a=x/y"} {
		if way := a.Hear("b", bad); way != 0 {
			t.Errorf("%q gives %s", bad, way)
		}
	}
	if at := a.LastHeard("b"); !at.Equal(began.Add(passed)) {
		t.Errorf("b was heard at %s", at)
	}
}

// countedHub counts the sockets that it has let in.
type countedHub struct {
	*realtime.Hub
	admitted []session.Conn
}

func (h *countedHub) Admit(ctx context.Context, conn session.Conn, who crm.Principal) (*session.Session, error) {
	h.admitted = append(h.admitted, conn)
	return h.Hub.Admit(ctx, conn, who)
}

// A record that another region edits no more is closed here: the socket that had it open ends, and another one opens
// what is edited now.
func TestChecker_ClosesARecordThatAnotherRegionHasLeft(t *testing.T) {
	hub := &countedHub{Hub: serve(t).Hub}
	records := map[string]crm.ID{"a": {1}, "b": {2}, "c": {3}}
	c := selfcheck.New(selfcheck.Config{Hub: hub, Region: "a", Every: time.Minute, Timeout: 30 * time.Second,
		Others: func(context.Context) (map[string]crm.ID, error) { return maps.Clone(records), nil }})
	ctx, cancel := context.WithCancel(t.Context())
	defer c.Wait()
	defer cancel()
	for range 2 {
		c.Listen(ctx)
	}
	delete(records, "c") // it can't be found at present
	c.Listen(ctx)
	records["a"] = crm.ID{4} // its own, which it does not listen to
	c.Listen(ctx)
	if len(hub.admitted) != 1 {
		t.Fatalf("while the others edit the same records, it has dialled %d times", len(hub.admitted))
	}
	records["b"] = crm.ID{5}
	for range 2 {
		c.Listen(ctx)
	}
	if len(hub.admitted) != 2 {
		t.Fatalf("after a region has begun another record, it has dialled %d times, want 2", len(hub.admitted))
	}
	if err := hub.admitted[0].WriteFrame(nil, []byte{0}); err == nil {
		t.Error("the socket that has the old record open lives")
	}
}
