package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/web"
)

// invitationJSON is an invitation as tests read it.
type invitationJSON struct {
	ID        crm.ID
	Email     string
	Role      crm.Role
	Teams     []crm.ID
	By        crm.ID
	ExpiresAt time.Time
	Status    string
	Path      string
}

// token is the secret of the link.
func (i invitationJSON) token(t testing.TB) string {
	t.Helper()
	_, token, found := strings.Cut(i.Path, "/invite#")
	if !found || !strings.HasPrefix(token, "rki_") || len(token) != 47 {
		t.Fatalf("the link is %q", i.Path)
	}
	return token
}

// invite invites an address as an agent.
func (g *testClient) invite(email string) (made invitationJSON) {
	g.h.t.Helper()
	g.call("POST", "/invitations", map[string]any{"email": email, "role": "agent"}).want(g.h.t, 201).into(g.h.t, &made)
	return made
}

// invitations are those of the client's brokerage.
func (g *testClient) invitations() []invitationJSON {
	g.h.t.Helper()
	var list struct{ Items []invitationJSON }
	g.call("GET", "/invitations", nil).want(g.h.t, 200).into(g.h.t, &list)
	return list.Items
}

func (g *testClient) readInvitation(token string) *answer {
	g.h.t.Helper()
	return g.call("POST", "/auth/invitation", map[string]string{"token": token})
}

func (g *testClient) acceptInvitation(token string) *answer {
	g.h.t.Helper()
	return g.call("POST", "/auth/invitation/accept",
		map[string]string{"token": token, "name": " Nia New ", "password": "a long password"})
}

func TestInvitations_MakeAMemberWhoIsSignedIn(t *testing.T) {
	h := newTestServer(t)
	broker, agent := h.as("broker"), h.as("agent1")
	team := agent.user.Teams[0]
	var made invitationJSON
	broker.call("POST", "/invitations", map[string]any{"email": " Nia@Demo.test ", "role": "agent",
		"teams": []crm.ID{team, team}}).want(t, 201).into(t, &made)
	if left := time.Until(made.ExpiresAt); made.Email != "nia@demo.test" || made.By != broker.user.ID ||
		left < 6*24*time.Hour || left > 7*24*time.Hour || made.Status != "open" {
		t.Errorf("%+v", made)
	}
	token := made.token(t)

	list := broker.call("GET", "/invitations", nil).want(t, 200)
	if bytes.Contains(list.body, []byte(token)) || bytes.Contains(list.body, []byte("path")) {
		t.Errorf("the list has the secret: %s", list.body)
	}
	if listed := broker.invitations(); len(listed) != 1 || listed[0].ID != made.ID ||
		!slices.Equal(listed[0].Teams, []crm.ID{team}) {
		t.Errorf("%+v", listed)
	}

	guest := h.stranger()
	read := guest.readInvitation(token).want(t, 200)
	var said map[string]any
	read.into(t, &said)
	if said["brokerage"] != "Demo Realty" || said["invitedBy"] != "broker" || said["email"] != "nia@demo.test" ||
		said["role"] != "agent" || len(said) != 5 {
		t.Errorf("%s", read.body)
	}
	for _, c := range []struct{ name, password, field string }{{"Nia", "short", "password"},
		{" ", "a long password", "name"}, {"N\u202e", "a long password", "name"}} {
		guest.call("POST", "/auth/invitation/accept", map[string]string{"token": token, "name": c.name,
			"password": c.password}).want(t, 400).names(t, c.field)
	}
	// The address, the role and the teams are the invitation's.
	for _, more := range []string{"email", "role", "teams"} {
		guest.call("POST", "/auth/invitation/accept", map[string]string{"token": token, "name": "Nia",
			"password": "a long password", more: "broker"}).want(t, 400).names(t, more)
	}

	got := guest.acceptInvitation(token).want(t, 200)
	var signed struct {
		AccessToken string
		User        crm.User
	}
	got.into(t, &signed)
	if signed.User.Name != "Nia New" || signed.User.Email != "nia@demo.test" || signed.User.Role != crm.RoleAgent ||
		!slices.Equal(signed.User.Teams, []crm.ID{team}) || guest.refreshCookie() == "" {
		t.Errorf("%s", got.body)
	}
	guest.token = signed.AccessToken
	guest.call("GET", "/leads", nil).want(t, 200)
	guest.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 200)
	h.stranger().call("POST", "/auth/login", map[string]string{"email": "nia@demo.test",
		"password": "a long password"}).want(t, 200)
	if left := broker.invitations(); len(left) != 0 {
		t.Errorf("%+v", left)
	}
	var people struct{ Items []crm.User }
	broker.call("GET", "/users", nil).want(t, 200).into(t, &people)
	if !slices.ContainsFunc(people.Items, func(u crm.User) bool { return u.ID == signed.User.ID }) {
		t.Error("the member is not listed")
	}
}

