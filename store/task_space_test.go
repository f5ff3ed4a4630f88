package store_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

const kilo = 1 << 10

// inputOf returns an input of that many bytes.
func inputOf(size int) json.RawMessage {
	return append(append([]byte(`{"x":"`), bytes.Repeat([]byte("x"), size-8)...), `"}`...)
}

// cancelled makes a user's task with an input of that many bytes, and cancels it a second later.
func cancelled(t *testing.T, s *store.Store, clock *watch, n, user, size int) {
	t.Helper()
	one := task(n)
	one.User, one.Input = id(user), inputOf(size)
	add(t, s, one)
	clock.move(time.Second)
	if err := s.CancelTask(t.Context(), id(n), func() []crm.Event { return nil }); err != nil {
		t.Fatal(err)
	}
}

// wantTasks fails unless the tasks gone are gone, the others are there, and exactly those in retried can be tried
// again.
func wantTasks(t *testing.T, s *store.Store, gone, kept, retried []int) {
	t.Helper()
	for _, n := range gone {
		_, err := s.Task(t.Context(), id(n))
		wantCode(t, err, crm.CodeNotFound)
	}
	for _, n := range kept {
		if _, err := s.Task(t.Context(), id(n)); err != nil {
			t.Errorf("task %d: %v", n, err)
		}
		wantCode(t, s.RetryTask(t.Context(), id(n)), crm.CodeConflict)
	}
	for _, n := range retried {
		if err := s.RetryTask(t.Context(), id(n)); err != nil {
			t.Errorf("retry of task %d: %v", n, err)
		}
	}
	if found := problems(t, s); len(found) > 0 {
		t.Error(found)
	}
}

func span(from, to int) (numbers []int) {
	for n := from; n < to; n++ {
		numbers = append(numbers, n)
	}
	return numbers
}

// A loop that starts tasks with a large input and cancels them must not fill the disk.
func TestTasks_OldestInputsGoWhereEndedTasksKeepTooMuch(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	if err := s.BoundTasks(t.Context(), 1000, 1000*kilo); err != nil {
		t.Fatal(err)
	}
	for n := range 30 {
		cancelled(t, s, clock, n, 1, 100*kilo)
	}
	wantTasks(t, s, nil, span(0, 20), span(20, 30))
}

// T27
func TestTasks_WhoKeepsTheMostLosesFirst(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	if err := s.BoundTasks(t.Context(), 1000, 1000*kilo); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		cancelled(t, s, clock, n, 2, 100*kilo)
	}
	for n := 3; n < 30; n++ {
		cancelled(t, s, clock, n, 1, 100*kilo)
	}
	wantTasks(t, s, nil, span(3, 23), append(span(0, 3), span(23, 30)...))
}

// The user who keeps the most loses whole tasks before others lose even an input.
func TestTasks_NobodysTasksCostOthersTheirs(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	if err := s.BoundTasks(t.Context(), 1000, 1000*kilo); err != nil {
		t.Fatal(err)
	}
	for n := 1; n < 4; n++ {
		cancelled(t, s, clock, n, 2, 100*kilo)
	}
	for n := 4; n < 7; n++ {
		p := proposed(1, crm.Accepted)
		p.Applied = []json.RawMessage{inputOf(300 * kilo)}
		clock.move(time.Second)
		finished(t, s, n, crm.TaskReview, p)
	}
	wantTasks(t, s, []int{4}, []int{5, 6}, []int{1, 2, 3})
}

