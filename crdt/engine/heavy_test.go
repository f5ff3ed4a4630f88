package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crm"
	"roomkey/internal/fair"
)

// weighted is a pool whose documents are heavy from 100 operations on, and two users, one of whom is beyond the budget.
type weighted struct {
	t              *testing.T
	pool           *engine.Pool
	pids           chan int
	light          int // the process of light documents
	modest, greedy *crm.User
}

func newWeighted(t *testing.T) *weighted {
	d := &weighted{t: t, pids: make(chan int, 16), modest: &crm.User{ID: id(5), Broker: id(6)},
		greedy: &crm.User{ID: id(7), Broker: id(8)}}
	budget := fair.NewBudget(time.Minute, time.Now)
	budget.Charge(fair.PayerOf(d.greedy), 10*time.Hour)
	d.pool = run(t, engine.Config{Children: 1, Heavy: 100, Past: true, PastWait: 50 * time.Millisecond, Budget: budget,
		CallTimeout: time.Minute, Metrics: engine.Metrics{Started: func(pid int) { d.pids <- pid }}})
	d.light = <-d.pids
	return d
}

// writes has a user write a text of n characters into a document.
func (d *weighted) writes(s *stored, user *crm.User, n int, text string) error {
	doc := s.doc()
	doc.User = user
	change, state, err := d.pool.Author(d.t.Context(), doc, crdt.Draft{Actor: [16]byte{byte(n)}, Type: "listing",
		Patch: json.RawMessage(fmt.Sprintf(`{"City": %q}`, text))})
	if err != nil {
		return err
	}
	if got := string(state.Fields["City"]); got != `"`+text+`"` {
		d.t.Errorf("City is %s, and %s was written", got, text)
	}
	s.add(change)
	return nil
}

// processors is how many processors a process may use.
func processors(t *testing.T, pid int) int {
	t.Helper()
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(pid, &set); err != nil {
		t.Fatal(err)
	}
	return set.Count()
}