// Whatever is wrong with a link, the answer is the same.
func TestInvitations_AnswerAlikeWhereALinkIsNotGood(t *testing.T) {
	h := newTestServer(t)
	broker := h.as("broker")
	used, withdrawn, renewed, void := broker.invite("used@demo.test"), broker.invite("gone@demo.test"),
		broker.invite("new@demo.test"), h.as("otherbroker").invite("void@demo.test")
	h.stranger().acceptInvitation(used.token(t)).want(t, 200)
	broker.call("DELETE", "/invitations/"+withdrawn.ID.String(), nil).want(t, 204)
	var again invitationJSON
	broker.call("POST", "/invitations/"+renewed.ID.String()+"/renew", nil).want(t, 200).into(t, &again)
	h.stranger().readInvitation(again.token(t)).want(t, 200)
	if err := h.store.SetDisabled(t.Context(), void.By, true); err != nil {
		t.Fatal(err)
	}
	bad := map[string]string{"unknown": "rki_nothing", "used": used.token(t), "withdrawn": withdrawn.token(t),
		"renewed": renewed.token(t), "void": void.token(t)}
	var first []byte
	alike := func(what string, got *answer) {
		t.Helper()
		if first == nil {
			first = got.want(t, 404).body
		}
		if !bytes.Equal(got.want(t, 404).body, first) || got.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %s differs from %s", what, got.body, first)
		}
	}
	for what, token := range bad {
		alike(what, h.stranger().readInvitation(token))
		alike(what, h.stranger().acceptInvitation(token))
	}
	h.clock.move(7*24*time.Hour + time.Minute)
	alike("expired", h.stranger().readInvitation(again.token(t)))
	alike("expired", h.stranger().acceptInvitation(again.token(t)))
	if left := h.signIn("broker").invitations(); len(left) != 1 || left[0].Status != "expired" {
		t.Errorf("%+v", left)
	}
}

// Who may invite, and withdraw: the broker role, in its own brokerage.
func TestInvitations_AreForTheBroker(t *testing.T) {
	h := newTestServer(t)
	made := h.as("broker").invite("a@demo.test")
	one := "/invitations/" + made.ID.String()
	body := `{"email":"b@demo.test","role":"broker"}`
	for _, member := range cast {
		if member.role == crm.RoleBroker {
			continue
		}
		g := h.as(member.name)
		for _, c := range [][2]string{{"GET", "/invitations"}, {"POST", "/invitations"}, {"POST", one + "/renew"},
			{"DELETE", one}} {
			var sent any
			if c[1] == "/invitations" && c[0] == "POST" {
				sent = body
			}
			g.call(c[0], c[1], sent).want(t, 403)
		}
	}
	other := h.as("otherbroker")
	other.call("POST", one+"/renew", nil).want(t, 404)
	other.call("DELETE", one, nil).want(t, 404)
	if list := other.invitations(); len(list) != 0 {
		t.Errorf("another brokerage's are listed: %+v", list)
	}
	team := h.as("agent1").user.Teams[0].String()
	for _, c := range []struct{ body, field string }{
		{`{"email":"x","role":"agent"}`, "email"},
		{`{"email":"b@demo.test","role":"king"}`, "role"},
		{`{"email":"b@demo.test","role":"agent","teams":["` + team + `"]}`, "teams"},
		{`{"email":"b@demo.test","role":"agent","name":"Bo"}`, "name"},
	} {
		other.call("POST", "/invitations", c.body).want(t, 400).names(t, c.field)
	}
	for _, email := range []string{"agent1@demo.test", "A@demo.test"} {
		h.as("broker").call("POST", "/invitations", map[string]any{"email": email, "role": "agent"}).want(t, 409).
			names(t, "email")
	}
	// A token that may write may do what its user may; one that may read lists.
	for scope, status := range map[string]int{"read": 403, "write": 204} {
		script := h.stranger()
		var token struct{ Token string }
		h.as("broker").call("POST", "/tokens", map[string]string{"name": "s", "scope": scope}).want(t, 201).
			into(t, &token)
		script.token = token.Token
		script.call("GET", "/invitations", nil).want(t, 200)
		if got := script.call("DELETE", one, nil); got.status != status {
			t.Errorf("%s: %d", scope, got.status)
		}
	}
}

