package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crm"
	"roomkey/internal/fair"
)

// note drafts a change of a lead that nobody has made before.
func note(i int) crdt.Draft {
	return crdt.Draft{Actor: [16]byte{1}, Type: "lead",
		Patch: json.RawMessage(fmt.Sprintf(`{"name": "Ann", "notes": [{"id": "a", "body": "note %d"}]}`, i))}
}

// write makes n changes of a document for a user, and returns its first heads.
func (s *stored) write(t *testing.T, pool *engine.Pool, user *crm.User, n int) (first []crdt.Hash) {
	t.Helper()
	for i := range n {
		doc := s.doc()
		doc.User = user
		change, state, err := pool.Author(t.Context(), doc, note(i))
		if err != nil {
			t.Fatal(err)
		}
		s.add(change)
		if i == 0 {
			first = state.Heads
		}
	}
	return first
}

// Whoever reads records as they were, however long their histories are, keeps no edit waiting.
func TestPool_ReadsThePastInAProcessOfItsOwn(t *testing.T) {
	pids := make(chan int, 8)
	pool := run(t, engine.Config{Children: 1, Past: true, CallTimeout: time.Minute,
		Metrics: engine.Metrics{Started: func(pid int) { pids <- pid }}})
	s := &stored{id: id(1)}
	first := s.write(t, pool, nil, 3)
	at := func(heads []crdt.Hash) string {
		t.Helper()
		state, err := pool.Fields(t.Context(), s.doc(), heads)
		if err != nil {
			t.Fatal(err)
		}
		return string(state.Fields["notes"])
	}
	old := at(first)
	a, b := <-pids, <-pids
	for _, stopped := range []int{a, b} { // one of the two processes answers, whichever does not
		answered := make(chan error, 2)
		if err := syscall.Kill(stopped, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		go func() { _, err := pool.Fields(t.Context(), s.doc(), first); answered <- err }()
		go func() { _, err := pool.Fields(t.Context(), s.doc(), nil); answered <- err }()
		if err := <-answered; err != nil {
			t.Error(err)
		}
		if err := syscall.Kill(stopped, syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
		if err := <-answered; err != nil {
			t.Error(err)
		}
	}
	s.write(t, pool, nil, 2) // the process of the past has not seen these
	state, err := pool.Fields(t.Context(), s.doc(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if now := at(state.Heads); now != string(state.Fields["notes"]) || at(first) != old || now == old {
		t.Errorf("at the last heads there is %s, at the first %s", now, at(first))
	}
}

// States of the past are those that Automerge has at the same heads, in whatever order they are asked for, also where
// changes were made beside each other and a snapshot holds them. A document is read once for all its states.
func TestPool_StatesOfThePastAreAutomerges(t *testing.T) {
	pool := run(t, engine.Config{Children: 1, Past: true})
	plain := run(t, engine.Config{Children: 1}) // has Automerge go back
	s := &stored{id: id(1)}
	s.write(t, pool, nil, 2)
	var all [][]crdt.Hash
	for i := range 4 {
		var heads []crdt.Hash
		for _, actor := range []byte{5, 6} { // two people who have not seen each other's change
			doc, draft := s.doc(), note(10*i+int(actor))
			draft.Actor = [16]byte{actor, byte(i)}
			if len(all) > 0 {
				draft.Base = all[len(all)-1]
			}
			change, state, err := pool.Author(t.Context(), doc, draft)
			if err != nil {
				t.Fatal(err)
			}
			s.add(change)
			heads = state.Heads
		}
		all = append(all, heads)
	}
	snapshot, _, err := pool.Snapshot(t.Context(), s.doc())
	if err != nil {
		t.Fatal(err)
	}
	short := &stored{id: id(2)}
	short.add(snapshot)
	for _, of := range []*stored{s, short} {
		of.mu.Lock()
		of.loads = 0
		of.mu.Unlock()
		for _, i := range []int{2, 0, 3, 3, 1} {
			was, err := pool.Fields(t.Context(), of.doc(), all[i])
			if err != nil {
				t.Fatal(err)
			}
			want, err := plain.Fields(t.Context(), s.doc(), all[i])
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(was.Fields, want.Fields) {
				t.Errorf("at %d there is %s, and Automerge has %s", i, was.Fields, want.Fields)
			}
		}
	}
	if short.loads != 1 {
		t.Errorf("the document was read %d times", short.loads)
	}
	var refused *crdt.RefusedError
	_, err = pool.Fields(t.Context(), s.doc(), []crdt.Hash{{1}})
	if !errors.As(err, &refused) || refused.Err.Code != crm.CodeNotFound {
		t.Errorf("at heads that it never had: %v", err)
	}
}

// Calls of a user beyond the budget are made one by one. The server's own, and those of others, wait for none of them.
func TestPool_CallsBeyondTheBudgetAreMadeOneByOne(t *testing.T) {
	heavy := &crm.User{ID: id(7), Broker: id(8)}
	budget := fair.NewBudget(time.Second, time.Now)
	budget.Charge(fair.PayerOf(heavy), time.Hour)
	var waited atomic.Int64
	pool := run(t, engine.Config{Children: 1, Budget: budget,
		Metrics: engine.Metrics{Waited: func(time.Duration) { waited.Add(1) }}})
	busy := &stored{id: id(1)}
	busy.write(t, pool, nil, 1)
	(&stored{id: id(2)}).write(t, pool, &crm.User{ID: id(9), Broker: id(10)}, 3)
	if n := waited.Load(); n != 0 {
		t.Fatalf("%d calls have waited that are the server's or within a budget", n)
	}
	begin := make(chan struct{})
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			doc := busy.doc()
			doc.User = heavy
			<-begin
			if _, err := pool.Fields(t.Context(), doc, nil); err != nil {
				t.Error(err)
			}
		})
	}
	close(begin)
	group.Wait()
	if waited.Load() == 0 {
		t.Error("twenty calls of one user beyond the budget were made at once")
	}
}
