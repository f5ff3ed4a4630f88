package store_test

import (
	"slices"
	"testing"
	"time"

	"roomkey/crm"
)

// T4
func TestClaim_OneOwnerAtATimeAndTheAttemptIsCountedFirst(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	late := task(2)
	late.RunAt = now.Add(time.Hour)
	add(t, s, task(1), late)
	got := claim(t, s, 10, now.Add(time.Minute))
	if got == nil || got.ID != id(1) || got.Status != crm.TaskRunning || got.Steps[0].Attempt != 1 ||
		got.Steps[1].Attempt != 0 || string(got.Input) != `{"n":1}` {
		t.Fatalf("claimed %+v", got)
	}
	if again := claim(t, s, 11, now.Add(time.Minute)); again != nil {
		t.Fatalf("claimed twice: %+v", again)
	}
	clock.move(time.Minute + time.Second)
	next := claim(t, s, 12, now.Add(2*time.Minute))
	if next == nil || next.ID != id(1) || next.Steps[0].Attempt != 2 || !next.StartedAt.Equal(now) {
		t.Fatalf("after the lease: %+v", next)
	}
	wantCode(t, s.SaveTask(t.Context(), &crm.TaskWrite{Task: got, Claim: id(10)}), crm.CodeConflict)
	if err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: next, Claim: id(12)}); err != nil {
		t.Error(err)
	}
	lost, err := s.RenewTasks(t.Context(), []crm.ID{id(10), id(12)}, now.Add(time.Hour))
	if err != nil || !slices.Equal(lost, []crm.ID{id(10)}) {
		t.Errorf("lost are %v, %v", lost, err)
	}
	if err := s.FreeTasks(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.SaveTask(t.Context(), &crm.TaskWrite{Task: next, Claim: id(12)}), crm.CodeConflict)
	if freed := claim(t, s, 13, now.Add(time.Hour)); freed == nil || freed.Steps[0].Attempt != 3 {
		t.Errorf("after they were freed: %+v", freed)
	}
}

// T9
func TestClaim_AtOnceBoundsABrokerageAndNoOther(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 4 {
		add(t, s, task(n))
	}
	other := task(9)
	other.Broker = id(999)
	add(t, s, other)
	for owner := range 2 {
		if got, err := s.ClaimTask(t.Context(), id(100+owner), now.Add(time.Hour), 2, silent); err != nil ||
			got.ID != id(owner) {
			t.Fatal(got, err)
		}
	}
	if got, err := s.ClaimTask(t.Context(), id(110), now.Add(time.Hour), 2, silent); err != nil || got == nil ||
		got.ID != id(9) {
		t.Fatal(got, err)
	}
	if got, err := s.ClaimTask(t.Context(), id(111), now.Add(time.Hour), 2, silent); err != nil || got != nil {
		t.Fatal(got, err)
	}
}

func TestCancel_FencesWhoeverHasIt(t *testing.T) {
	t.Parallel()
	s := open(t)
	add(t, s, task(1))
	got := claim(t, s, 10, now.Add(time.Hour))
	tell := func() []crm.Event {
		return []crm.Event{{Room: got.Room, Name: crm.EventTaskCancelled, At: now}}
	}
	if err := s.CancelTask(t.Context(), id(1), tell); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.SaveTask(t.Context(), &crm.TaskWrite{Task: got, Claim: id(10), Events: tell()}), crm.CodeConflict)
	wantCode(t, s.CancelTask(t.Context(), id(1), tell), crm.CodeConflict)
	wantCode(t, s.CancelTask(t.Context(), id(2), tell), crm.CodeConflict)
	if events, err := s.Events(t.Context(), got.Room, 0, 10); err != nil || len(events) != 1 {
		t.Errorf("events are %+v, %v", events, err)
	}
	if err := s.RetryTask(t.Context(), id(1)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.RetryTask(t.Context(), id(1)), crm.CodeConflict)
	if again := claim(t, s, 11, now.Add(time.Hour)); again == nil || again.Steps[0].Attempt != 1 {
		t.Errorf("tried again as %+v", again)
	}
}

// The number of waiting tasks is bounded, however they were queued.
func TestRetry_IsBoundedAsNewTasksAre(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 200 {
		add(t, s, task(n))
	}
	wantCode(t, s.AddTask(t.Context(), task(200)), crm.CodeRateLimited)
	if err := s.CancelTask(t.Context(), id(0), func() []crm.Event { return nil }); err != nil {
		t.Fatal(err)
	}
	add(t, s, task(200))
	wantCode(t, s.RetryTask(t.Context(), id(0)), crm.CodeRateLimited)
	wantCode(t, s.RetryTask(t.Context(), id(1)), crm.CodeConflict)
}
