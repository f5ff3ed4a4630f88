package webhooks_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/web/webhooks"
)

// The vector is the one of the scheme's first implementations, and is in their documentation.
func TestSign_IsTheSchemeOfStandardWebhooks(t *testing.T) {
	t.Parallel()
	secret, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := webhooks.Sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0),
		[]byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("the signature is %s, want %s", got, want)
	}
}

// verifies reports whether a request is signed by a secret, as a receiver computes it.
func verifies(secret string, h *heard) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", h.header.Get("webhook-id"), h.header.Get("webhook-timestamp"), h.body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for signature := range strings.FieldsSeq(h.header.Get("webhook-signature")) {
		if err == nil && signature == want {
			return true
		}
	}
	return false
}

func TestSender_SendsWhatIsAskedForSigned(t *testing.T) {
	t.Parallel()
	o, e := newSenderFixture(t, nil)
	w := o.hook(o.agent, e.URL+"/in", "lead:created")
	r := o.lead(crm.VisibilityTeam)
	o.created(r)
	o.tell(r, crm.Archived, `{}`) // which the webhook has not asked for
	o.round()
	all := e.all()
	if len(all) != 1 || all[0].path != "/in" {
		t.Fatalf("%d requests came: %+v", len(all), all)
	}
	m := all[0].message()
	if m.Type != "lead:created" || string(m.Data["id"]) != `"`+r.ID.String()+`"` {
		t.Errorf("it says %s", all[0].body)
	}
	if !verifies(webhooks.NewSecrets([]byte("secret")).Of(w), &all[0]) {
		t.Errorf("the signature is wrong: %v", all[0].header)
	}
	d := o.deliveries(w)
	if len(d) != 1 || d[0].Status != crm.DeliveryDelivered || d[0].Code != 204 || d[0].Attempts != 1 {
		t.Errorf("the log says %+v", d)
	}
}

func TestSender_BothSecretsSignForADay(t *testing.T) {
	t.Parallel()
	o, e := newSenderFixture(t, nil)
	w := o.hook(o.agent, e.URL, "lead:created")
	secrets := webhooks.NewSecrets([]byte("secret"))
	first := secrets.Of(w)
	rotated, err := o.store.ChangeWebhook(t.Context(), o.agent, w.ID, func(w *crm.Webhook) error {
		w.Revision, w.PreviousUntil = w.Revision+1, o.now().Add(webhooks.PreviousLife)
		return nil
	})
	o.must(err)
	second := secrets.Of(&rotated)
	if first == second {
		t.Fatal("the secret is the one before")
	}
	o.created(o.lead(crm.VisibilityTeam))
	o.round()
	o.move(webhooks.PreviousLife)
	o.created(o.lead(crm.VisibilityTeam))
	o.round()
	all := e.all()
	if len(all) != 2 || !verifies(first, &all[0]) || !verifies(second, &all[0]) {
		t.Fatalf("%d came; both secrets must verify the first", len(all))
	}
	if verifies(first, &all[1]) || !verifies(second, &all[1]) {
		t.Error("after a day, the new secret alone must verify")
	}
}

func TestSender_TellsWhatTheMakerMayReadNow(t *testing.T) {
	t.Parallel()
	o, e := newSenderFixture(t, nil)
	mine := o.hook(o.agent, e.URL+"/agent", "lead:created", "lead:updated", "lead:deleted")
	theirs := o.hook(o.other, e.URL+"/other", "lead:created", "lead:updated")
	shared, own := o.lead(crm.VisibilityBroker), o.lead(crm.VisibilityTeam)
	o.created(shared)
	o.created(own)
	o.tell(own, crm.Updated, `{"id":"`+own.ID.String()+`","changes":{"/private/x":[1,4242]}}`, true)
	o.round()
	count := map[string]int{}
	for _, h := range e.all() {
		count[h.path]++
		if strings.Contains(string(h.body), "4242") {
			t.Error("a private field was sent")
		}
	}
	if count["/agent"] != 2 || count["/other"] != 1 {
		t.Errorf("they heard %v", count)
	}

	// Between the event and the attempt, the record becomes another's, and a maker's account is disabled.
	o.created(shared)
	o.sender.Pass(t.Context())
	shared.Visibility = crm.VisibilityPrivate
	o.tell(shared, crm.Archived, `{}`)
	o.must(o.store.SetDisabled(t.Context(), o.agent.ID, true))
	before := len(e.all())
	o.round()
	if came := len(e.all()) - before; came != 0 {
		t.Errorf("%d requests came of what neither may read", came)
	}
	_, _ = mine, theirs
}

// What waits for another attempt is not sent to who has lost the right to it meanwhile.
func TestSender_AsksForRightsAgainAtEachAttempt(t *testing.T) {
	t.Parallel()
	var fail atomic.Bool
	fail.Store(true)
	o, e := newSenderFixture(t, func(w http.ResponseWriter, _ *http.Request) {
		if fail.Load() {
			w.WriteHeader(500)
		}
	})
	w := o.hook(o.other, e.URL, "lead:created")
	r := o.lead(crm.VisibilityBroker)
	o.created(r)
	o.round()
	fail.Store(false)
	r.Visibility = crm.VisibilityTeam
	o.tell(r, crm.Archived, `{}`)
	o.move(time.Hour)
	o.round()
	if d := o.deliveries(w); len(e.all()) != 1 || len(d) != 1 || d[0].Status != crm.DeliveryDropped {
		t.Errorf("%d requests came, the log says %+v", len(e.all()), d)
	}
}

