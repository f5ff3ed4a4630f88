package web_test

import (
	"bytes"
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"

	"roomkey/web"
)

func TestLogin_SaysWhoItIsAndSetsAnHTTPOnlyCookie(t *testing.T) {
	h := newTestServer(t)
	g := h.stranger()
	got := g.call("POST", "/auth/login", map[string]string{"email": " Agent1@DEMO.test ", "password": password}).
		want(t, 200)
	var signed map[string]any
	got.into(t, &signed)
	user, _ := signed["user"].(map[string]any)
	if user["email"] != "agent1@demo.test" || user["role"] != "agent" || len(user["teams"].([]any)) != 1 {
		t.Errorf("user %v", user)
	}
	expires, err := time.Parse(time.RFC3339, signed["expiresAt"].(string))
	if left := time.Until(expires); err != nil || left < 9*time.Minute || left > 10*time.Minute {
		t.Errorf("the access token lives %v", left)
	}
	cookie := got.header.Get("Set-Cookie")
	for _, part := range []string{"roomkey_refresh=", "HttpOnly", "SameSite=Strict", "path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie %q lacks %s", cookie, part)
		}
	}
	if strings.Contains(cookie, "secure") {
		t.Error("a cookie of http is Secure: the browser would drop it")
	}
	if strings.Contains(string(got.body), cookieValue(got)) {
		t.Error("the refresh token is in the body")
	}
	if got.header.Get("Cache-Control") != "no-store" {
		t.Error("a token may be cached")
	}
}

func cookieValue(a *answer) string {
	response := http.Response{Header: a.header}
	for _, cookie := range response.Cookies() {
		if cookie.Name == "roomkey_refresh" {
			return cookie.Value
		}
	}
	return ""
}

// duringSignIn calls a function once a session's refresh token is drawn, which is after its password was checked.
type duringSignIn struct{ call func() }

func (d *duringSignIn) Read(p []byte) (int, error) {
	if call := d.call; call != nil && len(p) == 32 {
		d.call = nil
		call()
	}
	return rand.Read(p)
}

// A sign-in does not begin if its password is replaced after it was checked.
func TestLogin_WithAPasswordThatIsReplacedMeanwhile(t *testing.T) {
	during := &duringSignIn{}
	h := newTestServer(t, func(c *web.Config) { c.Random = during })
	user, err := h.store.UserByEmail(t.Context(), "agent1@demo.test")
	if err != nil {
		t.Fatal(err)
	}
	called := false
	during.call = func() {
		called = true
		if err := h.store.SetPassword(t.Context(), user.ID, "another hash"); err != nil {
			t.Error(err)
		}
	}
	login := map[string]string{"email": "agent1@demo.test", "password": password}
	if got := h.stranger().call("POST", "/auth/login", login).want(t, 401); got.header.Get("Set-Cookie") != "" {
		t.Error("a refusal sets a cookie")
	}
	if sessions, err := h.store.Sessions(t.Context(), user.ID, false); err != nil || !called || len(sessions) > 0 {
		t.Error(called, sessions, err)
	}
}

func TestLogin_CookieOfHTTPSIsSecure(t *testing.T) {
	h := newTestServer(t, func(c *web.Config) { c.Origins = []string{"https://crm.example.com"} })
	got := h.stranger().call("POST", "/auth/login",
		map[string]string{"email": "agent1@demo.test", "password": password},
		"Origin", "https://crm.example.com").want(t, 200)
	if !strings.Contains(got.header.Get("Set-Cookie"), "secure") {
		t.Errorf("cookie %q", got.header.Get("Set-Cookie"))
	}
}

func TestLogin_AnswersTheSameForWhateverIsWrong(t *testing.T) {
	h := newTestServer(t)
	h.disable("agent2")
	var first []byte
	for _, c := range [][2]string{{"nobody@demo.test", password}, {"agent1@demo.test", "wrong-password"},
		{"agent2@demo.test", password}} {
		got := h.stranger().call("POST", "/auth/login", map[string]string{"email": c[0], "password": c[1]}).want(t, 401)
		if first == nil {
			first = got.body
		}
		if !bytes.Equal(got.body, first) {
			t.Errorf("%s: %s differs from %s", c[0], got.body, first)
		}
		if got.header.Get("Set-Cookie") != "" {
			t.Error("a refusal sets a cookie")
		}
	}
}