// Accepted changes can be undone only as long as their proposals exist: these go last, and never those of the newest
// task.
func TestTasks_InputsGoBeforeProposals(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	if err := s.BoundTasks(t.Context(), 1000, 1000*kilo); err != nil {
		t.Fatal(err)
	}
	large := func(size int) crm.Proposal {
		p := proposed(1, crm.Accepted)
		p.Applied = []json.RawMessage{inputOf(size)}
		return p
	}
	finished(t, s, 1, crm.TaskReview, large(400*kilo))
	clock.move(time.Second)
	finished(t, s, 2, crm.TaskReview, large(400*kilo))
	clock.move(time.Second)
	for n := 3; n < 20; n++ {
		cancelled(t, s, clock, n, 1, 50*kilo)
	}
	for _, n := range []int{1, 2} {
		if left, err := s.Proposals(t.Context(), id(n), false); err != nil || len(left) != 1 {
			t.Errorf("of task %d are left %d proposals, %v", n, len(left), err)
		}
	}
	clock.move(time.Second)
	finished(t, s, 20, crm.TaskReview, large(1200*kilo)) // more than all may be
	wantTasks(t, s, []int{1, 2}, append(span(3, 20), 20), nil)
	clock.move(time.Second)
	cancelled(t, s, clock, 21, 1, 50*kilo)
	wantTasks(t, s, []int{20}, nil, []int{21})
}

// If the user who keeps the most has no large tasks, other users' large ones go: inputs first here, too.
func TestTasks_LargeOnesGoWhereverTheyAre(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	if err := s.BoundTasks(t.Context(), 1000, 1000*kilo); err != nil {
		t.Fatal(err)
	}
	for n := 1; n < 3; n++ {
		p := proposed(1, crm.Accepted)
		p.Applied = []json.RawMessage{inputOf(150 * kilo)}
		finished(t, s, n, crm.TaskReview, p)
		clock.move(time.Second)
	}
	cancelled(t, s, clock, 3, 1, 100*kilo)
	small := func(from, to int) {
		for n := from; n < to; n++ {
			cancelled(t, s, clock, n, 2, 15*kilo)
		}
	}
	small(4, 45) // 615 KiB
	wantTasks(t, s, nil, []int{1, 2, 3}, nil)
	small(45, 55)
	wantTasks(t, s, []int{1}, []int{2, 3}, span(4, 55))
}

// A clock that was set back, or one that stands still, must not make the bound clear the task that has just ended, nor
// clear nothing.
func TestTasks_WhatHasJustEndedStaysWhateverTheClockSays(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	if err := s.BoundTasks(t.Context(), 5, 1000*kilo); err != nil {
		t.Fatal(err)
	}
	for n := range 5 {
		cancelled(t, s, clock, n, 1, 10)
	}
	clock.move(-time.Hour)
	cancelled(t, s, clock, 5, 2, 10)
	wantTasks(t, s, []int{0}, nil, []int{5})
	for n := 10; n < 30; n++ {
		clock.move(-2 * time.Second)
		cancelled(t, s, clock, n, 1, 10)
	}
	wantTasks(t, s, span(10, 29), nil, append(span(1, 5), 29))
}

// T27
func TestTasks_OldestGoWhereTooManyHaveEnded(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	if err := s.BoundTasks(t.Context(), 10, 1000*kilo); err != nil {
		t.Fatal(err)
	}
	cancelled(t, s, clock, 1, 2, 10)
	for n := 2; n < 30; n++ {
		cancelled(t, s, clock, n, 1, 10)
	}
	wantTasks(t, s, span(2, 21), nil, append(span(21, 30), 1))
}

