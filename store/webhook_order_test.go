package store_test

import (
	"fmt"
	"testing"
	"time"

	"roomkey/crm"
)

// A webhook is changed in one region while another has replaced its secret, or its address: both count in all regions.
func TestWebhooks_AChangeTakesNoOtherRegionsChangeBack(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	u, _, _ := people(t, a.Store)
	hook := &crm.Webhook{ID: id(900), Broker: u.Broker, User: u.ID, URL: "https://old.example.com",
		Events: []string{"lead:updated"}, Status: crm.WebhookActive, CreatedAt: now, Revision: 1}
	if err := a.AddWebhook(t.Context(), hook, crm.ID{}); err != nil {
		t.Fatal(err)
	}
	if err := b.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	until := now.Add(24 * time.Hour)
	o.first = func() { // b has planned, and does not know yet
		if _, err := a.ChangeWebhook(t.Context(), u, hook.ID, func(w *crm.Webhook) error {
			w.Revision, w.PreviousUntil, w.URL = w.Revision+1, until, "https://new.example.com"
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
	note := func(w *crm.Webhook) error { w.Note = "noted"; return nil }
	if _, err := b.ChangeWebhook(t.Context(), u, hook.ID, note); err != nil {
		t.Fatal(err)
	}
	if o.kinds["webhook.changed"] != 3 { // the first, the one that was overtaken, and that one again
		t.Error(o.kinds)
	}
	for name, r := range map[string]*ledgerRegion{"a": a, "b": b} {
		if err := r.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		w, err := r.Webhook(t.Context(), u, hook.ID)
		if err != nil || w.Revision != 2 || !w.PreviousUntil.Equal(until) || w.URL != "https://new.example.com" ||
			w.Note != "noted" {
			t.Errorf("in %s it is %+v, %v", name, w, err)
		}
	}
}

// Entries of older programs do not say what they were made of. They change a webhook whatever it is.
func TestWebhooks_TakeEntriesOfOlderPrograms(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a := o.region(t, stillClock)
	u, _, _ := people(t, a.Store)
	hook := &crm.Webhook{ID: id(900), Broker: u.Broker, User: u.ID, URL: "https://old.example.com",
		Events: []string{"lead:updated"}, Status: crm.WebhookActive, CreatedAt: now, Revision: 3}
	if err := a.AddWebhook(t.Context(), hook, crm.ID{}); err != nil {
		t.Fatal(err)
	}
	o.add(crm.LedgerEntry{Broker: u.Broker, Kind: "webhook.changed", Data: fmt.Appendf(nil, `{"id":"%s","broker":"%s",`+
		`"at":1,"kind":"webhook.changed","write":{"id":"%s","url":"https://new.example.com","events":["task:done"],`+
		`"revision":2,"region":"iad"}}`, id(901), u.Broker, hook.ID)})
	if err := a.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	w, err := a.Webhook(t.Context(), u, hook.ID)
	if err != nil || w.URL != "https://new.example.com" || w.Revision != 2 {
		t.Error(w, err)
	}
}