func TestLogin_TakesNoLessTimeForAnUnknownAccount(t *testing.T) {
	h := newTestServer(t)
	hash, err := web.HashPassword(rand.Reader, password) // as users have it
	if err == nil {
		err = h.store.SetPassword(t.Context(), h.as("agent1").user.ID, hash)
	}
	if err != nil {
		t.Fatal(err)
	}
	fastest := func(email string) time.Duration {
		best := time.Hour
		for range 3 {
			started := time.Now()
			h.stranger().call("POST", "/auth/login",
				map[string]string{"email": email, "password": "wrong-password"}).
				want(t, 401)
			best = min(best, time.Since(started))
		}
		return best
	}
	known, unknown := fastest("agent1@demo.test"), fastest("nobody@demo.test")
	if unknown < known/3 {
		t.Errorf("an unknown account is told after %v, a known one after %v", unknown, known)
	}
}

func TestLogin_NamesTheFieldAtFault(t *testing.T) {
	h := newTestServer(t)
	for _, c := range []struct{ body, field string }{
		{`{"password":"x"}`, "email"}, {`{"email":"a@b.c"}`, "password"}, {`{"email":1,"password":"x"}`, "email"},
		{`{"email":"a@b.c","password":"x","otp":"1"}`, "otp"},
		{`{"email":"` + strings.Repeat("a", 300) + `","password":"x"}`, "email"},
		{`{"email":"a@b.c","password":"` + strings.Repeat("a", 300) + `"}`, "password"},
	} {
		h.stranger().call("POST", "/auth/login", c.body).want(t, 400).names(t, c.field)
	}
	h.stranger().call("POST", "/auth/login", "email=a&password=b", "Content-Type",
		"application/x-www-form-urlencoded").want(t, 400).
		names(t, "Content-Type")
	h.stranger().call("POST", "/auth/login", "xx", "Content-Encoding", "gzip").want(t, 400).names(t, "Content-Encoding")
}

func TestRefresh_RotatesTheCookieAndNoticesItsReuse(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	first := g.refreshCookie()
	got := g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 200)
	var signed struct {
		AccessToken string `json:"accessToken"`
	}
	got.into(t, &signed)
	second := g.refreshCookie()
	if second == first || second == "" {
		t.Fatal("the cookie was not replaced")
	}
	// Two tabs race, or the first answer was lost: both get the same successor.
	raced := h.stranger()
	raced.setRefreshCookie(first)
	raced.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 200)
	if raced.refreshCookie() != second {
		t.Error("a race forks the session")
	}
	// Much later the first cookie can only be stolen: the whole session ends.
	h.clock.move(time.Minute)
	thief := h.stranger()
	thief.setRefreshCookie(first)
	if got := thief.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 401); cookieValue(got) != "" {
		t.Error("a thief gets a cookie")
	}
	g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 401)
	g.token = signed.AccessToken
	g.call("GET", "/me", nil).want(t, 401)
}

// Each trade is a write, and leaves a row until the session ends.
func TestRefresh_OfOneSessionHasARate(t *testing.T) {
	h := newTestServer(t)
	g, other := h.signIn("agent1"), h.signIn("agent1")
	h.clock.stop()
	for range 120 {
		g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 200)
	}
	before := g.refreshCookie()
	got := g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 429)
	if got.header.Get("Retry-After") == "" || g.refreshCookie() != before {
		t.Errorf("a refusal takes the cookie, or says not until when: %v", got.header)
	}
	other.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 200)
	h.clock.move(time.Second)
	g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 200)
}

func TestRefresh_EndsAfterTwelveHours(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	for range 23 {
		h.clock.move(31 * time.Minute)
		g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 200)
	}
	h.clock.move(8 * time.Minute)
	var signed struct {
		ExpiresAt time.Time `json:"expiresAt"`
	}
	g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 401).into(t, &signed)
}

func TestCookiePosts_ComeFromOurOwnPages(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	for _, origin := range append(hostile, strings.Replace(h.base, "http:", "https:", 1), h.base+".evil.example") {
		if strings.ContainsAny(origin, " ") {
			continue // no client sends it so
		}
		for _, path := range []string{"/auth/refresh", "/auth/logout"} {
			got := g.call("POST", path, nil, "Origin", origin).want(t, 403)
			if got.header.Get("Access-Control-Allow-Origin") != "" || got.header.Get("Set-Cookie") != "" {
				t.Errorf("%s from %q: %v", path, origin, got.header)
			}
		}
		if origin != "" {
			g.call("POST", "/auth/login", map[string]string{"email": "agent1@demo.test", "password": password},
				"Origin",
				origin).want(t, 403)
		}
	}
	g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 200)
}

