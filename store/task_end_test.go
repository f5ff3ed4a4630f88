package store_test

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// A backup holds tasks in the middle of their work. Nobody knows what they have done outside since then, so they must
// not run on by themselves (T10).
func TestRestore_FailsTasksThatWereUnderWay(t *testing.T) {
	t.Parallel()
	s := open(t)
	add(t, s, task(1), task(2), task(3))
	running := claim(t, s, 10, now.Add(time.Hour))
	p := crm.Proposal{Num: 1, Edit: crm.Edit{Record: id(5), Type: "lead"}, Applying: map[string]bool{"/score": false},
		By:      id(1),
		Changes: map[string]crm.Change{"/score": {json.RawMessage("null"), json.RawMessage("5")}}}
	if err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: running, Claim: id(10),
		Proposals: []crm.Proposal{p}}); err != nil {
		t.Fatal(err)
	}
	if err := s.CancelTask(t.Context(), id(3), func() []crm.Event { return nil }); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "backup")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "restored")
	if err := store.Restore(t.Context(), file, dir, store.Options{Now: func() time.Time { return now }}); err != nil {
		t.Fatal(err)
	}
	restored := reopen(t, dir)
	if got := claim(t, restored, 11, now.Add(time.Hour)); got != nil {
		t.Errorf("it runs again: %+v", got)
	}
	for n, want := range map[int]crm.TaskStatus{1: crm.TaskFailed, 2: crm.TaskFailed, 3: crm.TaskCancelled} {
		got, err := restored.Task(t.Context(), id(n))
		if err != nil || got.Status != want || want == crm.TaskFailed && (got.Error.Code != "interrupted" ||
			got.Error.Message == "") {
			t.Errorf("task %d is %+v, %v", n, got, err)
		}
	}
	if ids, err := restored.UnsettledTasks(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("unsettled are %v, %v", ids, err)
	}
	if err := restored.RetryTask(t.Context(), id(1)); err != nil {
		t.Error(err)
	}
	if found := problems(t, restored); len(found) > 0 {
		t.Error(found)
	}
}

// T9
func TestMaintain_ForgetsTasksThatEndedLongAgo(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	add(t, s, task(1), task(2))
	if err := s.CancelTask(t.Context(), id(1), func() []crm.Event { return nil }); err != nil {
		t.Fatal(err)
	}
	clock.move(181 * 24 * time.Hour)
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := s.Task(t.Context(), id(1))
	wantCode(t, err, crm.CodeNotFound)
	if _, err := s.Task(t.Context(), id(2)); err != nil {
		t.Errorf("a task that has not ended: %v", err)
	}
}

// A task in review has not ended; its life counts from its last step or decision.
func TestMaintain_ForgetsTasksThatWaitedForLong(t *testing.T) {
	t.Parallel()
	s, clock := timed(t, newDir(t))
	finished(t, s, 1, crm.TaskReview, proposed(1, ""))
	finished(t, s, 2, crm.TaskReview, proposed(1, "", ""))
	clock.move(170 * 24 * time.Hour)
	p := proposed(1, "", "")
	p.Settle("/f0", crm.Rejected, "")
	if err := s.SaveProposals(t.Context(), id(2), []crm.Proposal{p}, clock.now(),
		func() []crm.Event { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		days       int
		gone, kept []int
	}{{0, nil, []int{1, 2}}, {11, []int{1}, []int{2}}, {170, []int{1, 2}, nil}} {
		clock.move(time.Duration(c.days) * 24 * time.Hour)
		if err := s.Maintain(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantTasks(t, s, c.gone, c.kept, nil)
	}
}

// T27
func TestTasks_InputIsForgottenWhenTheStepsAreDone(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	for n, status := range map[int]crm.TaskStatus{1: crm.TaskReview, 2: crm.TaskCompleted} {
		one := task(n)
		one.Input = json.RawMessage(`{"x":"` + canary + `"}`)
		add(t, s, one)
		got := claim(t, s, 10+n, now.Add(time.Hour))
		got.Status = status
		if err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: got, Claim: id(10 + n), Release: true,
			Proposals: []crm.Proposal{}}); err != nil {
			t.Fatal(err)
		}
	}
	wantTasks(t, s, nil, []int{1, 2}, nil)
	var n int
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`SELECT count(*) FROM task_inputs`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d inputs are kept, %v", n, err)
	}
}
