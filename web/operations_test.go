package web_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/web"
)

func TestHealth_SaysAliveAndReady(t *testing.T) {
	ready := errors.New("still loading")
	h := newTestServer(t, func(c *web.Config) { c.Ready = func() error { return ready } })
	g := h.stranger()
	g.call("GET", "/healthz", nil).want(t, 200)
	if got := g.call("GET", "/readyz", nil).want(t, 503); bytes.Contains(got.body, []byte("loading")) {
		t.Errorf("the cause is shown: %s", got.body)
	}
	if log := h.log.String(); strings.Contains(log, "ERROR") {
		t.Errorf("a server that is starting is logged as a failure: %s", log)
	}
	ready = nil
	g.call("GET", "/readyz", nil).want(t, 200)
}

func TestMetrics_AreForThisMachineOrTheToken(t *testing.T) {
	h := newTestServer(t, func(c *web.Config) { c.MetricsToken = "scrape-me" })
	g := h.stranger()
	h.as("agent1").call("GET", "/me", nil).want(t, 200)
	s := h.opened("?access_token=" + h.as("agent1").token)
	s.join()
	got := string(g.call("GET", "/metrics", nil, "Authorization", "Bearer scrape-me").want(t, 200).body)
	for _, want := range []string{
		"roomkey_connections 1", `roomkey_http_request_seconds_count{method="GET",route="/api/v1/me",status="200"} 1`,
		"roomkey_messages_total", "roomkey_engine_restarts_total", "roomkey_commit_seconds_bucket", "go_goroutines",
		"process_open_fds"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, header := range []string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Proto"} {
		g.call("GET", "/metrics", nil, header, "203.0.113.9").want(t, 403)
		g.call("GET", "/metrics", nil, header, "203.0.113.9", "Authorization", "Bearer wrong").want(t, 403)
		g.call("GET", "/metrics", nil, header, "203.0.113.9", "Authorization", "Bearer scrape-me").want(t, 200)
	}
}

// A proxy on this machine need not say that it passes something on.
func TestMetrics_AreNotForProxiesThatAreSilent(t *testing.T) {
	here := netip.MustParsePrefix("127.0.0.1/32")
	behind := newTestServer(t, func(c *web.Config) { c.Proxies = []netip.Prefix{here} })
	behind.stranger().call("GET", "/metrics", nil).want(t, 403)
	named := newTestServer(t, func(c *web.Config) {
		c.Origins = []string{"https://crm.example.com", "http://localhost:8080"}
	})
	named.stranger().call("GET", "/metrics", nil, "Host", "crm.example.com").want(t, 403)
	named.stranger().call("GET", "/metrics", nil, "Host", "localhost:8080").want(t, 200)
	// It may even ask as this machine does. With a token nobody needs to be told apart.
	secret := newTestServer(t, func(c *web.Config) { c.MetricsToken = "scrape-me" }).stranger()
	for _, host := range []string{"localhost:8080", "127.0.0.1:8080", "[::1]:8080"} {
		secret.call("GET", "/metrics", nil, "Host", host).want(t, 403)
		secret.call("GET", "/metrics", nil, "Host", host, "Authorization", "Bearer scrape-me").want(t, 200)
	}
}

