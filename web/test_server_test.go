package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"roomkey/crdt/engine"
	"roomkey/crdt/engine/enginetest"
	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web"
	"roomkey/web/webhooks"
)

// engines is the pool that all tests share, because a process takes long to start under the race detector: documents
// have ids of their own.
var engines *engine.Pool

// TestMain removes what the tests share.
func TestMain(m *testing.M) {
	enginetest.Main(func() int {
		engines = engine.NewPool(enginetest.Config())
		var running sync.WaitGroup
		running.Go(func() { _ = engines.Run(context.Background()) })
		code := m.Run()
		engines.Close()
		running.Wait()
		if accountsDir != "" {
			_ = os.RemoveAll(accountsDir) // nobody minds if it stays
		}
		return code
	})
}

const password = "demo-password"

// passwordHash is of password, with the least memory and passes that argon2id takes: nearly every test signs somebody
// in, and a hash as users have it takes a tenth of a second under the race detector.
const passwordHash = "$argon2id$v=19$m=8,t=1,p=1$c2FsdCBvZiB0aGUgY2FzdA$iDanzZJYtR5NTGTvyMKhN2g6d1/SJoFzjrdzpYKZ/kE"

// cast is who has an account: people of two brokerages, and of two teams in the first.
var cast = []struct {
	name, broker, team string
	role               crm.Role
}{
	{"broker", "Demo Realty", "", crm.RoleBroker},
	{"lead", "Demo Realty", "Harbor", crm.RoleLead},
	{"agent1", "Demo Realty", "Harbor", crm.RoleAgent},
	{"agent2", "Demo Realty", "Harbor", crm.RoleAgent},
	{"viewer", "Demo Realty", "Harbor", crm.RoleViewer},
	{"agent3", "Demo Realty", "Valley", crm.RoleAgent},
	{"outsider", "Other Realty", "Coast", crm.RoleAgent},
	{"otherbroker", "Other Realty", "", crm.RoleBroker},
}

// testServer is a whole server on a port of its own: store, engine, hub and web, with the accounts of the cast.
type testServer struct {
	t      testing.TB
	base   string // http://127.0.0.1:port
	store  *store.Store
	hub    *realtime.Hub
	auth   *web.Auth
	server *web.Server
	log    *syncBuffer
	clock  *clock

	mu      sync.Mutex
	clients map[string]*testClient
}

// clock is the time of a testServer, which tests move.
type clock struct {
	mu      sync.Mutex
	moved   time.Duration
	stopped time.Time // zero: it runs
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stopped.IsZero() {
		return c.stopped.Add(c.moved)
	}
	return time.Now().Add(c.moved)
}

// stop keeps the clock where it is, but for what it is moved by.
func (c *clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = time.Now()
}

func (c *clock) move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved += by
}

// syncBuffer is a log that tests may read while it is written.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

func newTestServer(t testing.TB, change ...func(*web.Config)) *testServer {
	t.Helper()
	h := &testServer{t: t, log: &syncBuffer{}, clock: &clock{}, clients: make(map[string]*testClient)}
	log := slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	template, err := withAccounts()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	if h.store, err = store.Open(ctx, store.Options{Dir: dir, Serve: true, Now: h.clock.now, Log: log}); err != nil {
		t.Fatal(err)
	}
	if h.auth, err = web.NewAuth(web.AuthConfig{Store: h.store, Secret: bytes.Repeat([]byte("s"), 32),
		Now: h.clock.now}); err != nil {
		t.Fatal(err)
	}
	h.hub = realtime.New(realtime.Config{Storage: h.store, Engine: engines, Now: h.clock.now, Log: log,
		Renew: h.auth.Identify, Ended: h.auth.Ended})
	hooks := webhooks.New(webhooks.Config{Store: h.store, Secret: bytes.Repeat([]byte("s"), 32), Now: h.clock.now,
		Random: rand.Reader, Log: log, Network: webhooks.Network{Insecure: true}})
	config := web.Config{Webhooks: hooks, Store: h.store, Hub: h.hub, Auth: h.auth, LoginRate: -1, AddressRate: -1,
		Now: h.clock.now,
		Log: log}
	for _, f := range change {
		f(&config)
	}
	if h.server, err = web.New(config); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.base = "http://" + listener.Addr().String()

	background, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { logIf(t, h.hub.Run(background)) })
	running.Go(func() { logIf(t, hooks.Run(background)) })
	running.Go(func() { logIf(t, h.server.Serve(listener)) })
	t.Cleanup(func() {
		drain, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := h.server.Shutdown(drain); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		stop()
		running.Wait()
		if err := h.store.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
		if t.Failed() {
			text := h.log.String()
			t.Logf("the log ends:\n%s", text[max(0, len(text)-8000):])
		}
	})
	return h
}