func TestLogout_EndsTheSessionAndClearsTheCookie(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	stolen := g.refreshCookie()
	g.call("POST", "/auth/logout", nil, "Origin", h.base).want(t, 204)
	if g.refreshCookie() != "" {
		t.Error("the cookie is still there")
	}
	g.call("POST", "/auth/logout", nil, "Origin", h.base).want(t, 204)
	thief := h.stranger()
	thief.setRefreshCookie(stolen)
	thief.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 401)
}

func TestPersonalTokens_AreScopedShownOnceAndRevocable(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	var made struct {
		ID    string `json:"id"`
		Token string `json:"token"`
	}
	g.call("POST", "/tokens", map[string]string{"name": "reader", "scope": "read"}).want(t, 201).into(t, &made)
	if !strings.HasPrefix(made.Token, "rkp_") {
		t.Fatalf("token %q", made.Token)
	}
	if list := g.call("GET", "/tokens", nil).want(t, 200); bytes.Contains(list.body, []byte(made.Token)) ||
		!bytes.Contains(list.body, []byte(made.ID)) {
		t.Errorf("the list: %s", list.body)
	}
	reader := &testClient{h: h, client: h.stranger().client, token: made.Token}
	reader.call("GET", "/me", nil).want(t, 200)
	reader.call("POST", "/leads", map[string]any{"fields": leadFields("x")}).want(t, 403)
	reader.call("POST", "/tokens", map[string]string{"name": "more", "scope": "write"}).want(t, 403)
	other := h.as("agent2")
	other.call("DELETE", "/tokens/"+made.ID, nil).want(t, 404)
	if list := other.call("GET", "/tokens", nil).want(t, 200); bytes.Contains(list.body, []byte(made.ID)) {
		t.Error("another's token is listed")
	}

	var writer struct {
		ID    string `json:"id"`
		Token string `json:"token"`
	}
	expires := h.clock.now().Add(time.Hour)
	g.call("POST", "/tokens", map[string]any{"name": "writer", "scope": "write", "expiresAt": expires}).
		want(t, 201).into(t, &writer)
	script := &testClient{h: h, client: h.stranger().client, token: writer.Token}
	script.call("POST", "/leads", map[string]any{"fields": leadFields("by a script")}).want(t, 201)
	script.call("POST", "/tokens", map[string]string{"name": "more", "scope": "write"}).want(t, 403)
	script.call("DELETE", "/tokens/"+writer.ID, nil).want(t, 403)

	g.call("DELETE", "/tokens/"+made.ID, nil).want(t, 204)
	reader.call("GET", "/me", nil).want(t, 401)
	h.clock.move(2 * time.Hour)
	script.call("GET", "/me", nil).want(t, 401)

	again := h.signIn("agent1")
	for _, c := range []struct{ body, field string }{
		{`{"name":"","scope":"read"}`, "name"}, {`{"name":"x","scope":"admin"}`, "scope"}, {`{"name":"x"}`, "scope"},
		{`{"name":"x","scope":"read","expiresAt":"2001-01-01T00:00:00Z"}`, "expiresAt"},
		{`{"name":"x","scope":"read","expiresAt":"soon"}`, "expiresAt"},
		{`{"name":"x","scope":"read","user":"y"}`, "user"},
	} {
		again.call("POST", "/tokens", c.body).want(t, 400).names(t, c.field)
	}
}

func TestSessions_AreListedAndEndedByTheirOwner(t *testing.T) {
	h := newTestServer(t)
	one, two := h.signIn("agent1"), h.signIn("agent1")
	var list struct {
		Items []struct {
			ID      string `json:"id"`
			Current bool   `json:"current"`
		} `json:"items"`
	}
	one.call("GET", "/sessions", nil).want(t, 200).into(t, &list)
	if len(list.Items) != 2 {
		t.Fatalf("%d sessions", len(list.Items))
	}
	other := list.Items[0].ID
	if list.Items[0].Current {
		other = list.Items[1].ID
	}
	h.as("agent2").call("DELETE", "/sessions/"+other, nil).want(t, 404)
	one.call("DELETE", "/sessions/"+other, nil).want(t, 204)
	two.call("GET", "/me", nil).want(t, 401)
	one.call("GET", "/me", nil).want(t, 200)
}
