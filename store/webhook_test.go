package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// hookStore is a store with a user who has made an active webhook for new leads.
func hookStore(t *testing.T, dir string, clock func() time.Time) (*store.Store, *crm.User, *crm.Webhook) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	brokerage, err := s.Brokerage(t.Context(), "Demo Realty")
	if err != nil {
		t.Fatal(err)
	}
	u := &crm.User{Email: "a@demo.test", Name: "A", Role: crm.RoleAgent, Broker: brokerage}
	if err := s.AddUser(t.Context(), u, "no password"); err != nil {
		t.Fatal(err)
	}
	w := &crm.Webhook{ID: id(900), User: u.ID, Broker: brokerage, URL: "https://hooks.example.com/", Revision: 1,
		Events: []string{"lead:created"}, Status: crm.WebhookActive, CreatedAt: clock()}
	if err := s.AddWebhook(t.Context(), w, crm.ID{}); err != nil {
		t.Fatal(err)
	}
	return s, u, w
}

// tellLeads stores a lead of the user's and n events that it was created.
func tellLeads(t *testing.T, s *store.Store, u *crm.User, n int, data string) *crm.Record {
	t.Helper()
	r := lead(1, nil)
	r.Owner, r.Broker = u.ID, u.Broker
	w := &crm.Write{Document: r.ID, Of: r.ID, Record: r}
	for range n {
		w.Events = append(w.Events, crm.Event{Room: crm.RecordRoom(r.ID), Name: "lead:created", Record: r.ID, At: now,
			Data: json.RawMessage(data)})
	}
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	return r
}

func same(events []crm.Event) []crm.Event { return events }

func spread(t *testing.T, s *store.Store) {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = s.SpreadWebhookEvents(t.Context(), same); err != nil {
			t.Fatal(err)
		}
	}
}