func logIf(t testing.TB, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Log(err)
	}
}

// stranger is a client that has not signed in.
func (h *testServer) stranger() *testClient {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &testClient{h: h, client: &http.Client{Jar: jar, Timeout: 60 * time.Second, Transport: &http.Transport{}}}
}

// as is the cast's member of that name, signed in once.
func (h *testServer) as(name string) *testClient {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if g := h.clients[name]; g != nil {
		return g
	}
	g := h.signIn(name)
	h.clients[name] = g
	return g
}

// signIn starts a new session.
func (h *testServer) signIn(name string) *testClient {
	h.t.Helper()
	g := h.stranger()
	got := g.call("POST", "/auth/login", map[string]string{"email": name + "@demo.test", "password": password})
	got.want(h.t, 200)
	var signed struct {
		AccessToken string   `json:"accessToken"`
		User        crm.User `json:"user"`
	}
	got.into(h.t, &signed)
	g.token, g.user = signed.AccessToken, signed.User
	return g
}

// disable takes an account away, as its broker does.
func (h *testServer) disable(name string) {
	h.t.Helper()
	var list struct{ Items []crm.User }
	h.as("broker").call("GET", "/users", nil).want(h.t, 200).into(h.t, &list)
	for _, user := range list.Items {
		if user.Email == name+"@demo.test" {
			h.as("broker").call("PATCH", "/users/"+user.ID.String(), map[string]bool{"disabled": true}).want(h.t, 200)
			return
		}
	}
	h.t.Fatalf("there is no %s", name)
}

// accountsDir is what withAccounts made, if it did.
var accountsDir string

// withAccounts is a data directory with the cast's accounts. It is made once; each testServer gets a copy.
var withAccounts = sync.OnceValues(func() (dir string, err error) {
	ctx := context.Background()
	if dir, err = os.MkdirTemp("", "roomkey-web"); err != nil {
		return "", err
	}
	accountsDir = dir
	s, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		return "", err
	}
	return dir, errors.Join(signUp(ctx, s), s.Close())
})

// signUp makes the cast's accounts.
func signUp(ctx context.Context, s *store.Store) error {
	for _, member := range cast {
		user := crm.User{Email: member.name + "@demo.test", Name: member.name, Role: member.role}
		var err error
		if user.Broker, err = s.Brokerage(ctx, member.broker); err != nil {
			return err
		}
		if member.team != "" {
			team, err := s.TeamNamed(ctx, user.Broker, member.team)
			if err != nil {
				return err
			}
			user.Teams = []crm.ID{team}
		}
		if err := s.AddUser(ctx, &user, passwordHash); err != nil {
			return err
		}
	}
	return nil
}

// notify tells a user of a record.
func (h *testServer) notify(user, record crm.ID) {
	h.t.Helper()
	n := store.Notification{User: user, At: h.clock.now(), Kind: "mention", Record: record, By: user}
	if err := h.store.Notify(context.Background(), []store.Notification{n}); err != nil {
		h.t.Fatal(err)
	}
}
