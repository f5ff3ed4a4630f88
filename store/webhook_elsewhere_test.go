package store_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"roomkey/crm"
)

// A webhook hears of tasks that run in other regions, each event once however often that region tells of it, if its
// maker may see the task.
func TestWebhooks_HearOfOtherRegionsTasks(t *testing.T) {
	t.Parallel()
	at := now
	s, u, w := hookStore(t, newDir(t), func() time.Time { return at })
	if _, err := s.ChangeWebhook(t.Context(), u, w.ID, func(w *crm.Webhook) error {
		w.Events = []string{crm.EventTaskStarted, crm.EventTaskFailed, crm.EventTaskCompleted}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	mate := &crm.User{Email: "b@demo.test", Name: "B", Role: crm.RoleAgent, Broker: u.Broker}
	if err := s.AddUser(t.Context(), mate, "no password"); err != nil {
		t.Fatal(err)
	}
	hear := func(task int, of crm.ID, event string) {
		t.Helper()
		news := &crm.TaskNews{Task: id(task), Broker: u.Broker, User: of, Events: []crm.Event{{
			Room: crm.UserRoom(u.ID), Name: event, Data: json.RawMessage(`{"task":"` + id(task).String() + `"}`)}}}
		if err := s.TakeTaskNews(t.Context(), news); err != nil {
			t.Fatal(err)
		}
		spread(t, s)
	}
	for _, event := range []string{crm.EventTaskStarted, crm.EventTaskStarted, crm.EventTaskFailed,
		crm.EventTaskProgress, crm.EventTaskFailed, crm.EventTaskStarted, crm.EventTaskCompleted} {
		hear(1, u.ID, event)
	}
	hear(2, mate.ID, crm.EventTaskCompleted) // which an agent does not see
	hear(3, id(999), crm.EventTaskCompleted) // of somebody who is not here
	var told []string
	for _, d := range deliveries(t, s, w.ID) {
		told = append(told, d.Event)
		if may, err := s.MayDeliver(t.Context(), u.ID, &d); err != nil || !may || d.Task != id(1) {
			t.Errorf("%s of task %s may be sent: %t, %v", d.Event, d.Task, may, err)
		}
	}
	slices.Reverse(told) // they are listed from the newest on
	if want := []string{crm.EventTaskStarted, crm.EventTaskFailed, crm.EventTaskStarted,
		crm.EventTaskCompleted}; !slices.Equal(told, want) {
		t.Errorf("it is told %q, want %q", told, want)
	}
	at = at.Add(31 * 24 * time.Hour)
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	hear(1, u.ID, crm.EventTaskCompleted)
	if d := deliveries(t, s, w.ID); len(d) != 1 {
		t.Errorf("of a task that was forgotten, %d deliveries wait", len(d))
	}
}

// What has happened twice is told twice, also to webhooks that ask for nothing of what came between.
func TestWebhooks_HearOfEachFailureOfOtherRegionsTasks(t *testing.T) {
	t.Parallel()
	s, u, w := hookStore(t, newDir(t), stillClock)
	if _, err := s.ChangeWebhook(t.Context(), u, w.ID, func(w *crm.Webhook) error {
		w.Events = []string{crm.EventTaskFailed}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, event := range []string{crm.EventTaskStarted, crm.EventTaskFailed, crm.EventTaskFailed,
		crm.EventTaskStarted, crm.EventTaskFailed} {
		news := &crm.TaskNews{Task: id(1), Broker: u.Broker, User: u.ID, Events: []crm.Event{{
			Room: crm.UserRoom(u.ID), Name: event, Data: json.RawMessage(`{"task":"` + id(1).String() + `"}`)}}}
		if err := s.TakeTaskNews(t.Context(), news); err != nil {
			t.Fatal(err)
		}
	}
	spread(t, s)
	if told := deliveries(t, s, w.ID); len(told) != 2 {
		t.Errorf("a task that has failed twice is told of %d times", len(told))
	}
}