func deliveries(t *testing.T, s *store.Store, hook crm.ID) []crm.WebhookDelivery {
	t.Helper()
	page, _, err := s.WebhookDeliveries(t.Context(), hook, "", 500)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestWebhooks_QueueNoMoreThanTenThousand(t *testing.T) {
	t.Parallel()
	s, u, w := hookStore(t, newDir(t), stillClock)
	tellLeads(t, s, u, 10_100, `{}`)
	spread(t, s)
	is, err := s.Webhook(t.Context(), u, w.ID)
	if err != nil || is.Status != crm.WebhookDisabled || is.Reason != crm.WebhookFull {
		t.Fatalf("with 10,100 events it is %+v (%v)", is, err)
	}
	if due, err := s.DueWebhooks(t.Context()); err != nil || len(due) != 0 {
		t.Errorf("it is still due: %v (%v)", due, err)
	}
	tellLeads(t, s, u, 1, `{}`)
	if queued, err := s.DueDeliveries(t.Context(), w.ID, 1); err != nil || len(queued) != 0 {
		t.Errorf("a disabled one has %v due (%v)", queued, err)
	}
}

func TestWebhooks_LogTheLastTwoHundredForThirtyDays(t *testing.T) {
	t.Parallel()
	at := now
	s, u, w := hookStore(t, newDir(t), func() time.Time { return at })
	tellLeads(t, s, u, 230, `{}`)
	spread(t, s)
	for _, d := range deliveries(t, s, w.ID) {
		a := &crm.WebhookAttempt{Delivery: d.ID, Due: d.Next, At: at, Code: 200, Status: crm.DeliveryDelivered}
		if err := s.EndWebhookAttempt(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	first, next, err := s.WebhookDeliveries(t.Context(), w.ID, "", 150)
	if err != nil || len(first) != 150 || next == "" {
		t.Fatal(len(first), next, err)
	}
	rest, next, err := s.WebhookDeliveries(t.Context(), w.ID, next, 150)
	if err != nil || len(rest) != 50 || next != "" {
		t.Fatal(len(rest), next, err)
	}
	_, _, err = s.WebhookDeliveries(t.Context(), id(901), next+"x", 150)
	wantCode(t, err, crm.CodeInvalid)
	at = at.Add(31 * 24 * time.Hour)
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := deliveries(t, s, w.ID); len(left) != 0 {
		t.Errorf("%d are kept after 31 days", len(left))
	}
}

// A write that fails after a webhook was changed must not leave the writer with what was never committed.
func TestWebhooks_ARefusedChangeChangesNothing(t *testing.T) {
	t.Parallel()
	s, u, w := hookStore(t, newDir(t), stillClock)
	refused := crm.Errorf(crm.CodeConflict, "no")
	if _, err := s.ChangeWebhook(t.Context(), u, w.ID, func(w *crm.Webhook) error {
		w.Events = []string{"lead:deleted"}
		return refused
	}); err == nil {
		t.Fatal("it was changed")
	}
	tellLeads(t, s, u, 1, `{}`)
	spread(t, s)
	if got := deliveries(t, s, w.ID); len(got) != 1 {
		t.Errorf("%d deliveries are made", len(got))
	}
}

func TestErase_RemovesWhatIsQueuedForWebhooks(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s, u, w := hookStore(t, dir, stillClock)
	r := tellLeads(t, s, u, 1, `{"changes":{"/name":["x","canary-of-a-delivery"]}}`)
	spread(t, s)
	tellLeads(t, s, u, 1, `{"changes":{"/name":["x","canary-of-an-event"]}}`)
	if err := s.Erase(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	spread(t, s)
	if left := deliveries(t, s, w.ID); len(left) != 0 {
		t.Errorf("%d deliveries are left", len(left))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, canary := range []string{"canary-of-a-delivery", "canary-of-an-event"} {
		if bytes.Contains(raw, []byte(canary)) {
			t.Errorf("the file has %s", canary)
		}
	}
}

// What is queued of one brokerage's tasks is nothing to an erasure in another.
func TestErase_KeepsWhatOtherBrokeragesTasksTell(t *testing.T) {
	t.Parallel()
	s, u, w := hookStore(t, newDir(t), stillClock)
	if _, err := s.ChangeWebhook(t.Context(), u, w.ID, func(w *crm.Webhook) error {
		w.Events = []string{crm.EventTaskCompleted}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	own, other := task(70), task(71)
	own.Broker, own.User = u.Broker, u.ID
	add(t, s, own, other)
	r := tellLeads(t, s, u, 0, "")
	tasks := &crm.Write{Document: r.ID, Of: r.ID, Record: r}
	for _, of := range []*crm.Task{own, other} {
		tasks.Events = append(tasks.Events, crm.Event{Room: crm.UserRoom(of.User), Name: crm.EventTaskCompleted,
			At: now, Data: json.RawMessage(`{"task":"` + of.ID.String() + `","title":"Two"}`)})
	}
	if _, err := s.Commit(t.Context(), tasks); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	var left []string
	if _, err := s.SpreadWebhookEvents(t.Context(), func(events []crm.Event) []crm.Event {
		left = nil
		for _, e := range events {
			left = append(left, string(e.Data))
		}
		return events
	}); err != nil {
		t.Fatal(err)
	}
	want := []string{`{"task":"` + own.ID.String() + `"}`, `{"task":"` + other.ID.String() + `","title":"Two"}`}
	if !slices.Equal(left, want) {
		t.Errorf("queued is %s, want %s", left, want)
	}
}

func endAttempt(t *testing.T, s *store.Store, delivery crm.ID, at time.Time, a crm.WebhookAttempt) {
	t.Helper()
	a.Delivery, a.At = delivery, at
	if err := s.EndWebhookAttempt(t.Context(), &a); err != nil {
		t.Fatal(err)
	}
}

// Who asks for another attempt while one is under way gets one, whatever comes of that.
func TestEndWebhookAttempt_KeepsARedeliveryThatWasAskedForMeanwhile(t *testing.T) {
	t.Parallel()
	s, u, w := hookStore(t, newDir(t), stillClock)
	tellLeads(t, s, u, 1, `{}`)
	spread(t, s)
	d := deliveries(t, s, w.ID)[0]
	end := func(a crm.WebhookAttempt) { t.Helper(); endAttempt(t, s, d.ID, now, a) }
	again := func() time.Time {
		t.Helper()
		d, err := s.RedeliverWebhook(t.Context(), w.ID, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		return d.Next
	}
	kept := func(due time.Time, code int) {
		t.Helper()
		got := deliveries(t, s, w.ID)[0]
		if got.Status != crm.DeliveryWaiting || !got.Next.Equal(due) || got.Attempts != 1 || got.Code != code {
			t.Errorf("it is %+v, want waiting, due and counted", got)
		}
	}
	due := again() // during the first attempt, in the moment when that is due
	end(crm.WebhookAttempt{Due: d.Next, Code: 200, Status: crm.DeliveryDelivered})
	kept(due, 200)
	later := now.Add(time.Hour)
	end(crm.WebhookAttempt{Earlier: 1, Due: due, Code: 500, Status: crm.DeliveryWaiting, Next: later})
	due = again() // during the third
	end(crm.WebhookAttempt{Earlier: 2, Due: later, Code: 410, Status: crm.DeliveryFailed})
	kept(due, 410)
	end(crm.WebhookAttempt{Earlier: 1, Due: due, Code: 200, Status: crm.DeliveryDelivered})
	got := deliveries(t, s, w.ID)[0]
	if got.Status != crm.DeliveryDelivered || !got.Next.IsZero() || got.Attempts != 2 {
		t.Errorf("after the redelivery it is %+v", got)
	}
}

func TestEndWebhookAttempt_CountsThoughTheWebhookWasPausedAndResumedMeanwhile(t *testing.T) {
	t.Parallel()
	clock := now
	s, u, w := hookStore(t, newDir(t), func() time.Time { return clock })
	tellLeads(t, s, u, 1, `{}`)
	spread(t, s)
	d := deliveries(t, s, w.ID)[0]
	end := func(a crm.WebhookAttempt) { t.Helper(); endAttempt(t, s, d.ID, clock, a) }
	due := clock.Add(time.Hour)
	end(crm.WebhookAttempt{Due: d.Next, Code: 500, Status: crm.DeliveryWaiting, Next: due})
	clock = due.Add(time.Second)
	for _, status := range []crm.WebhookStatus{crm.WebhookPaused, crm.WebhookActive} { // during the second attempt
		_, err := s.ChangeWebhook(t.Context(), u, w.ID, func(w *crm.Webhook) error { w.Status = status; return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	end(crm.WebhookAttempt{Earlier: 1, Due: due, Code: 200, Status: crm.DeliveryDelivered})
	if got := deliveries(t, s, w.ID)[0]; got.Status != crm.DeliveryDelivered || !got.Next.IsZero() {
		t.Errorf("it is %+v, want delivered", got)
	}
}

// Nobody pays for webhooks where no active one asks for an event.
func TestWebhooks_NothingIsQueuedThatNobodyAsksFor(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s, u, w := hookStore(t, dir, stillClock)
	if _, err := s.ChangeWebhook(t.Context(), u, w.ID, func(w *crm.Webhook) error {
		w.Status = crm.WebhookPaused
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	tellLeads(t, s, u, 3, `{"note":"`+strings.Repeat("x", 10)+`"}`)
	if _, err := s.ChangeWebhook(t.Context(), u, w.ID, func(w *crm.Webhook) error {
		w.Status = crm.WebhookActive
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	seen := 0
	if _, err := s.SpreadWebhookEvents(context.Background(), func(events []crm.Event) []crm.Event {
		seen = len(events)
		return events
	}); err != nil || seen != 0 {
		t.Errorf("%d events were queued (%v)", seen, err)
	}
	tellLeads(t, s, u, 2, `{}`)
	spread(t, s)
	if got := deliveries(t, s, w.ID); len(got) != 2 {
		t.Errorf("%d deliveries are made once it is active", len(got))
	}
}

// Whoever learned the old password may have made a webhook, and would hear of everything for ever.
func TestSetPassword_DisablesTheUsersWebhooks(t *testing.T) {
	t.Parallel()
	s, u, w := hookStore(t, newDir(t), stillClock)
	mate := &crm.User{Email: "b@demo.test", Name: "B", Role: crm.RoleBroker, Broker: u.Broker}
	if err := s.AddUser(t.Context(), mate, "no password"); err != nil {
		t.Fatal(err)
	}
	theirs, paused := *w, *w
	theirs.ID, theirs.User = id(901), mate.ID
	paused.ID, paused.Status = id(902), crm.WebhookPaused
	for _, more := range []*crm.Webhook{&theirs, &paused} {
		if err := s.AddWebhook(t.Context(), more, crm.ID{}); err != nil {
			t.Fatal(err)
		}
	}
	tellLeads(t, s, u, 1, `{}`)
	spread(t, s) // a delivery waits
	tellLeads(t, s, u, 1, `{}`)
	if err := s.SetPassword(t.Context(), u.ID, "another hash"); err != nil {
		t.Fatal(err)
	}
	tellLeads(t, s, u, 1, `{}`)
	spread(t, s)
	if is, err := s.Webhook(t.Context(), u, w.ID); err != nil || is.Status != crm.WebhookDisabled ||
		is.Reason != crm.WebhookPassword {
		t.Errorf("it is %+v (%v)", is, err)
	}
	if is, err := s.Webhook(t.Context(), u, paused.ID); err != nil || is.Status != crm.WebhookPaused {
		t.Errorf("the paused one is %+v (%v)", is, err)
	}
	due, err := s.DueWebhooks(t.Context())
	if err != nil || len(due) != 1 || due[0].Hook.ID != theirs.ID {
		t.Errorf("due are %+v (%v), want a colleague's alone", due, err)
	}
	if got := deliveries(t, s, theirs.ID); len(got) != 3 {
		t.Errorf("a colleague's webhook has %d deliveries, want 3", len(got))
	}
	if got := deliveries(t, s, w.ID); len(got) != 1 || !got[0].Next.IsZero() {
		t.Errorf("it has %+v, want one that is held", got)
	}
	told, _, err := s.Notifications(t.Context(), u.ID, "", 10)
	if err != nil || len(told) != 1 || told[0].Kind != crm.NoticeWebhook {
		t.Errorf("the user is told %+v (%v)", told, err)
	}
}
