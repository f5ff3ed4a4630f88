package web_test

import (
	"regexp"
	"strings"
	"testing"
)

// Whoever reads the log must not be able to take edits back, whatever the request was answered.
func TestAccessLog_HasNoUndoTokens(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	lead := g.createLead("Ann", "team")
	var bulk struct{ Undo string }
	g.call("POST", "/bulk", map[string]any{"type": "lead", "ids": []string{lead.ID.String()},
		"patch": map[string]any{"fields": map[string]any{"name": "Bea"}}}).want(t, 200).into(t, &bulk)
	if bulk.Undo == "" {
		t.Fatal("there is no undo token")
	}
	h.stranger().call("POST", "/undo/"+bulk.Undo, nil).want(t, 401)
	g.call("GET", "/undo/"+bulk.Undo, nil).want(t, 405)
	for _, path := range []string{"/undo/" + bulk.Undo + "/", "/UNDO/" + bulk.Undo, "/undo//" + bulk.Undo} {
		g.call("POST", path, nil).want(t, 404)
	}
	g.call("POST", "/undo/"+bulk.Undo, nil).want(t, 200)
	log := h.log.String()
	if strings.Contains(log, bulk.Undo) {
		t.Error("the log has an undo token")
	}
	if !strings.Contains(log, `"path":"/api/v1/undo/…"`) {
		t.Error("the log lacks the request")
	}
	g.call("GET", "/leads/"+lead.ID.String(), nil).want(t, 200)
	if !strings.Contains(h.log.String(), lead.ID.String()) {
		t.Error("the log lacks a record's id")
	}
}

// What people tell of is found: one id in the answer and in every line about it, of a socket too, and a line for who
// signed in and out and for a page that was refused.
func TestAccessLog_TellsOfOneRequestByItsID(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	one, other := g.call("GET", "/me", nil).want(t, 200), g.call("GET", "/me", nil).want(t, 200)
	id := one.header.Get("X-Request-Id")
	if id == other.header.Get("X-Request-Id") || !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(id) {
		t.Errorf("ids are %q and %q, want two of 8 random bytes", id, other.header.Get("X-Request-Id"))
	}
	h.logs(t, `"msg":"request","request":"`+id+`","method":"GET","path":"/api/v1/me"`)
	h.stranger().call("POST", "/auth/login", map[string]string{"email": "agent1@demo.test", "password": password},
		"Origin", "https://app.example.com").want(t, 403)
	h.logs(t, `"msg":"origin refused"`, `"origin":"https://app.example.com"`, `"msg":"audit","action":"session:started"`)

	out := h.signIn("agent2")
	left := out.call("POST", "/auth/logout", nil, "Origin", h.base).want(t, 204)
	ended := regexp.MustCompile(`"msg":"audit","action":"session:ended","user":"` + out.user.ID.String() +
		`","subject":"[^"]+","request":"` + left.header.Get("X-Request-Id") + `"`)
	if !ended.MatchString(h.log.String()) {
		t.Errorf("the log lacks %s", ended)
	}

	s := h.opened("?access_token=" + g.token)
	s.join()
	opened := regexp.MustCompile(`"msg":"socket opened","request":"([^"]+)","user":"` + g.user.ID.String())
	match := opened.FindStringSubmatch(h.log.String())
	if match == nil {
		t.Fatal("the log lacks the socket")
	}
	s.conn.Close()
	closed := `"msg":"socket closed","request":"` + match[1] + `"`
	if !eventually(func() bool { return strings.Contains(h.log.String(), closed) }) {
		t.Error("the log lacks the socket's end")
	}
}

// logs checks that the log has texts.
func (h *testServer) logs(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(h.log.String(), text) {
			t.Errorf("the log lacks %s", text)
		}
	}
}
