package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crdt/engine"
	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web"
)

// engines is the pool that all tests share, because a process takes long to start under the race detector: documents
// have ids of their own.
var engines *engine.Pool

// TestMain lets the test binary be the engine's process too, and removes what the tests share.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "engine" {
		if err := engine.Main(); err != nil {
			os.Exit(3)
		}
		return
	}
	engines = engine.NewPool(engine.Config{Children: 1})
	var running sync.WaitGroup
	running.Go(func() { _ = engines.Run(context.Background()) })
	code := m.Run()
	engines.Close()
	running.Wait()
	if accountsDir != "" {
		_ = os.RemoveAll(accountsDir) // nobody minds if it stays
	}
	os.Exit(code)
}

const password = "demo-password"

// passwordHash is of password: hashing it once is slow enough.
var passwordHash = sync.OnceValues(func() (string, error) { return web.HashPassword(rand.Reader, password) })

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
	config := web.Config{Store: h.store, Hub: h.hub, Auth: h.auth, LoginRate: -1, AddressRate: -1, Now: h.clock.now,
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

// testClient is one client: a browser without scripts, signed in or not.
type testClient struct {
	h      *testServer
	client *http.Client
	token  string
	user   crm.User
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	sent   int // bytes, as they came
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

// call sends a request to the API; body is marshalled unless it is a string or nil.
func (g *testClient) call(method, path string, body any, headers ...string) *answer {
	g.h.t.Helper()
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	case []byte:
		reader = bytes.NewReader(body)
	default:
		text, err := json.Marshal(body)
		if err != nil {
			g.h.t.Fatal(err)
		}
		reader = bytes.NewReader(text)
	}
	if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "/api") && !isOutside(path) {
		path = "/api/v1" + path
	}
	request, err := http.NewRequest(method, g.h.base+path, reader)
	if err != nil {
		g.h.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if g.token != "" {
		request.Header.Set("Authorization", "Bearer "+g.token)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			request.Header.Del(headers[i])
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	if host := request.Header.Get("Host"); host != "" {
		request.Host = host
	}
	response, err := g.client.Do(request)
	if err != nil {
		g.h.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		g.h.t.Fatalf("%s %s: %v", method, path, err)
	}
	got := &answer{status: response.StatusCode, header: response.Header, sent: len(content)}
	got.body = inflated(g.h.t, got.header.Get("Content-Encoding"), content)
	if text, ok := body.(string); ok {
		body = []byte(text)
	} else if body != nil {
		body, _ = json.Marshal(body)
	}
	sent, _ := body.([]byte)
	g.h.described(method, request.URL.Path, sent, got)
	return got
}

func isOutside(path string) bool {
	for _, outside := range []string{"/healthz", "/readyz", "/metrics", "/sync"} {
		if path == outside || strings.HasPrefix(path, "/app/") {
			return true
		}
	}
	return false
}

// want fails unless the status is as wanted, and the body of a failure a problem of that status.
func (a *answer) want(t testing.TB, status int) *answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("got %d, want %d: %s", a.status, status, a.body)
	}
	if status >= 400 {
		if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
			t.Fatalf("a failure has Content-Type %q", kind)
		}
		var p struct {
			Status int    `json:"status"`
			Code   string `json:"code"`
			Detail string `json:"detail"`
		}
		a.into(t, &p)
		if p.Status != status || p.Code == "" || p.Detail == "" {
			t.Fatalf("not a whole problem: %s", a.body)
		}
	}
	return a
}

// names fails unless the problem names the field.
func (a *answer) names(t testing.TB, field string) {
	t.Helper()
	var p struct {
		Field string `json:"field"`
	}
	a.into(t, &p)
	if p.Field != field {
		t.Errorf("it names %q, want %q: %s", p.Field, field, a.body)
	}
}

func (a *answer) into(t testing.TB, value any) {
	t.Helper()
	if err := json.Unmarshal(a.body, value); err != nil {
		t.Fatalf("not JSON: %v: %s", err, a.body)
	}
}

// recordJSON is a record as tests read it.
type recordJSON struct {
	ID                crm.ID                     `json:"id"`
	Type              string                     `json:"type"`
	DocumentID        string                     `json:"documentId"`
	PrivateDocumentID string                     `json:"privateDocumentId"`
	Owner             crm.ID                     `json:"owner"`
	Team              crm.ID                     `json:"team"`
	Visibility        crm.Visibility             `json:"visibility"`
	Heads             []string                   `json:"heads"`
	Fields            map[string]json.RawMessage `json:"fields"`
	Private           map[string]json.RawMessage `json:"private"`
	Conflicts         map[string]json.RawMessage `json:"conflicts"`
	ArchivedAt        *time.Time                 `json:"archivedAt"`
}

func (a *answer) record(t testing.TB) recordJSON {
	t.Helper()
	var r recordJSON
	a.into(t, &r)
	return r
}

// leadFields is a complete lead.
func leadFields(name string) map[string]any {
	return map[string]any{"name": name, "email": "lead@example.test", "source": "web", "stage": "new"}
}

// createLead makes a lead of the client's user.
func (g *testClient) createLead(name string, visibility crm.Visibility) recordJSON {
	g.h.t.Helper()
	return g.call("POST", "/leads", map[string]any{"fields": leadFields(name), "visibility": visibility}).want(g.h.t,
		201).record(g.h.t)
}

const refreshCookieName = "roomkey_refresh"

func (g *testClient) refreshCookie() string {
	g.h.t.Helper()
	address, err := url.Parse(g.h.base)
	if err != nil {
		g.h.t.Fatal(err)
	}
	for _, cookie := range g.client.Jar.Cookies(address) {
		if cookie.Name == refreshCookieName {
			return cookie.Value
		}
	}
	return ""
}

func (g *testClient) setRefreshCookie(value string) {
	g.h.t.Helper()
	address, err := url.Parse(g.h.base)
	if err != nil {
		g.h.t.Fatal(err)
	}
	g.client.Jar.SetCookies(address, []*http.Cookie{{Name: refreshCookieName, Value: value, Path: "/"}})
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
	hash, err := passwordHash()
	if err != nil {
		return err
	}
	for _, member := range cast {
		user := crm.User{Email: member.name + "@demo.test", Name: member.name, Role: member.role}
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
		if err := s.AddUser(ctx, &user, hash); err != nil {
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