// The secret of a link is in its answer and nowhere else.
func TestInvitations_KeepTheirSecretsToThemselves(t *testing.T) {
	h := newTestServer(t)
	broker := h.as("broker")
	send := map[string]any{"email": "a@demo.test", "role": "lead"}
	got := broker.call("POST", "/invitations", send, "Idempotency-Key", "k").want(t, 201)
	var made, again invitationJSON
	got.into(t, &made)
	if got.header.Get("Cache-Control") != "no-store" {
		t.Error("a secret may be cached")
	}
	if replay := broker.call("POST", "/invitations", send, "Idempotency-Key", "k").want(t, 409); bytes.Contains(
		replay.body, []byte(made.token(t))) {
		t.Error("a secret is shown again")
	}
	broker.call("POST", "/invitations/"+made.ID.String()+"/renew", nil).want(t, 200).into(t, &again)
	h.stranger().acceptInvitation(again.token(t)).want(t, 200)
	gone := broker.invite("b@demo.test")
	broker.call("DELETE", "/invitations/"+gone.ID.String(), nil).want(t, 204)

	var told []string
	lines, err := h.store.AuditLog(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if strings.HasPrefix(line.Action, "invitation:") {
			told = append(told, fmt.Sprint(line.Action, " ", line.Record == made.ID, " ", line.Reason))
		}
	}
	slices.Reverse(told) // the oldest first
	if want := []string{"invitation:created true lead", "invitation:renewed true ", "invitation:accepted true lead",
		"invitation:created false agent", "invitation:withdrawn false "}; !slices.Equal(told, want) {
		t.Errorf("the audit log says %q", told)
	}
	everything, err := json.Marshal(lines)
	if err != nil {
		t.Fatal(err)
	}
	page, err := h.store.LedgerPage(t.Context(), 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range page {
		everything = append(everything, entry.Data...)
	}
	everything = append(everything, h.log.String()...)
	for _, i := range []invitationJSON{made, again, gone} {
		if bytes.Contains(everything, []byte(i.token(t)[4:])) {
			t.Error("a secret is in the audit log, the ledger or the log")
		}
	}
}

// Whoever tries links from one address is slowed down, before anything is looked at, and keeps nobody else out.
func TestInvitations_AreThrottledByAddress(t *testing.T) {
	h := newTestServer(t, behind, func(c *web.Config) { c.AddressRate = 3 })
	h.clock.stop()
	good := h.as("broker").invite("a@demo.test").token(t)
	try := func(from, path, token string) *answer {
		body := map[string]string{"token": token, "name": "N", "password": "a long password"}
		return h.stranger().call("POST", path, body, "X-Forwarded-For", from, "Origin", h.base)
	}
	for range 3 {
		try("198.51.100.1", "/auth/invitation/accept", "rki_x").want(t, 404)
	}
	if got := try("198.51.100.1", "/auth/invitation/accept", good).want(t, 429); got.header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
	h.stranger().call("POST", "/auth/invitation", map[string]string{"token": good}, "X-Forwarded-For",
		"198.51.100.1", "Origin", h.base).want(t, 429)
	h.stranger().login(1, "agent1", password).want(t, 200) // sign-ins have a count of their own
	try("198.51.100.2", "/auth/invitation/accept", good).want(t, 200)
}

// Another site's page can't have its visitor sign in to an account of its own.
func TestInvitations_AreAcceptedOnOurPageAlone(t *testing.T) {
	h := newTestServer(t)
	token := h.as("broker").invite("a@demo.test").token(t)
	body := map[string]string{"token": token, "name": "N", "password": "a long password"}
	h.stranger().call("POST", "/auth/invitation/accept", body, "Origin", "https://evil.example.com").want(t, 403)
	h.stranger().call("POST", "/auth/invitation/accept", body, "Origin", h.base).want(t, 200)
}
