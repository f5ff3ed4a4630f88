package webhooks_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	"roomkey/web/webhooks"
)

// senderFixture is a store with people in it, and a Sender that goes on when a test says so.
type senderFixture struct {
	testing.TB
	dir    string
	store  *store.Store
	sender *webhooks.Sender
	agent  *crm.User // of the team Harbor
	broker *crm.User
	other  *crm.User // an agent of the team Valley
	random *rand.ChaCha8

	network webhooks.Network

	mu sync.Mutex
	at time.Time // guarded by mu
}

var loopback = netip.MustParsePrefix("127.0.0.0/8")

// newSenderFixture makes one whose Sender may reach this machine by https, as if it were elsewhere.
func newSenderFixture(t testing.TB, hear http.HandlerFunc) (*senderFixture, *endpoint) {
	t.Helper()
	e := newEndpoint(t, hear)
	o := &senderFixture{TB: t, dir: storetest.Dir(t), random: rand.NewChaCha8([32]byte{1}),
		at:      time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC),
		network: webhooks.Network{Roots: e.roots(), Networks: []netip.Prefix{loopback}}}
	o.open()
	t.Cleanup(func() { o.sender.Idle(); _ = o.store.Close() })
	ctx := context.Background()
	broker, err := o.store.Brokerage(ctx, "Demo Realty")
	o.must(err)
	for _, member := range []struct {
		user **crm.User
		name string
		role crm.Role
		team string
	}{{&o.agent, "agent", crm.RoleAgent, "Harbor"}, {&o.broker, "broker", crm.RoleBroker, ""},
		{&o.other, "other", crm.RoleAgent, "Valley"}} {
		u := &crm.User{Email: member.name + "@demo.test", Name: member.name, Role: member.role, Broker: broker}
		if member.team != "" {
			team, err := o.store.TeamNamed(ctx, broker, member.team)
			o.must(err)
			u.Teams = []crm.ID{team}
		}
		o.must(o.store.AddUser(ctx, u, "no password"))
		*member.user = u
	}
	return o, e
}

func (o *senderFixture) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// open opens the store and makes a Sender, as a start of the server does.
func (o *senderFixture) open() {
	o.Helper()
	var err error
	o.store, err = store.Open(context.Background(), store.Options{Dir: o.dir, Now: o.now})
	o.must(err)
	o.sender = webhooks.New(webhooks.Config{Store: o.store, Secret: []byte("secret"), Network: o.network, Now: o.now,
		Random: o.random, Log: slog.New(slog.DiscardHandler)})
}

func (o *senderFixture) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

func (o *senderFixture) move(by time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(by)
}

// hook makes an active webhook of a user.
func (o *senderFixture) hook(u *crm.User, url string, events ...string) *crm.Webhook {
	o.Helper()
	w := &crm.Webhook{ID: crm.NewID(o.random), User: u.ID, Broker: u.Broker, URL: url, Events: events,
		Status: crm.WebhookActive, Revision: 1, CreatedAt: o.now()}
	o.must(o.store.AddWebhook(context.Background(), w, crm.ID{}))
	return w
}

// lead is a record of the agent's.
func (o *senderFixture) lead(visibility crm.Visibility) *crm.Record {
	return &crm.Record{ID: crm.NewID(o.random), Type: "lead", Row: crm.Row{Owner: o.agent.ID, Team: o.agent.Teams[0],
		Broker: o.agent.Broker, Visibility: visibility}, Heads: []crm.Hash{sha256.Sum256([]byte("head"))},
		Fields:    map[string]json.RawMessage{"name": json.RawMessage(`"Ana"`)},
		CreatedAt: o.now(), UpdatedAt: o.now()}
}

// tell stores a record with an event about it, as a live record does: in the record's room and in its audience's.
func (o *senderFixture) tell(r *crm.Record, what string, data string, private ...bool) {
	o.Helper()
	e := crm.Event{Name: crm.EventName(r.Type, what), Data: json.RawMessage(data), At: o.now(), Record: r.ID,
		Private: len(private) > 0}
	var events []crm.Event
	for _, room := range []crm.Room{crm.RecordRoom(r.ID), crm.TeamRoom(r.Team), crm.UserRoom(r.Owner)} {
		e.Room = room
		events = append(events, e)
	}
	_, err := o.store.Commit(context.Background(), &crm.Write{Document: r.ID, Of: r.ID, Record: r, Events: events})
	o.must(err)
}

// created tells that a record was made.
func (o *senderFixture) created(r *crm.Record) {
	o.Helper()
	o.tell(r, crm.Created, fmt.Sprintf(`{"id":%q,"heads":[],"by":%q}`, r.ID, o.agent.ID))
}

// round has the Sender gather events and make all attempts that are due.
func (o *senderFixture) round() {
	o.Helper()
	o.sender.Pass(context.Background())
	o.move(webhooks.Gather)
	for range 50 {
		before := o.sender.Pass(context.Background())
		o.sender.Idle()
		if after := o.sender.Pass(context.Background()); after.After(o.now()) && after.Equal(before) {
			return
		}
	}
}

func (o *senderFixture) deliveries(w *crm.Webhook) []crm.WebhookDelivery {
	o.Helper()
	all, _, err := o.store.WebhookDeliveries(context.Background(), w.ID, "", 500)
	o.must(err)
	return all
}

// reread is a webhook as it is stored now.
func (o *senderFixture) reread(w *crm.Webhook) crm.Webhook {
	o.Helper()
	now, err := o.store.Webhook(context.Background(), o.broker, w.ID)
	o.must(err)
	return now
}

// endpoint is where webhooks are received, by https.
type endpoint struct {
	*httptest.Server
	mu    sync.Mutex
	heard []heard // guarded by mu
}

// heard is one request that an endpoint has got.
type heard struct {
	path   string
	header http.Header
	body   []byte
}

func (h *heard) message() (m struct {
	Type, Timestamp string
	Data            map[string]json.RawMessage
}) {
	_ = json.Unmarshal(h.body, &m)
	return m
}

// newEndpoint notes each request and lets hear answer it; nil: 204.

func newEndpoint(t testing.TB, hear http.HandlerFunc) *endpoint {
	t.Helper()
	e := &endpoint{}
	e.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		e.mu.Lock()
		e.heard = append(e.heard, heard{r.URL.Path, r.Header.Clone(), body})
		e.mu.Unlock()
		if hear == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		hear(w, r)
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *endpoint) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(e.Certificate())
	return pool
}

func (e *endpoint) all() []heard {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]heard(nil), e.heard...)
}
