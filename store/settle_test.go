package store_test

import (
	"slices"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// served opens a directory as the server of a region does; "": there is but one.
func served(t *testing.T, dir, region string) *store.Store {
	t.Helper()
	o := store.Options{Dir: dir, Now: stillClock, Serve: true, Region: region}
	if region != "" {
		o.FirstRegion = "fra"
	}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// wantOwnWork checks whether a store goes on with a delivery of webhook 900 and with a task in review, or has neither.
func wantOwnWork(t *testing.T, s *store.Store, n int, want bool) {
	t.Helper()
	spread(t, s)
	due, err := s.DueDeliveries(t.Context(), id(900), 10)
	if err != nil || (len(due) > 0) != want {
		t.Errorf("%d deliveries wait, %v", len(due), err)
	}
	got, err := s.Task(t.Context(), id(n))
	if want && (err != nil || got.Status != crm.TaskReview || got.Pending != 1) ||
		!want && crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("the task is %+v, %v", got, err)
	}
	listed, err := s.Tasks(t.Context(), &crm.User{ID: id(1), Role: crm.RoleBroker, Broker: task(n).Broker},
		store.NewestTask, 10)
	if err != nil || slices.ContainsFunc(listed, func(t *crm.Task) bool { return t.ID == id(n) }) != want {
		t.Errorf("%d tasks are listed, %v", len(listed), err)
	}
	if found := problems(t, s); len(found) > 0 {
		t.Error(found)
	}
}

// A region that begins with a backup of another one sends none of its deliveries, and has nothing of it to decide on:
// both are still that region's. Its own backup brings a region its own work back.
func TestRestore_ARegionDoesNotDoTheWorkOfAnother(t *testing.T) {
	t.Parallel()
	s, u, _ := hookStore(t, newDir(t), stillClock)
	tellLeads(t, s, u, 1, `{"id":"x"}`)
	spread(t, s)
	tellLeads(t, s, u, 1, `{"id":"x"}`) // waits for being spread
	finished(t, s, 1, crm.TaskReview, proposed(1, "", crm.Accepted))
	backup := backedUp(t, s)
	restore := func(t *testing.T, backup string) (dir string) {
		t.Helper()
		dir = t.TempDir()
		if err := store.Restore(t.Context(), backup, dir, store.Options{Now: stillClock}); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	for _, c := range []struct {
		name, region string
		its          bool
	}{{"alone", "", true}, {"the first", "fra", true}, {"another", "iad", false}} {
		t.Run(c.name, func(t *testing.T) {
			restored := served(t, restore(t, backup), c.region)
			wantOwnWork(t, restored, 1, c.its)
			left, err := restored.Proposals(t.Context(), id(1), false)
			if err != nil || len(left) != 1 || left[0].Decisions["/f1"] != crm.Accepted {
				t.Errorf("what was accepted is %+v, %v", left, err)
			}
		})
	}
	t.Run("what can be tried again", func(t *testing.T) {
		fra := served(t, restore(t, backup), "fra")
		finished(t, fra, 3, crm.TaskFailed)
		own := backedUp(t, fra)
		if err := served(t, restore(t, own), "").RetryTask(t.Context(), id(3)); err != nil {
			t.Error(err)
		}
		dir := restore(t, own)
		if err := served(t, dir, "iad").Close(); err != nil {
			t.Fatal(err)
		}
		alone := served(t, dir, "") // for a while: fra has the task too
		wantCode(t, alone.RetryTask(t.Context(), id(3)), crm.CodeConflict)
		if found := problems(t, alone); len(found) > 0 {
			t.Error(found)
		}
	})
	t.Run("of iad", func(t *testing.T) {
		iad := served(t, restore(t, backup), "iad")
		finished(t, iad, 2, crm.TaskReview, proposed(1, ""))
		if _, err := iad.TestWebhook(t.Context(), id(900)); err != nil {
			t.Fatal(err)
		}
		spread(t, iad)
		own := backedUp(t, iad)
		dir := restore(t, own)
		for range 2 { // also at the next start
			again := served(t, dir, "iad")
			wantOwnWork(t, again, 2, true)
			if err := again.Close(); err != nil {
				t.Fatal(err)
			}
		}
		fra := served(t, restore(t, own), "fra")
		wantOwnWork(t, fra, 2, false)
		if got, err := fra.Task(t.Context(), id(1)); err != nil || got.Status != crm.TaskCompleted {
			t.Errorf("its own task of before is %+v, %v", got, err)
		}
		if late, err := fra.LateTasks(t.Context(), 10); err != nil || !slices.Equal(late, []crm.ID{id(1)}) {
			t.Errorf("the latest tasks are %v, %v", late, err)
		}
	})
}
