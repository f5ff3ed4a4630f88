package web_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	client "github.com/fasthttp/websocket"

	"roomkey/crm"
	"roomkey/store"
)

// revoked is what a refusal says to the device of a session that was ended from elsewhere.
type revoked struct {
	Code           string
	RevokedSession crm.ID
}

// refreshUntil is until when a browser keeps the refresh cookie of an answer.
func refreshUntil(signed *answer) (until time.Time) {
	for _, cookie := range (&http.Response{Header: signed.header}).Cookies() {
		if cookie.Name == refreshCookieName {
			until = cookie.Expires
		}
	}
	return until
}

// sessionOf is the id of a client's own session.
func (g *testClient) sessionOf(t *testing.T) crm.ID {
	t.Helper()
	var list struct {
		Items []struct {
			ID      crm.ID
			Current bool
		}
	}
	g.call("GET", "/sessions", nil).want(t, 200).into(t, &list)
	for _, s := range list.Items {
		if s.Current {
			return s.ID
		}
	}
	t.Fatal("there is no session")
	return crm.ID{}
}

// expectRevoked waits for the close frame that tells a device which session was ended from elsewhere.
func expectRevoked(t *testing.T, s *socket, session crm.ID) {
	t.Helper()
	for {
		_, _, err := s.conn.ReadMessage()
		var closed *client.CloseError
		if errors.As(err, &closed) {
			if closed.Code != 4502 || closed.Text != "revoked="+session.String() {
				t.Errorf("closed with %d %q", closed.Code, closed.Text)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// refreshes tries to renew, and returns what the answer says of a revoked session.
func (g *testClient) refreshes(t *testing.T, h *testServer, status int) revoked {
	t.Helper()
	got := g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, status)
	if status == 401 && got.header.Get("Set-Cookie") != "" {
		t.Error("the cookie is taken away, by which the device is known")
	}
	var said revoked
	if status == 401 {
		got.into(t, &said)
	}
	return said
}

// A device that its user or a broker signs out from elsewhere is told so, and which session that was, on every way in:
// at once, and weeks later. R82
func TestRevoked_TheDeviceIsTold(t *testing.T) {
	for _, by := range []string{"its user", "its user, all others", "a broker"} {
		t.Run(by, func(t *testing.T) {
			h := newTestServer(t)
			phone, desk := h.signIn("agent1"), h.signIn("agent1")
			session := phone.sessionOf(t)
			byCookie := h.opened("", "Origin", h.base, "Cookie", "roomkey_refresh="+phone.refreshCookie())
			byCookie.join()
			byToken := h.opened("?access_token=" + phone.token)
			byToken.join()
			poll := &poller{t: t, h: h, token: phone.token}
			poll.open()
			switch by {
			case "its user":
				desk.call("DELETE", "/sessions/"+session.String(), nil).want(t, 204)
			case "its user, all others":
				desk.call("DELETE", "/sessions", nil).want(t, 204)
			case "a broker":
				h.as("broker").call("DELETE", "/admin/sessions/"+session.String(), nil).want(t, 204)
			}
			expectRevoked(t, byCookie, session)
			expectRevoked(t, byToken, session)
			if status, body := poll.post("/sync/poll", nil); status != 410 ||
				string(body) != `{"code":4502,"reason":"revoked=`+session.String()+`"}` {
				t.Errorf("a poll: %d %s", status, body)
			}
			var said revoked
			phone.call("GET", "/me", nil).want(t, 401).into(t, &said)
			if said.Code != "unauthenticated" || said.RevokedSession != session {
				t.Error("a request:", said)
			}
			desk.call("GET", "/me", nil).want(t, 200)
			for _, later := range []time.Duration{0, 13 * time.Hour, 80 * 24 * time.Hour} {
				h.clock.move(later)
				if said := phone.refreshes(t, h, 401); said.RevokedSession != session {
					t.Error("later", said)
				}
				cookie := "roomkey_refresh=" + phone.refreshCookie()
				expectRevoked(t, h.opened("", "Origin", h.base, "Cookie", cookie), session)
			}
			phone.call("POST", "/auth/logout", nil, "Origin", h.base).want(t, 204)
			if phone.refreshCookie() != "" {
				t.Error("the cookie stays after the device has signed out")
			}
		})
	}
}

// Nobody has a device wipe what it holds but its user, by a password, and brokers of its brokerage; and a device is not
// told so of a session that ended in another way.
func TestRevoked_ByNobodyElse(t *testing.T) {
	h := newTestServer(t)
	phone := h.signIn("agent1")
	session := phone.sessionOf(t)
	var made struct{ Token string }
	phone.call("POST", "/tokens", map[string]string{"name": "script", "scope": "write"}).want(t, 201).into(t, &made)
	script := h.stranger()
	script.token = made.Token
	script.call("DELETE", "/sessions/"+session.String(), nil).want(t, 403)
	script.call("DELETE", "/sessions", nil).want(t, 403)
	for _, member := range cast {
		other := h.as(member.name)
		if member.name != "agent1" {
			other.call("DELETE", "/sessions/"+session.String(), nil).want(t, 404)
		}
		switch {
		case member.name == "otherbroker":
			other.call("DELETE", "/admin/sessions/"+session.String(), nil).want(t, 404)
		case member.role != crm.RoleBroker:
			other.call("DELETE", "/admin/sessions/"+session.String(), nil).want(t, 403)
		}
	}
	h.stranger().call("DELETE", "/sessions/"+session.String(), nil).want(t, 401)
	phone.refreshes(t, h, 200)

	live := h.opened("?access_token=" + phone.token)
	live.join()
	phone.call("DELETE", "/sessions/"+session.String(), nil).want(t, 204) // by itself
	expectClose(t, live.conn, 3500)
	phone.token = ""
	got := phone.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 401)
	var said revoked
	if got.into(t, &said); !said.RevokedSession.IsZero() {
		t.Error("it is told to wipe by itself")
	}
	changed := h.signIn("agent2")
	changed.call("PATCH", "/me", map[string]string{"password": "another password", "currentPassword": password}).
		want(t, 200)
	if changed.call("GET", "/me", nil).want(t, 401).into(t, &said); !said.RevokedSession.IsZero() {
		t.Error("a new password has devices wipe what they hold")
	}
}

// A phone that was lost on a Friday is missed on Monday, when its session has long expired: it is listed where that is
// asked for, and can be told then. A device that signs in again is not listed twice.
func TestRevoked_ReachesADeviceWhoseSessionHasExpired(t *testing.T) {
	h := newTestServer(t)
	phone, desk := h.signIn("agent1"), h.signIn("agent1")
	session := phone.sessionOf(t)
	h.clock.move(3 * 24 * time.Hour)
	if said := phone.refreshes(t, h, 401); !said.RevokedSession.IsZero() {
		t.Error(said)
	}
	expectClose(t, h.opened("", "Origin", h.base, "Cookie", "roomkey_refresh="+phone.refreshCookie()).conn, 3500)
	signed := desk.call("POST", "/auth/login", map[string]string{"email": "agent1@demo.test", "password": password},
		"Origin", h.base).want(t, 200)
	if until := refreshUntil(signed); until.Before(h.clock.now().Add(store.CopiesKept)) {
		t.Errorf("a browser forgets at %v which device it is", until)
	}
	broker := h.signIn("broker")
	for query, want := range map[string]int{"": 1, "&expired=true": 2} {
		var list struct {
			Items []struct{ ID, User crm.ID }
		}
		broker.call("GET", "/admin/sessions?limit=500"+query, nil).want(t, 200).into(t, &list)
		count := 0
		for _, s := range list.Items {
			if s.User == phone.user.ID {
				count++
			}
		}
		if count != want {
			t.Errorf("%q lists %d", query, count)
		}
	}
	broker.call("DELETE", "/admin/sessions/"+session.String(), nil).want(t, 204)
	if said := phone.refreshes(t, h, 401); said.RevokedSession != session {
		t.Error(said)
	}
}
