package web_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

func (h *testServer) audited(limit int) []store.AuditLine {
	h.t.Helper()
	lines, err := h.store.AuditLog(h.t.Context(), 0, limit)
	if err != nil {
		h.t.Fatal(err)
	}
	slices.Reverse(lines)
	return lines
}

func TestAudit_SignInsAndSignOutsAreNoted(t *testing.T) {
	h := newTestServer(t)
	login := func(email, with string, status int) {
		h.stranger().call("POST", "/auth/login", map[string]string{"email": email, "password": with}).want(t, status)
	}
	g := h.signIn("agent1")
	login("agent1@demo.test", "wrong-password", 401)
	login("nobody@demo.test", "wrong-password", 401)
	stolen := g.refreshCookie()
	g.call("POST", "/auth/logout", nil, "Origin", h.base).want(t, 204)

	one, two := h.signIn("agent1"), h.signIn("agent1")
	var list struct {
		Items []struct {
			ID      crm.ID
			Current bool
		}
	}
	one.call("GET", "/sessions", nil).want(t, 200).into(t, &list)
	for _, item := range list.Items {
		if !item.Current {
			one.call("DELETE", "/sessions/"+item.ID.String(), nil).want(t, 204)
		}
	}
	two.call("GET", "/me", nil).want(t, 401)
	first := one.refreshCookie()
	one.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 200)
	h.clock.move(time.Minute)
	thief := h.stranger()
	thief.setRefreshCookie(first)
	thief.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 401)

	known, unknown := g.user.ID, crm.ID{}
	want := []struct {
		user           crm.ID
		action, reason string
	}{
		{known, "session:started", "from 127.0.0.1"}, {known, "session:refused", "from 127.0.0.1"},
		{unknown, "session:refused", "from 127.0.0.1"}, {known, "session:ended", "signed out"},
		{known, "session:started", "from 127.0.0.1"}, {known, "session:started", "from 127.0.0.1"},
		{known, "session:ended", "another device"}, {known, "session:ended", "used twice"},
	}
	lines := h.audited(len(want))
	if len(lines) != len(want) {
		t.Fatalf("%d lines: %+v", len(lines), lines)
	}
	for i, line := range lines {
		if line.User != want[i].user || line.Action != want[i].action ||
			!strings.Contains(line.Reason, want[i].reason) {
			t.Errorf("line %d is %+v, want %v", i, line, want[i])
		}
		if strings.Contains(line.Reason, "nobody") || strings.Contains(line.Reason, stolen) {
			t.Errorf("line %d says too much: %+v", i, line)
		}
	}
}

// The log is never shortened: a stranger must not fill it.
func TestAudit_FailedSignInsAreNotedUpToARate(t *testing.T) {
	h := newTestServer(t)
	for range 15 {
		h.stranger().call("POST", "/auth/login",
			map[string]string{"email": "agent1@demo.test", "password": "wrong-password"}).want(t, 401)
	}
	if lines := h.audited(100); len(lines) < 10 || len(lines) > 13 {
		t.Errorf("15 failures make %d lines", len(lines))
	}
}
