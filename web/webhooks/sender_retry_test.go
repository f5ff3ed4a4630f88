package webhooks_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/web/webhooks"
)

func TestSender_TriesAgainForDaysAndThenGivesUp(t *testing.T) {
	t.Parallel()
	o, e := newSenderFixture(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(503)
		_, _ = w.Write([]byte("busy\x00" + strings.Repeat("x", 1<<20)))
	})
	w := o.hook(o.agent, e.URL, "lead:created")
	began := o.now()
	o.created(o.lead(crm.VisibilityTeam))
	o.round()
	for n, delay := range webhooks.Delays {
		d := o.deliveries(w)[0]
		if wait := d.Next.Sub(d.TriedAt); d.Status != crm.DeliveryWaiting || wait < delay*4/5 || wait > delay*6/5 {
			t.Fatalf("after %d attempts it is %s, and waits %s instead of about %s", n+1, d.Status, wait, delay)
		}
		if len(d.Response) > 1024 || !strings.HasPrefix(d.Response, "busyxx") || d.Code != 503 {
			t.Fatalf("the log has %d and %d bytes: %.20q", d.Code, len(d.Response), d.Response)
		}
		o.move(d.Next.Sub(o.now()))
		o.round()
	}
	d := o.deliveries(w)[0]
	if d.Status != crm.DeliveryFailed || d.Attempts != len(webhooks.Delays)+1 || len(e.all()) != d.Attempts {
		t.Errorf("at the end it is %+v, after %d requests", d, len(e.all()))
	}
	if took := o.now().Sub(began); took < 60*time.Hour || took > 100*time.Hour {
		t.Errorf("it was tried for %s", took)
	}
	ids := map[string]bool{}
	for _, h := range e.all() {
		ids[h.header.Get("webhook-id")] = true
	}
	if len(ids) != 1 {
		t.Errorf("its attempts have %d ids", len(ids))
	}
	if now := o.reread(w); now.Status != crm.WebhookActive || now.FailingSince.IsZero() {
		t.Errorf("the webhook is %+v", now)
	}
}

func TestSender_DisablesWhatOnlyFailsAndTellsItsMaker(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		answer int
		wait   time.Duration
		reason string
	}{{"for days", 500, webhooks.Patience, crm.WebhookFailed}, {"since it is gone", 410, 0, crm.WebhookGone}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, e := newSenderFixture(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.answer) })
			w := o.hook(o.agent, e.URL, "lead:created")
			o.created(o.lead(crm.VisibilityTeam))
			o.round()
			if c.wait > 0 {
				o.move(c.wait)
				o.created(o.lead(crm.VisibilityTeam))
				o.round()
			}
			if now := o.reread(w); now.Status != crm.WebhookDisabled || now.Reason != c.reason {
				t.Fatalf("it is %+v", now)
			}
			told, _, err := o.store.Notifications(t.Context(), o.agent.ID, "", 10)
			o.must(err)
			if len(told) != 1 || told[0].Kind != crm.NoticeWebhook {
				t.Errorf("the maker was told %+v", told)
			}
			heard := len(e.all())
			o.created(o.lead(crm.VisibilityTeam))
			o.move(100 * time.Hour)
			o.round()
			if len(e.all()) != heard {
				t.Error("a disabled webhook was sent something")
			}
		})
	}
}

func TestSender_WaitsWhileAWebhookIsPaused(t *testing.T) {
	t.Parallel()
	var fail atomic.Bool
	fail.Store(true)
	o, e := newSenderFixture(t, func(w http.ResponseWriter, _ *http.Request) {
		if fail.Load() {
			w.WriteHeader(500)
		}
	})
	w := o.hook(o.agent, e.URL, "lead:created")
	set := func(status crm.WebhookStatus) {
		_, err := o.store.ChangeWebhook(t.Context(), o.agent, w.ID, func(w *crm.Webhook) error {
			w.Status = status
			return nil
		})
		o.must(err)
	}
	o.created(o.lead(crm.VisibilityTeam))
	o.round()
	set(crm.WebhookPaused)
	o.created(o.lead(crm.VisibilityTeam)) // nobody hears of it
	o.move(time.Hour)
	o.round()
	if len(e.all()) != 1 {
		t.Fatalf("%d requests came while it was paused", len(e.all())-1)
	}
	_, err := o.store.TestWebhook(t.Context(), w.ID)
	o.must(err)
	fail.Store(false)
	o.round()
	if all := e.all(); len(all) != 2 || all[1].message().Type != crm.WebhookTest {
		t.Fatalf("%d requests came; a test is sent to a paused webhook too", len(all))
	}
	set(crm.WebhookActive)
	o.round()
	if all := e.all(); len(all) != 3 || all[2].message().Type != "lead:created" {
		t.Errorf("%d requests came; what waited is sent when it is active again", len(all))
	}
}

func TestSender_SendsAgainWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	o, e := newSenderFixture(t, nil)
	w := o.hook(o.agent, e.URL, "lead:created")
	o.created(o.lead(crm.VisibilityTeam))
	o.round()
	_, err := o.store.RedeliverWebhook(t.Context(), w.ID, o.deliveries(w)[0].ID)
	o.must(err)
	o.round()
	all := e.all()
	if len(all) != 2 || all[0].header.Get("webhook-id") != all[1].header.Get("webhook-id") ||
		string(all[0].body) != string(all[1].body) {
		t.Errorf("%d requests came; the second must be like the first", len(all))
	}
}