// Bounds may have been higher when the tasks ended.
func TestMaintain_BoundsTasksOfAllBrokerages(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	for n := range 40 {
		cancelled(t, s, clock, n, 1, 10)
	}
	other := task(40)
	other.Broker = id(999)
	add(t, s, other)
	if err := s.CancelTask(t.Context(), other.ID, func() []crm.Event { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := s.BoundTasks(t.Context(), 5, 1000*kilo); err != nil {
		t.Fatal(err)
	}
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantTasks(t, s, span(0, 35), nil, span(35, 41))
}

// Whatever tasks do, the space that they take is counted right.
func TestTasks_SpaceIsCountedWhateverHappens(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	s, clock := timed(t, newDir(t))
	if err := s.BoundTasks(t.Context(), 20, 400*kilo); err != nil {
		t.Fatal(err)
	}
	w := write(5, "x")
	w.Record = lead(5, nil)
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	key := func() crm.Hash { return chunk(fmt.Sprint(random.IntN(5))).Hash }
	open := map[int]*crm.Task{} // by owner
	for n := range volume(t, "steps", 150) {
		clock.move(time.Second)
		some := id(max(0, n-random.IntN(30)))
		switch random.IntN(9) {
		case 0, 1, 2, 3:
			one := task(n)
			one.User, one.Input = id(random.IntN(3)), inputOf(10+random.IntN(60*kilo))
			add(t, s, one)
		case 4:
			if got := claim(t, s, 5000+n, clock.now().Add(time.Hour)); got != nil {
				open[5000+n] = got
			}
		case 5, 6:
			if len(open) > 0 {
				owner := slices.Min(slices.Collect(maps.Keys(open))) // by the seed alone
				got := open[owner]
				got.Steps[0].Checkpoint = inputOf(10 + random.IntN(9*kilo))
				end := random.IntN(4)
				got.Status = []crm.TaskStatus{crm.TaskRunning, crm.TaskReview, crm.TaskCompleted, crm.TaskFailed}[end]
				if end > 0 {
					delete(open, owner)
				}
				got.Proposed++
				p := proposed(got.Proposed, "", "", crm.Accepted)
				err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: got, Claim: id(owner),
					Release: end > 0, Steps: []int{0},
					Proposals: []crm.Proposal{p}})
				if err != nil && crm.CodeOf(err) != crm.CodeConflict {
					t.Fatal(err)
				}
				if err := s.AddMemo(t.Context(), got.ID, 0, key(), 1, inputOf(100)); err != nil {
					t.Fatal(err)
				}
				p.Settle("/f0", crm.Accepted, "")
				p.Applied = append(p.Applied, inputOf(2*kilo))
				err = s.SaveProposals(t.Context(), got.ID, []crm.Proposal{p}, clock.now(),
					func() []crm.Event { return nil })
				if err != nil && crm.CodeOf(err) != crm.CodeConflict {
					t.Fatal(err)
				}
			}
		case 7:
			_ = s.CancelTask(t.Context(), some, func() []crm.Event { return nil }) // it may have ended
			_ = s.RetryTask(t.Context(), some)                                     // it may not be there
		case 8:
			if random.IntN(8) == 0 {
				if err := s.Erase(t.Context(), id(5)); err != nil {
					t.Fatal(err)
				}
			} else if err := s.CancelTask(t.Context(), some, func() []crm.Event { return nil }); err != nil &&
				crm.CodeOf(err) != crm.CodeConflict {
				t.Fatal(err)
			}
		}
		if n%5 > 0 {
			continue
		}
		if found := problems(t, s); len(found) > 0 {
			t.Fatal(n, found)
		}
	}
}

// An older database is counted, and loses the inputs that nobody needs.
func TestMigrate_CountsWhatTasksKeep(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s, clock := timed(t, dir)
	finished(t, s, 1, crm.TaskReview, proposed(1, "", crm.Accepted))
	finished(t, s, 2, crm.TaskCompleted)
	cancelled(t, s, clock, 3, 1, 90*kilo)
	cancelled(t, s, clock, 4, 2, 90*kilo)
	add(t, s, task(5))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db := ofBefore(t, dir, 7)
	// In the older version, every task has its input.
	if _, err := db.Exec(`INSERT INTO task_inputs (task, input) SELECT id, CAST('{}' AS BLOB) FROM tasks WHERE true
		ON CONFLICT DO NOTHING`); err != nil {
		t.Fatal(err)
	}
	migrated := reopen(t, dir)
	if found := problems(t, migrated); len(found) > 0 {
		t.Fatal(found)
	}
	if err := migrated.BoundTasks(t.Context(), 100, 100*kilo); err != nil {
		t.Fatal(err)
	}
	if err := migrated.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := claim(t, migrated, 77, now.Add(time.Hour)); got == nil || got.ID != id(5) ||
		string(got.Input) != `{"n":1}` {
		t.Error("the task that waited is not claimed with its input")
	}
	wantTasks(t, migrated, nil, []int{1, 2, 3}, []int{4})
}
