package store_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// task returns the task of two steps that stands for a number.
func task(n int) *crm.Task {
	return &crm.Task{ID: id(n), User: id(1), Broker: broker, Room: crm.UserRoom(id(1)), Workflow: "two", Title: "Two",
		Policy: crm.PolicyReview,
		Input:  json.RawMessage(`{"n":1}`), Status: crm.TaskQueued, RunAt: now, CreatedAt: now,
		Steps: []crm.TaskStep{{Seq: 0, Plugin: "acme", Name: "a", Version: "1", Status: crm.TaskQueued},
			{Seq: 1, Plugin: "acme", Name: "b", Version: "1", Status: crm.TaskQueued,
				Mapping: json.RawMessage(`{"x":"/input/n"}`)}}}
}

// watch is a clock that tests move.
type watch struct {
	mu sync.Mutex
	at time.Time
}

func (w *watch) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *watch) move(by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(by)
}

func timed(t *testing.T, dir string) (*store.Store, *watch) {
	t.Helper()
	clock := &watch{at: now}
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Now: clock.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, clock
}

func silent(*crm.Task) []crm.Event { return nil }

func claim(t *testing.T, s *store.Store, owner int, until time.Time) *crm.Task {
	t.Helper()
	got, err := s.ClaimTask(t.Context(), id(owner), until, 4, silent)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func add(t *testing.T, s *store.Store, tasks ...*crm.Task) {
	t.Helper()
	for _, one := range tasks {
		if err := s.AddTask(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTask_IsReadAsItWasAdded(t *testing.T) {
	t.Parallel()
	s := open(t)
	add(t, s, task(1))
	got, err := s.Task(t.Context(), id(1))
	if err != nil {
		t.Fatal(err)
	}
	want := task(1)
	want.Input = nil // it may be large, and who shows a task has no use for it
	is, _ := json.Marshal(got)
	shouldBe, _ := json.Marshal(want)
	if !bytes.Equal(is, shouldBe) {
		t.Errorf("read\n%s, want\n%s", is, shouldBe)
	}
	_, err = s.Task(t.Context(), id(2))
	wantCode(t, err, crm.CodeNotFound)
	wantCode(t, s.AddTask(t.Context(), task(1)), crm.CodeConflict)
}

func TestMemo_CountsWhatAStepHasPaid(t *testing.T) {
	t.Parallel()
	s := open(t)
	add(t, s, task(1))
	key := func(text string) crm.Hash { return chunk(text).Hash }
	for i, words := range []string{"a", "b", "a"} {
		if err := s.AddMemo(t.Context(), id(1), 0, key(words), 10, fmt.Appendf(nil, "answer %d", i)); err != nil {
			t.Fatal(err)
		}
	}
	answer, tokens, err := s.Memo(t.Context(), id(1), 0, key("a"))
	if err != nil || string(answer) != "answer 0" || tokens != 20 {
		t.Errorf("remembered %s, %d, %v", answer, tokens, err)
	}
	if answer, tokens, err := s.Memo(t.Context(), id(1), 1, key("a")); err != nil || answer != nil || tokens != 0 {
		t.Errorf("of another step %s, %d, %v", answer, tokens, err)
	}
}