// Whoever is beyond the budget holds up nobody's calls but those of others who are, and a heavy document is the same
// whoever wrote to it last.
func TestPool_CallsOfHeavyDocumentsHoldUpNobodyWithinTheBudget(t *testing.T) {
	d := newWeighted(t)
	light, heavy := &stored{id: id(1)}, &stored{id: id(2), ops: 100}
	for i := range 6 {
		user := []*crm.User{d.modest, d.greedy, nil}[i%3]
		if err := d.writes(heavy, user, i+1, fmt.Sprint("city ", i)); err != nil {
			t.Fatal(err)
		}
	}
	within, beyond := <-d.pids, <-d.pids // in the order in which they were needed
	if ours, theirs := processors(t, within), processors(t, beyond); theirs != max(ours-1, 1) {
		t.Errorf("the process within the budget may use %d processors, the one beyond it %d", ours, theirs)
	}
	if err := syscall.Kill(beyond, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	other, late := &stored{id: id(3), ops: 1000}, make(chan error, 1)
	go func() { late <- d.writes(other, d.greedy, 9, "late") }()
	for i := range 3 {
		err := errors.Join(d.writes(light, d.greedy, 10+i, fmt.Sprint("light ", i)),
			d.writes(light, d.modest, 20+i, fmt.Sprint("too ", i)),
			d.writes(heavy, d.modest, 30+i, fmt.Sprint("heavy ", i)))
		if err != nil {
			t.Error(err)
		}
	}
	if err := syscall.Kill(beyond, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := <-late; err != nil {
		t.Error(err)
	}
	if err := d.writes(heavy, d.greedy, 40, "again"); err != nil {
		t.Error(err)
	}
	if err := d.writes(heavy, d.modest, 41, "and again"); err != nil {
		t.Error(err)
	}
	// Their memory is given back.
	for _, pid := range []int{within, beyond} {
		for deadline := time.Now().Add(time.Minute); syscall.Kill(pid, 0) == nil; <-time.After(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("a process is kept that nobody calls")
			}
		}
	}
}

// A call that writes much holds up no call for another document, and its document goes on where it was.
func TestPool_LargeDraftsHoldUpNoLightDocument(t *testing.T) {
	d := newWeighted(t)
	s := &stored{id: id(1)}
	if err := d.writes(s, d.modest, 1, "Porto"); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(d.light, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	doc := s.doc()
	doc.User = d.modest
	long := strings.Repeat("a", 4_000)
	patience, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	change, _, err := d.pool.Author(patience, doc, crdt.Draft{Actor: [16]byte{2}, Type: "listing",
		Patch: json.RawMessage(fmt.Sprintf(`{"PublicRemarks": %q}`, long))})
	if err := syscall.Kill(d.light, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.add(change)
	if err := d.writes(s, d.modest, 1, "Lisbon"); err != nil {
		t.Fatal(err)
	}
	state, err := d.pool.Fields(t.Context(), s.doc(), nil)
	if err != nil || string(state.Fields["PublicRemarks"]) != `"`+long+`"` {
		t.Errorf("after a small edit there are %d bytes of the text: %v", len(state.Fields["PublicRemarks"]), err)
	}
	if err := syscall.Kill(<-d.pids, 0); err != nil {
		t.Errorf("the process of heavy documents: %v", err)
	}
}

// What was read of the past is kept, so that it is read once, however many ask.
func TestPool_KeepsWhatItReadOfThePast(t *testing.T) {
	d := newWeighted(t)
	s := &stored{id: id(1)}
	first := s.write(t, d.pool, nil, 3)
	ask := func(user *crm.User, heads []crdt.Hash) error {
		doc := s.doc()
		doc.User = user
		_, err := d.pool.Fields(t.Context(), doc, heads)
		return err
	}
	if err := ask(d.modest, first); err != nil {
		t.Fatal(err)
	}
	past := <-d.pids
	if err := syscall.Kill(past, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for _, user := range []*crm.User{d.modest, d.greedy, nil} {
		group.Go(func() {
			if err := ask(user, first); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()

	if err := syscall.Kill(past, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
}

// A question that waits for too long is refused, with the time after which to ask again.
func TestPool_RefusesQuestionsAboutThePastThatWaitTooLong(t *testing.T) {
	d := newWeighted(t)
	s := &stored{id: id(1)}
	first := s.write(t, d.pool, nil, 3)
	loading, goOn, answered := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		doc := s.doc()
		load := doc.Load
		doc.User, doc.Load = d.modest, func(ctx context.Context) ([][]byte, error) {
			close(loading)
			<-goOn
			return load(ctx)
		}
		_, err := d.pool.Fields(t.Context(), doc, first)
		answered <- err
	}()
	<-loading
	doc := s.doc()
	doc.User = &crm.User{ID: id(9), Broker: id(10)}
	_, err := d.pool.Fields(t.Context(), doc, first)
	var refused *fair.Refused
	if !errors.As(err, &refused) || refused.After <= 0 || crm.CodeOf(err) != crm.CodeRateLimited {
		t.Errorf("it is answered %v", err)
	}
	close(goOn)
	if err := <-answered; err != nil {
		t.Error(err)
	}
}

// A call that brings much, or that somebody beyond the budget makes for more than a small document, holds up no call of
// light documents. The document itself is light again afterwards.
func TestPool_LargeCallsOfLightDocumentsHoldUpNobody(t *testing.T) {
	d := &weighted{t: t, pids: make(chan int, 16), modest: &crm.User{ID: id(5), Broker: id(6)},
		greedy: &crm.User{ID: id(7), Broker: id(8)}}
	budget := fair.NewBudget(time.Minute, time.Now)
	budget.Charge(fair.PayerOf(d.greedy), 10*time.Hour)
	d.pool = run(t, engine.Config{Children: 1, Heavy: 100, Budget: budget, CallTimeout: time.Minute,
		Metrics: engine.Metrics{Started: func(pid int) { d.pids <- pid }}})
	light := <-d.pids
	a, s := newAuthor(t), &stored{id: id(1), ops: 13}
	apply := func(user *crm.User, brings int, value int64) {
		t.Helper()
		doc := s.doc()
		doc.User, doc.New = user, brings
		change := a.set("score", value)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		state, err := d.pool.Apply(ctx, doc, [][]byte{change}, []string{"score"})
		if err != nil || string(state.Fields["score"]) != fmt.Sprint(value) {
			t.Errorf("after %d the score is %s: %v", value, state.Fields["score"], err)
		}
		s.add(change)
	}
	apply(d.modest, 1, 1)
	if err := syscall.Kill(light, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	apply(d.modest, 12, 2)
	apply(nil, 1, 3) // the server's own call stays
	apply(d.greedy, 1, 4)
	if err := syscall.Kill(light, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	apply(d.modest, 1, 5)
	for len(d.pids) > 0 { // the processes of heavy documents are not needed any more
		if err := syscall.Kill(<-d.pids, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
	}
	apply(d.modest, 1, 6)
	apply(nil, 1, 7)
}

// A snapshot of a document that is not heavy yet is made of a copy: nobody waits for it, and the document stays
// where it is.
func TestPool_LargeSnapshotsHoldUpNobody(t *testing.T) {
	pids := make(chan int, 8)
	pool := run(t, engine.Config{Children: 1, Heavy: 160, CallTimeout: time.Minute,
		Metrics: engine.Metrics{Started: func(pid int) { pids <- pid }}})
	light := <-pids
	a, s := newAuthor(t), &stored{id: id(1), ops: 10}
	apply := func(value int64) crdt.State {
		t.Helper()
		change := a.set("score", value)
		state, err := pool.Apply(t.Context(), s.doc(), [][]byte{change}, []string{"score"})
		if err != nil || string(state.Fields["score"]) != fmt.Sprint(value) {
			t.Errorf("after %d the score is %s: %v", value, state.Fields["score"], err)
		}
		s.add(change)
		return state
	}
	for value := range int64(3) {
		state := apply(value)
		if err := syscall.Kill(light, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		_, heads, err := pool.Snapshot(ctx, s.doc())
		cancel()
		if err != nil || !slices.Equal(heads, state.Heads) {
			t.Errorf("the snapshot has heads %v, the document %v: %v", heads, state.Heads, err)
		}
		if err := syscall.Kill(light, syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
	}
	if s.loads != 4 { // the first time for the process that holds it
		t.Errorf("the document was loaded %d times, not for each snapshot alone", s.loads)
	}
}
