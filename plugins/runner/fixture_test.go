package runner_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crdt/engine"
	"roomkey/crdt/engine/enginetest"
	"roomkey/crm"
	"roomkey/internal/testclient"
	"roomkey/plugins"
	"roomkey/plugins/runner"
	"roomkey/plugins/runner/runnertest"
	"roomkey/store"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/web"
)

// engines is the pool that fixtures share until they are opened again, because a process takes long to start under the
// race detector: documents have ids of their own.
var engines *engine.Pool

func TestMain(m *testing.M) {
	enginetest.Main(func() int {
		engines = engine.NewPool(enginetest.Config())
		var running sync.WaitGroup
		running.Go(func() { _ = engines.Run(context.Background()) })
		code := m.Run()
		engines.Close()
		running.Wait()
		if faults := unlistedRefusals(); code == 0 && len(faults) > 0 {
			fmt.Fprintln(os.Stderr, strings.Join(faults, "\n"))
			code = 1
		}
		return code
	})
}

// cast are the people of a fixture.
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
}

// fixture is a whole server whose plugins are scripts: store, engine, hub, runner and web.
type fixture struct {
	t       testing.TB
	dir     string
	base    string
	store   *store.Store
	hub     *realtime.Hub
	runner  *runner.Runner
	plugins *runnertest.Plugins
	log     syncBuffer
	auth    *web.Auth
	server  *web.Server

	taskRate int // web.Config's

	people map[string]*crm.User
	tokens map[string]string
	end    func() // stops everything, in reverse order of starting
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

func newFixture(t testing.TB, change ...func(*runner.Config)) *fixture {
	t.Helper()
	h := &fixture{t: t, taskRate: -1, dir: storetest.Dir(t), plugins: runnertest.New(),
		people: make(map[string]*crm.User), tokens: make(map[string]string)}
	h.openWith(engines, change...)
	for _, member := range cast {
		user := crm.User{Email: member.name + "@demo.test", Name: member.name, Role: member.role}
		var err error
		if user.Broker, err = h.store.Brokerage(t.Context(), member.broker); err != nil {
			t.Fatal(err)
		}
		if member.team != "" {
			team, err := h.store.TeamNamed(t.Context(), user.Broker, member.team)
			if err != nil {
				t.Fatal(err)
			}
			user.Teams = []crm.ID{team}
		}
		if err := h.store.AddUser(t.Context(), &user, "no password"); err != nil {
			t.Fatal(err)
		}
		h.people[member.name] = &user
	}
	t.Cleanup(func() {
		h.end()
		if t.Failed() {
			text := h.log.String()
			t.Logf("the log ends:\n%s", text[max(0, len(text)-6000):])
		}
	})
	return h
}

// open starts the fixture with its data, and with engines that know no document.
func (h *fixture) open(change ...func(*runner.Config)) {
	h.t.Helper()
	pool := engine.NewPool(enginetest.Config())
	var running sync.WaitGroup
	running.Go(func() { logIf(h.t, pool.Run(context.Background())) })
	h.openWith(pool, change...)
	end := h.end
	h.end = func() { end(); pool.Close(); running.Wait() }
}

func (h *fixture) openWith(pool *engine.Pool, change ...func(*runner.Config)) {
	t := h.t
	t.Helper()
	log := slog.New(slog.NewJSONHandler(&h.log, nil))
	data, err := store.Open(context.Background(), store.Options{Dir: h.dir, Serve: true, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	h.store = data
	if h.auth, err = web.NewAuth(web.AuthConfig{Store: data, Secret: bytes.Repeat([]byte("s"), 32)}); err != nil {
		t.Fatal(err)
	}
	h.hub = realtime.New(realtime.Config{Storage: data, Engine: pool, Log: log, Renew: h.auth.Identify,
		Ended: h.auth.Ended})
	config := runner.Config{Storage: data, Records: &web.TaskRecords{Hub: h.hub, Store: data}, Plugins: h.plugins,
		Guests: h.plugins, Rooms: h.hub, Log: log}
	for _, f := range change {
		f(&config)
	}
	h.runner = runner.New(config)
	registry, _ := config.Plugins.(*plugins.Registry) // nil if the plugins are only scripts
	server, err := web.New(web.Config{Store: data, Hub: h.hub, Auth: h.auth, Tasks: h.runner, Plugins: registry,
		TaskRate: h.taskRate, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	h.server = server
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.base = "http://" + listener.Addr().String()
	background, stop := context.WithCancel(context.Background())
	tasks, endTasks := context.WithCancel(context.Background())
	var running, working sync.WaitGroup
	running.Go(func() { logIf(t, h.hub.Run(background)) })
	running.Go(func() { logIf(t, server.Serve(listener)) })
	working.Go(func() { logIf(t, h.runner.Run(tasks)) })
	h.end = func() {
		endTasks()
		working.Wait()
		http.DefaultClient.CloseIdleConnections() // a connection that was never used delays the server's end by 5 s
		drain, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := server.Shutdown(drain); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		stop()
		running.Wait()
		if err := data.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	}
}

// reopen ends the fixture as SIGTERM does, and starts it again.
func (h *fixture) reopen(change ...func(*runner.Config)) {
	h.t.Helper()
	h.end()
	h.open(change...)
}

func logIf(t testing.TB, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Log(err)
	}
}

// answer is an answer of the API.
type answer struct {
	status int
	body   []byte
}

// call calls the API as one of the cast.
func (h *fixture) call(name, method, path string, body any) answer {
	h.t.Helper()
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = bytes.NewReader([]byte(body))
	default:
		text, err := json.Marshal(body)
		if err != nil {
			h.t.Fatal(err)
		}
		reader = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, h.base+"/api/v1"+path, reader)
	if err != nil {
		h.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Authorization", "Bearer "+h.token(name))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		h.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer{response.StatusCode, content}
}

func (a answer) want(t testing.TB, status int, into any) {
	t.Helper()
	if a.status != status {
		t.Fatalf("got %d, want %d: %s", a.status, status, a.body)
	}
	if into != nil {
		if err := json.Unmarshal(a.body, into); err != nil {
			t.Fatalf("%v in %s", err, a.body)
		}
	}
}

// refused fails the test unless the answer is a problem with this code and field.
func (a answer) refused(t testing.TB, status int, code crm.Code, field string) {
	t.Helper()
	var p struct {
		Status              int
		Code, Field, Detail string
	}
	if a.status != status || json.Unmarshal(a.body, &p) != nil || p.Code != string(code) || p.Field != field ||
		p.Detail == "" {
		t.Errorf("got %d %s, want %d %s about %q", a.status, a.body, status, code, field)
	}
}

// token returns a personal token of one of the cast.
func (h *fixture) token(name string) string {
	h.t.Helper()
	if token := h.tokens[name]; token != "" {
		return token
	}
	token := "rkp_" + strings.Repeat(name+"_", 43)[:43]
	hash := sha256.Sum256([]byte(token))
	held := store.Token{ID: crm.NewID(rand.Reader), User: h.people[name].ID, Name: "test", Scope: "write",
		Created: time.Now()}
	if err := h.store.AddToken(h.t.Context(), held, hash[:], crm.ID{}); err != nil {
		h.t.Fatal(err)
	}
	h.tokens[name] = token
	return token
}

// socket joins a room as one of the cast.
func (h *fixture) socket(name string, room crm.Room) *listener {
	h.t.Helper()
	l := &listener{t: h.t, frames: make(chan testclient.Frame, 4096)}
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel()
	c, err := testclient.Dial(ctx, "ws"+h.base[len("http"):]+"/sync",
		testclient.Options{Token: h.token(name), OnFrame: func(f testclient.Frame) { l.frames <- f }})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(c.Close)
	if err := c.Join(room, "", 0); err != nil {
		h.t.Fatal(err)
	}
	l.await("room:joined", "")
	return l
}