func TestSender_LosesNothingInACrash(t *testing.T) {
	t.Parallel()
	o, e := newSenderFixture(t, nil)
	w := o.hook(o.agent, e.URL, "lead:created")
	o.created(o.lead(crm.VisibilityTeam)) // it is queued, and no more, when the process ends
	o.must(o.store.Close())
	o.open()
	o.round()
	if len(e.all()) != 1 {
		t.Fatalf("%d requests came after the restart", len(e.all()))
	}

	// The process ends while an attempt is under way: its end is never stored.
	o.created(o.lead(crm.VisibilityTeam))
	o.sender.Pass(t.Context())
	o.move(webhooks.Gather)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	o.sender.Pass(ended)
	_, err := o.store.SpreadWebhookEvents(t.Context(), webhooks.Merge)
	o.must(err)
	o.must(o.store.Close())
	o.open()
	o.round()
	if d := o.deliveries(w); len(e.all()) != 2 || len(d) != 2 || d[0].Status != crm.DeliveryDelivered {
		t.Errorf("%d requests came, the log says %+v", len(e.all()), d)
	}
}

func TestSender_ConnectsToPublicAddressesByHTTPSAlone(t *testing.T) {
	t.Parallel()
	o, e := newSenderFixture(t, nil)
	o.network.Networks = nil
	o.network.Resolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("there is no name server")
	}}
	o.must(o.store.Close())
	o.open()
	for url, want := range map[string]string{
		e.URL:                                  "not a public one",
		"https://localhost:9/":                 "not a public one",
		"https://[::ffff:169.254.169.254]/":    "not a public one",
		"https://169.254.169.254/latest/":      "not a public one",
		strings.Replace(e.URL, "s:", ":", 1):   "not https",
		"https://no-such-host.invalid/webhook": "can't be found",
	} {
		w := o.hook(o.agent, url, "lead:created")
		_, err := o.store.TestWebhook(t.Context(), w.ID)
		o.must(err)
		o.round()
		d := o.deliveries(w)
		if len(d) != 1 || d[0].Status != crm.DeliveryFailed || !strings.Contains(d[0].Error, want) {
			t.Errorf("%s: %+v", url, d)
		}
	}
	if len(e.all()) != 0 {
		t.Error("the endpoint on this machine was reached")
	}
}

func TestSender_FollowsNoRedirect(t *testing.T) {
	t.Parallel()
	o, e := newSenderFixture(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/in" {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}
	})
	w := o.hook(o.agent, e.URL+"/in", "lead:created")
	o.created(o.lead(crm.VisibilityTeam))
	o.round()
	if d := o.deliveries(w)[0]; len(e.all()) != 1 || d.Code != 307 || d.Status != crm.DeliveryWaiting {
		t.Errorf("%d requests came, the log says %+v", len(e.all()), d)
	}
}

// Endpoints that never answer use up the attempts of their own webhook; a healthy one hears at once.
func TestSender_ADeadEndpointDelaysNobodyElse(t *testing.T) {
	t.Parallel()
	release, stuck := make(chan struct{}), make(chan struct{}, 1000)
	o, e := newSenderFixture(t, func(_ http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/dead") {
			stuck <- struct{}{}
			<-release
		}
	})
	defer close(release)
	dead := o.hook(o.agent, e.URL+"/dead", "lead:created")
	for range 20 {
		o.created(o.lead(crm.VisibilityTeam))
	}
	o.sender.Pass(t.Context())
	o.move(webhooks.Gather)
	o.sender.Pass(t.Context())
	for range webhooks.InFlightHook {
		<-stuck
	}
	o.sender.Pass(t.Context())
	healthy := o.hook(o.broker, e.URL+"/healthy", "lead:created")
	o.created(o.lead(crm.VisibilityTeam))
	o.sender.Pass(t.Context())
	o.move(webhooks.Gather)
	o.sender.Pass(t.Context())
	for deadline := time.Now().Add(20 * time.Second); ; {
		if d := o.deliveries(healthy); len(d) == 1 && d[0].Status == crm.DeliveryDelivered {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the healthy endpoint heard nothing")
		}
		o.sender.Pass(t.Context())
	}
	if len(stuck) != 0 {
		t.Errorf("%d attempts more than %d were made at once", len(stuck), webhooks.InFlightHook)
	}
	for _, d := range o.deliveries(dead) {
		if d.Status != crm.DeliveryWaiting {
			t.Errorf("a delivery to the dead one is %s", d.Status)
		}
	}
}

// An endpoint that answers well, but late, would otherwise hold as many attempts as it can.
func TestSender_ASlowEndpointIsOneThatFails(t *testing.T) {
	t.Parallel()
	release := make(chan struct{}, 100)
	var first atomic.Bool
	var o *senderFixture
	o, e := newSenderFixture(t, func(http.ResponseWriter, *http.Request) {
		if first.CompareAndSwap(false, true) {
			o.move(webhooks.SlowAttempt + time.Millisecond)
			return
		}
		<-release
	})
	o.hook(o.agent, e.URL, "lead:created")
	o.created(o.lead(crm.VisibilityTeam))
	o.round()
	const more = 10
	for range more {
		o.created(o.lead(crm.VisibilityTeam))
	}
	o.sender.Pass(t.Context())
	o.move(webhooks.Gather)
	o.sender.Pass(t.Context())
	if count := o.sender.UnderWay(); count != 1 {
		t.Errorf("%d attempts are under way after a slow one, want 1", count)
	}
	for range o.sender.UnderWay() {
		release <- struct{}{}
	}
	o.sender.Idle()
	o.sender.Pass(t.Context())
	if count := o.sender.UnderWay(); count != webhooks.InFlightHook {
		t.Errorf("%d attempts are under way after a quick one, want %d", count, webhooks.InFlightHook)
	}
	close(release)
}
