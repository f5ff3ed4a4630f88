package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// A proposal that was being applied at the time of the backup is not applied after a restore. If a record was erased
// before, it is not kept either.
func TestRestore_OfAnEmptiedTaskKeepsWhatWasAccepted(t *testing.T) {
	t.Parallel()
	s := erasable(t, newDir(t))
	p := proposed(1, "", crm.Accepted)
	p.Applying = map[string]bool{"/f0": false}
	finished(t, s, 1, crm.TaskReview, p)
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	backup, dir := t.TempDir()+"/backup", t.TempDir()
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), backup, dir, store.Options{Now: func() time.Time { return now }}); err != nil {
		t.Fatal(err)
	}
	restored := reopen(t, dir)
	left, err := restored.Proposals(t.Context(), id(1), false)
	if err != nil || len(left) != 1 || len(left[0].Changes) != 1 || left[0].Decisions["/f1"] != crm.Accepted {
		t.Errorf("left are %+v, %v", left, err)
	}
	if got, err := restored.Task(t.Context(), id(1)); err != nil || got.Status != crm.TaskCompleted {
		t.Errorf("the task is %+v, %v", got, err)
	}
	if found := problems(t, restored); len(found) > 0 {
		t.Error(found)
	}
}

// backedUp is the backup of a store.
func backedUp(t *testing.T, s *store.Store) string {
	t.Helper()
	backup := t.TempDir() + "/backup"
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	return backup
}

// restored is a directory whose store was closed, with a backup in its place.
func restored(t *testing.T, s *store.Store, backup, dir string) *store.Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), backup, dir, store.Options{Now: func() time.Time { return now }}); err != nil {
		t.Fatal(err)
	}
	return reopen(t, dir)
}

// A record may be younger than the backup, and the task that made it older: the task's input or proposals describe the
// record.
func TestRestore_EmptiesTasksAlsoForARecordThatTheBackupLacks(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	finished(t, s, 1, crm.TaskReview, proposed(1, ""))
	queued := task(2)
	queued.Input = json.RawMessage(`{"x":"` + canary + `"}`)
	add(t, s, queued)
	backup := backedUp(t, s)
	w := write(5, "x")
	w.Record = lead(5, nil)
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	again := restored(t, s, backup, dir)
	wantTasks(t, again, nil, []int{1, 2}, nil)
	wantNoCanary(t, again, dir)
}

// A record that was erased before the backup is no reason to empty its brokerage's tasks again: they are younger, or
// empty.
func TestRestore_LeavesTasksThatAnErasureLeft(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := erasable(t, dir)
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	finished(t, s, 1, crm.TaskReview, proposed(1, ""))
	add(t, s, task(2))
	again := restored(t, s, backedUp(t, s), dir)
	if got, err := again.Task(t.Context(), id(1)); err != nil || got.Status != crm.TaskReview || got.Pending != 1 {
		t.Errorf("what waited for review is %+v, %v", got, err)
	}
	wantTasks(t, again, nil, []int{1}, []int{2})
}
