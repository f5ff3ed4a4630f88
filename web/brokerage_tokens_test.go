package web_test

import (
	"net/http"
	"strings"
	"testing"

	"roomkey/crm"
)

type tokenJSON struct {
	ID, User crm.ID
	Token    string
}

func (g *testClient) makeToken(t *testing.T, name string) tokenJSON {
	t.Helper()
	var made tokenJSON
	g.call("POST", "/tokens", map[string]string{"name": name, "scope": "write"}).want(t, 201).into(t, &made)
	return made
}

// by is a client that comes by a personal token.
func (h *testServer) by(token tokenJSON) *testClient {
	return &testClient{h: h, client: h.stranger().client, token: token.Token}
}

// Whoever learned the old password may have made tokens with it.
func TestPersonalTokens_EndWithThePassword(t *testing.T) {
	h := newTestServer(t)
	broker := h.signIn("broker")
	for name, change := range map[string]func(g *testClient){
		"agent1": func(g *testClient) {
			broker.call("PATCH", "/users/"+g.user.ID.String(), `{"password":"a new password"}`).want(t, 200)
		},
		"agent2": func(g *testClient) { // the command line does this in another process
			if err := h.store.SetPassword(t.Context(), g.user.ID, "another hash"); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := h.signIn(name)
			token := g.makeToken(t, "script")
			socket := h.opened("?access_token=" + token.Token)
			socket.join()
			bystander := h.as("lead").makeToken(t, "bystander "+name)
			change(g)
			h.by(token).call("GET", "/me", nil).want(t, 401)
			expectClose(t, socket.conn, 3500)
			h.by(bystander).call("GET", "/me", nil).want(t, 200)
		})
	}
	own := broker.makeToken(t, "own")
	broker.call("PATCH", "/users/"+broker.user.ID.String(), `{"password":"a new password"}`).want(t, 200)
	h.by(own).call("GET", "/me", nil).want(t, 401)
}

func TestBrokerageTokens_AreListedAndRevokedByTheBrokerRole(t *testing.T) {
	h := newTestServer(t)
	broker := h.as("broker")
	first, second := h.as("agent1").makeToken(t, "first"), h.as("agent2").makeToken(t, "second")
	foreign := h.as("outsider").makeToken(t, "foreign")

	var page struct {
		Items []tokenJSON
		Next  *string
	}
	got := broker.call("GET", "/admin/tokens?limit=1", nil).want(t, 200)
	got.into(t, &page)
	if len(page.Items) != 1 || page.Items[0].ID != second.ID || page.Items[0].User != h.as("agent2").user.ID ||
		page.Next == nil {
		t.Fatalf("the first page: %s", got.body)
	}
	if strings.Contains(string(got.body), second.Token) {
		t.Error("the list shows a token itself")
	}
	cursor := *page.Next
	broker.call("GET", "/admin/tokens?cursor="+cursor, nil).want(t, 200).into(t, &page)
	if len(page.Items) != 1 || page.Items[0].ID != first.ID || page.Next != nil {
		t.Errorf("the second page: %v", page)
	}
	h.as("otherbroker").call("GET", "/admin/tokens?cursor="+cursor, nil).want(t, 400).names(t, "cursor")
	for _, member := range cast {
		if member.role != crm.RoleBroker {
			h.as(member.name).call("GET", "/admin/tokens", nil).want(t, http.StatusForbidden)
			h.as(member.name).call("DELETE", "/admin/tokens/"+first.ID.String(), nil).want(t, http.StatusForbidden)
		}
	}
	broker.call("DELETE", "/admin/tokens/"+foreign.ID.String(), nil).want(t, 404)

	socket := h.opened("?access_token=" + first.Token)
	socket.join()
	broker.call("DELETE", "/admin/tokens/"+first.ID.String(), nil).want(t, 204)
	expectClose(t, socket.conn, 3500)
	h.by(first).call("GET", "/me", nil).want(t, 401)
	h.by(second).call("GET", "/me", nil).want(t, 200)
	lines, err := h.store.AuditLog(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	last := lines[0]
	if last.Action != "token:revoked" || last.User != broker.user.ID || last.Record != first.ID ||
		!strings.Contains(last.Reason, h.as("agent1").user.ID.String()) {
		t.Errorf("the audit log ends with %+v", last)
	}
}