func TestMetrics_HooksCount(t *testing.T) {
	h := newTestServer(t, func(c *web.Config) {
		m := web.NewMetrics()
		m.Message("in", 10)
		m.Edit(time.Millisecond, "")
		m.Commit(time.Millisecond, 3)
		m.EngineCall(time.Millisecond)
		m.EngineRestart()
		m.Quarantine()
		m.Close(3001)
		m.Documents(2)
		m.Changes(3)
		m.Rejected(4, crm.CodeForbidden)
		m.SlowReader()
		c.Metrics = m
	})
	got := string(h.stranger().call("GET", "/metrics", nil).want(t, 200).body)
	for _, want := range []string{`roomkey_messages_total{direction="in"} 1`,
		`roomkey_message_bytes_total{direction="in"} 10`, "roomkey_edit_seconds_count 1",
		"roomkey_commit_seconds_count 1", "roomkey_commit_writes_sum 3", "roomkey_engine_call_seconds_count 1",
		"roomkey_engine_restarts_total 1",
		"roomkey_quarantined_changes_total 1", `roomkey_socket_closes_total{code="3001"} 1`, "roomkey_documents 2",
		"roomkey_changes_total 3", `roomkey_rejected_changes_total{code="forbidden"} 4`,
		"roomkey_slow_readers_total 1"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestAccessLog_HasNeitherQueriesNorBodiesNorSecrets(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	g.call("GET", "/leads?q=querycanary", nil).want(t, 200)
	g.call("POST", "/leads", map[string]any{"fields": leadFields("bodycanary")}).want(t, 201)
	g.call("POST", "/leads", `{"fields":{"name":"refusedcanary","stage":"stagecanary"}}`).want(t, 400)
	g.call("POST", "/client-errors", map[string]string{"name": "TypeError", "message": "messagecanary",
		"stack": "at f (https://x/assets/index-abc.js:1:2) stackcanary",
		"url":   "https://x/?urlcanary", "version": "1.2.3"}).want(t, 204)
	log := h.log.String()
	for _, secret := range []string{"querycanary", "bodycanary", "refusedcanary", "stagecanary", "messagecanary",
		"stackcanary", "urlcanary", password,
		g.token, g.refreshCookie()} {
		if strings.Contains(log, secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
	for _, want := range []string{`"path":"/api/v1/leads","status":200`, `"user":"` + g.user.ID.String(),
		`"kind":"TypeError"`, "/assets/index-abc.js:1:2"} {
		if !strings.Contains(log, want) {
			t.Errorf("%s is not in the log", want)
		}
	}
}

func TestClientErrors_AreBounded(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	g.call("POST", "/client-errors", map[string]string{"message": strings.Repeat("x", 17<<10)}).want(t, 413)
	g.call("POST", "/client-errors", map[string]string{"secret": "x"}).want(t, 400).names(t, "secret")
	h.stranger().call("POST", "/client-errors", map[string]string{"name": "x"}).want(t, 401)
	limited := false
	for range 12 {
		limited = g.call("POST", "/client-errors", map[string]string{"name": "x"}).status == 429 || limited
	}
	if !limited {
		t.Error("reports are not limited")
	}
	h.as("agent2").call("POST", "/client-errors", map[string]string{"name": "x"}).want(t, 204)
}

// raw sends bytes as they are and reads the whole answer.
func (h *testServer) raw(request string) string {
	h.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.base, "http://"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		h.t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		h.t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil && len(answer) == 0 {
		h.t.Fatal(err)
	}
	return string(answer)
}

// What goes wrong before a handler runs is a problem too.
func TestServer_RefusesBadRequestsAsProblems(t *testing.T) {
	h := newTestServer(t)
	for _, c := range []struct{ name, request, status string }{
		{"declared too large", "POST /api/v1/leads HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n", "413"},
		{"declared far too large", "POST /api/v1/sync/bulk HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
			"413"},
		{"chunked too large", "POST /api/v1/leads HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n110000\r\n" +
			strings.Repeat("x", 0x110000) + "\r\n0\r\n\r\n", "413"},
		{"large from a stranger", "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n",
			"413"},
		{"large from a stranger to bulk", "POST /api/v1/sync/bulk HTTP/1.1\r\nHost: x\r\n" +
			"Authorization: Bearer rkp_x\r\nTransfer-Encoding: chunked\r\n\r\n110000\r\n" +
			strings.Repeat("x", 0x110000) + "\r\n0\r\n\r\n", "413"},
		{"header too large", "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 20<<10) + "\r\n\r\n", "431"},
		{"no HTTP", "hello\r\n\r\n", "400"},
		{"unknown method", "BREW /api/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "405"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := h.raw(c.request)
			if !strings.HasPrefix(answer, "HTTP/1.1 "+c.status) ||
				!strings.Contains(answer, "application/problem+json") {
				t.Errorf("got %.400s", answer)
			}
		})
	}
	g := h.as("agent1")
	g.call("POST", "/sync/bulk", bytes.Repeat([]byte{0xff}, 8<<20), "Content-Type", "application/cbor").want(t, 400)
	g.call("POST", "/leads", strings.Repeat(" ", 1<<20)).want(t, 400)
	g.call("POST", "/leads", strings.Repeat(" ", 1<<20+1)).want(t, 413)
}

// Two servers may read such a header differently, and one of them takes what the other passes on for another request.
func TestServer_RefusesAmbiguousHeaders(t *testing.T) {
	h := newTestServer(t)
	const get = "GET /healthz HTTP/1.1\r\n"
	for name, request := range map[string]string{
		"two hosts":             get + "Host: x\r\nHost: y\r\n\r\n",
		"two hosts, lower case": get + "Host: x\r\nhost: x\r\n\r\n",
		"no host":               get + "X: y\r\n\r\n",
		"no header":             get + "\r\n",
		"a folded line":         get + "Host: x\r\nX: y\r\n z\r\n\r\n",
		"a folded host":         get + "Host: x\r\n\ty\r\n\r\n",
		"a folded line first":   get + "X:\r\n y\r\nHost: x\r\n\r\n",
		"two lengths of a body": "POST /api/v1/auth/logout HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n" +
			"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"… in the other order": "POST /api/v1/auth/logout HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" +
			"Content-Length: 3\r\n\r\n0\r\n\r\n",
	} {
		answer := h.raw(request + get + "Host: x\r\nConnection: close\r\n\r\n")
		if !strings.HasPrefix(answer, "HTTP/1.1 400") || strings.Count(answer, "HTTP/1.1") != 1 {
			t.Errorf("%s: got %.300s", name, answer)
		}
	}
	for name, request := range map[string]string{
		"one host": get + "Host: x\r\nConnection: close\r\n\r\n",
		"HTTP/1.0": "GET /healthz HTTP/1.0\r\n\r\n",
		"a chunked body": "POST /api/v1/auth/logout HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" +
			"Connection: close\r\n\r\n0\r\n\r\n",
		"a body of a length": "POST /api/v1/auth/logout HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n" +
			"Connection: close\r\n\r\n",
	} {
		if answer := h.raw(request); !strings.HasPrefix(answer, "HTTP/1.") || answer[8:11] != " 20" {
			t.Errorf("%s: got %.300s", name, answer)
		}
	}
}

// Trap: Fiber inflates compressed bodies without a bound.
func TestServer_CompressedBodiesAreRefused(t *testing.T) {
	h := newTestServer(t)
	for _, coding := range []string{"gzip", "br", "deflate", "identity, gzip"} {
		h.as("agent1").call("POST", "/leads", "\x1f\x8b\x08", "Content-Encoding", coding).want(t, 400).
			names(t, "Content-Encoding")
	}
}

func TestSchema_IsTheTableOfTypes(t *testing.T) {
	var schema struct{ Types []crm.RecordType }
	newTestServer(t).as("viewer").call("GET", "/schema", nil).want(t, 200).into(t, &schema)
	if len(schema.Types) != len(crm.Types) || schema.Types[0].Name != "escrow" ||
		len(schema.Types[0].Fields) != len(crm.Types[0].Fields) {
		t.Errorf("%d types", len(schema.Types))
	}
	if label := schema.Types[1].Root("ListingId").Label; label != "MLS number" {
		t.Errorf("an MLS number is called %q", label)
	}
}

func TestPeople_AreManagedByTheBroker(t *testing.T) {
	h := newTestServer(t)
	broker := h.as("broker")
	var made struct {
		ID       crm.ID
		Password string
	}
	broker.call("POST", "/users", map[string]any{"email": "New@Demo.test", "name": "New", "role": "agent"}).
		want(t, 201).into(t, &made)
	login := func(password string) *answer {
		return h.stranger().call("POST", "/auth/login",
			map[string]string{"email": "new@demo.test", "password": password})
	}
	login(made.Password).want(t, 200)
	broker.call("PATCH", "/users/"+made.ID.String(), map[string]any{"role": "viewer",
		"password": "another-password"}).want(t, 200)
	login(made.Password).want(t, 401)
	login("another-password").want(t, 200)
	broker.call("POST", "/users", map[string]any{"email": "new@demo.test", "name": "New", "role": "agent"}).
		want(t, 409).names(t, "email")
	broker.call("DELETE", "/users/"+made.ID.String(), nil).want(t, 204)
	login("another-password").want(t, 401)
	self := "/users/" + broker.user.ID.String()
	broker.call("DELETE", self, nil).want(t, 409)
	broker.call("PATCH", self, `{"role":"agent"}`).want(t, 409)
	broker.call("PATCH", self, `{"disabled":true}`).want(t, 409)
	for _, c := range []struct{ body, field string }{
		{`{"email":"x","name":"N","role":"agent"}`, "email"},
		{`{"email":"a@b.test","name":" ","role":"agent"}`, "name"},
		{`{"email":"a@b.test","name":"N","role":"king"}`, "role"},
		{`{"email":"a@b.test","name":"N","role":"agent","password":"short"}`, "password"},
		{`{"email":"a@b.test","name":"N","role":"agent","broker":"x"}`, "broker"},
	} {
		broker.call("POST", "/users", c.body).want(t, 400).names(t, c.field)
	}
	var team struct{ ID crm.ID }
	broker.call("POST", "/teams", `{"name":"Hills"}`).want(t, 201).into(t, &team)
	broker.call("POST", "/teams", `{"name":"Hills"}`).want(t, 409).names(t, "name")
	broker.call("PATCH", "/teams/"+team.ID.String(), `{"name":"Harbor"}`).want(t, 409).names(t, "name")
	twice := map[string]any{"email": "two@demo.test", "name": "Two", "role": "agent",
		"teams": []crm.ID{team.ID, team.ID}}
	broker.call("POST", "/users", twice).want(t, 201).into(t, &made)
	broker.call("PATCH", "/users/"+made.ID.String(), map[string]any{"teams": []crm.ID{team.ID, team.ID}}).want(t, 200)
	broker.call("PATCH", "/teams/"+team.ID.String(), `{"name":"Dales"}`).want(t, 200)
	broker.call("DELETE", "/teams/"+team.ID.String(), nil).want(t, 204)
	broker.call("GET", "/teams/"+team.ID.String(), nil).want(t, 404)
	var audit bytes.Buffer
	lines, err := h.store.AuditLog(context.Background(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		audit.WriteString(line.Action + " ")
	}
	for _, action := range []string{"user:created", "user:changed", "user:password", "user:disabled", "team:created",
		"team:changed", "team:deleted"} {
		if !strings.Contains(audit.String(), action) {
			t.Errorf("the audit log lacks %s: %s", action, audit.String())
		}
	}
}
