package web_test

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	client "github.com/fasthttp/websocket"
	"github.com/fxamacker/cbor/v2"

	"roomkey/web"
)

// socket is the test's side of a socket that was opened at /sync.
type socket struct {
	t    testing.TB
	conn *client.Conn
	peer string
}

// dial opens a socket; the response is that of the upgrade, also where it was refused.
func (h *testServer) dial(query string, headers ...string) (*socket, *http.Response, error) {
	h.t.Helper()
	header := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		header.Set(headers[i], headers[i+1])
	}
	dialer := client.Dialer{HandshakeTimeout: 20 * time.Second, EnableCompression: true}
	conn, response, err := dialer.Dial(strings.Replace(h.base, "http", "ws", 1)+"/sync"+query, header)
	if err != nil {
		return nil, response, err
	}
	h.t.Cleanup(func() { conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		h.t.Fatal(err)
	}
	name := make([]byte, 8)
	if _, err := rand.Read(name); err != nil {
		h.t.Fatal(err)
	}
	return &socket{t: h.t, conn: conn, peer: "test-" + hex.EncodeToString(name)}, response, nil
}

// opened fails where the upgrade was refused.
func (h *testServer) opened(query string, headers ...string) *socket {
	h.t.Helper()
	s, response, err := h.dial(query, headers...)
	if err != nil {
		h.t.Fatalf("the upgrade was refused: %v %v", err, response)
	}
	return s
}

func (s *socket) send(frame map[string]any) {
	s.t.Helper()
	data, err := cbor.Marshal(frame)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.conn.WriteMessage(client.BinaryMessage, data); err != nil {
		s.t.Fatal(err)
	}
}

func (s *socket) receive() map[string]any {
	s.t.Helper()
	_, data, err := s.conn.ReadMessage()
	if err != nil {
		s.t.Fatalf("no frame: %v", err)
	}
	var frame map[string]any
	if err := cbor.Unmarshal(data, &frame); err != nil {
		s.t.Fatal(err)
	}
	return frame
}

// join greets the server and is greeted.
func (s *socket) join() {
	s.t.Helper()
	s.send(map[string]any{"type": "join", "senderId": s.peer, "peerMetadata": map[string]any{},
		"supportedProtocolVersions": []string{"1"}})
	if frame := s.receive(); frame["type"] != "peer" || frame["targetId"] != s.peer {
		s.t.Fatalf("greeted by %v", frame)
	}
}

// Trap: the library allows every origin unless it is told a list, and then refuses clients that send none (R2).
func TestSync_HostilePagesAreRefusedBeforeTheUpgrade(t *testing.T) {
	h := newTestServer(t, func(c *web.Config) { c.Origins = []string{"https://crm.example.com"} })
	g := h.signIn("agent1")
	cookie := "roomkey_refresh=" + g.refreshCookie()
	host := strings.TrimPrefix(h.base, "http://")
	origins := []string{"null", "http://evil.example", "https://" + host, "http://" + host + ".evil.example",
		"http://evil.example:80",
		"http://localhost:" + strings.Split(host, ":")[1], "http://127.0.0.1", "file://",
		"https://crm.example.com.evil.example",
		"http://crm.example.com", "https://crm.example.com:444", "HTTPS://CRM.EXAMPLE.COM", "http://" + host + "/",
		"chrome-extension://abc"}
	for _, origin := range origins {
		for name, headers := range map[string][]string{
			"with the cookie": {"Origin", origin, "Cookie", cookie},
			"with a token":    {"Origin", origin, "Authorization", "Bearer " + g.token},
			"with nothing":    {"Origin", origin},
		} {
			if _, response, err := h.dial("", headers...); err == nil || response == nil || response.StatusCode != 403 {
				t.Errorf("%s %s: %v", origin, name, response)
			}
		}
	}
	if _, response, err := h.dial("", "Cookie", cookie); err == nil || response.StatusCode != 403 {
		t.Errorf("a cookie without an Origin: %v", response)
	}
	h.opened("", "Origin", h.base, "Cookie", cookie).join()
	h.opened("", "Origin", "https://crm.example.com", "Cookie", cookie).join()
}

// R1
func TestSync_StockClientsNeedNoOrigin(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	h.opened("", "Authorization", "Bearer "+g.token).join()
	h.opened("?access_token=" + g.token).join()
	var made struct{ Token string }
	g.call("POST", "/tokens", map[string]string{"name": "stock", "scope": "write"}).want(t, 201).into(t, &made)
	h.opened("?access_token=" + made.Token).join()
	if log := h.log.String(); strings.Contains(log, g.token) || strings.Contains(log, made.Token) ||
		strings.Contains(log, "access_token") {
		t.Error("a token is in the log")
	}
}

// A stock client dies of an upgrade that is refused: what is wrong with a credential is said by a close code (R2).
func TestSync_WrongCredentialsGetACloseCode(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	expectClose(t, h.opened("").conn, 3500)
	expectClose(t, h.opened("?access_token=rubbish").conn, 3500)
	expectClose(t, h.opened("?access_token=rkp_rubbish").conn, 3500)
	expectClose(t, h.opened("", "Authorization", "Basic "+g.token).conn, 3500)
	expectClose(t, h.opened("", "Origin", h.base, "Cookie", "roomkey_refresh=rubbish").conn, 3500)
	old := h.signIn("agent2")
	h.clock.move(11 * time.Minute)
	expectClose(t, h.opened("?access_token="+old.token).conn, 3005)
	h.clock.move(13 * time.Hour)
	expectClose(t, h.opened("", "Origin", h.base, "Cookie", "roomkey_refresh="+old.refreshCookie()).conn, 3500)
}

// A device may have been away when its account was disabled, and come with what has ended or run out meanwhile: it
// still holds copies, and must hear that it is to wipe them.
func TestSync_DevicesOfADisabledAccountAreToldToWipeHoweverLate(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	personal := func(expires *time.Time) string {
		var made struct{ Token string }
		g.call("POST", "/tokens", map[string]any{"name": "stock", "scope": "write", "expiresAt": expires}).
			want(t, 201).into(t, &made)
		return made.Token
	}
	soon := h.clock.now().Add(time.Minute)
	lasting, brief, cookie := personal(nil), personal(&soon), "roomkey_refresh="+g.refreshCookie()
	told := func(when string) {
		t.Helper()
		for name, dial := range map[string]func() *socket{
			"an access token":           func() *socket { return h.opened("?access_token=" + g.token) },
			"a personal token":          func() *socket { return h.opened("?access_token=" + lasting) },
			"a personal token with end": func() *socket { return h.opened("?access_token=" + brief) },
			"the cookie":                func() *socket { return h.opened("", "Origin", h.base, "Cookie", cookie) },
		} {
			t.Log(when, name)
			expectClose(t, dial().conn, 4501)
		}
		g.call("GET", "/me", nil).want(t, 401)
	}
	h.disableAs(h.signIn("broker"), g.user.ID)
	told("at once:")
	if got := g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 401); got.header.Get("Set-Cookie") != "" {
		t.Error("the cookie is taken from a device that is yet to be told")
	}
	told("after a refresh:")
	h.clock.move(13 * time.Hour)
	if err := h.store.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.signIn("agent2") // clears what has run out too
	told("after all has run out:")

	h.signIn("broker").call("PATCH", "/users/"+g.user.ID.String(), map[string]bool{"disabled": false}).want(t, 200)
	for _, token := range []string{lasting, brief} {
		expectClose(t, h.opened("?access_token="+token).conn, 3500)
	}
	expectClose(t, h.opened("", "Origin", h.base, "Cookie", cookie).conn, 3500)
	g.call("GET", "/me", nil).want(t, 401)
}

func TestSync_ACredentialThatRanOutBeforeItsAccountWasDisabledSaysSoToo(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	h.clock.move(11 * time.Minute)
	expectClose(t, h.opened("?access_token="+g.token).conn, 3005)
	h.disableAs(h.signIn("broker"), g.user.ID)
	expectClose(t, h.opened("?access_token="+g.token).conn, 4501)
	forged := []byte(g.token)
	forged[len(forged)-2] ^= 1
	expectClose(t, h.opened("?access_token="+string(forged)).conn, 3500)
}

// Another process may change a password: its command line does.
func TestSync_LosesTheSocketWithThePasswordChangedElsewhere(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	byCookie := h.opened("", "Origin", h.base, "Cookie", "roomkey_refresh="+g.refreshCookie())
	byCookie.join()
	other := h.opened("?access_token=" + h.signIn("agent2").token)
	other.join()
	if err := h.store.SetPassword(t.Context(), g.user.ID, "another hash"); err != nil {
		t.Fatal(err)
	}
	expectClose(t, byCookie.conn, 3500)
	expectClose(t, h.opened("?access_token="+g.token).conn, 3500)
	if err := h.hub.Recheck(t.Context()); err != nil {
		t.Fatal(err)
	}
	other.send(map[string]any{"type": "room:join", "room": "nonsense"})
	if got := other.receive(); got["type"] != "error" {
		t.Errorf("somebody else's socket got %v", got)
	}
}

func TestSync_LosesTheSocketWithTheSession(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	byCookie := h.opened("", "Origin", h.base, "Cookie", "roomkey_refresh="+g.refreshCookie())
	byCookie.join()
	byToken := h.opened("?access_token=" + g.token)
	byToken.join()
	var made struct{ ID, Token string }
	g.call("POST", "/tokens", map[string]string{"name": "stock", "scope": "write"}).want(t, 201).into(t, &made)
	personal := h.opened("?access_token=" + made.Token)
	personal.join()
	g.call("DELETE", "/tokens/"+made.ID, nil).want(t, 204)
	expectClose(t, personal.conn, 3500)
	g.call("POST", "/auth/logout", nil, "Origin", h.base).want(t, 204)
	expectClose(t, byCookie.conn, 3500)
	expectClose(t, byToken.conn, 3500)

	disabled := h.signIn("agent2")
	live := h.opened("?access_token=" + disabled.token)
	live.join()
	h.disableAs(h.as("broker"), disabled.user.ID)
	expectClose(t, live.conn, 4501)
}

func TestSync_StolenRefreshTokenEndsTheSocketsToo(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	first := g.refreshCookie()
	s := h.opened("?access_token=" + g.token)
	s.join()
	g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 200)
	h.clock.move(time.Minute)
	thief := h.stranger()
	thief.setRefreshCookie(first)
	thief.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 401)
	expectClose(t, s.conn, 3500)
}

func TestSync_PlainRequestsAreToldToUpgrade(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	got := g.call("GET", "/sync", nil)
	if got.status != http.StatusUpgradeRequired || got.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("got %d %s", got.status, got.body)
	}
	g.call("POST", "/sync", "{}").want(t, 405)
}

// Trap: the library's read limit counts compressed bytes, and tells the peer 1009 (R11).
func TestSync_FramesAreBoundedAndNeverCompressed(t *testing.T) {
	h := newTestServer(t)
	s, response, err := h.dial("?access_token=" + h.as("agent1").token)
	if err != nil {
		t.Fatal(err)
	}
	if extensions := response.Header.Get("Sec-Websocket-Extensions"); extensions != "" {
		t.Errorf("the server negotiated %q", extensions)
	}
	s.join()
	padding := make([]byte, 16<<20-256)
	s.send(map[string]any{"type": "unknown", "senderId": s.peer, "targetId": "x", "padding": padding})
	s.send(map[string]any{"type": "room:join", "room": "user:" + h.as("agent1").user.ID.String()})
	if frame := s.receive(); frame["type"] != "room:joined" {
		t.Fatalf("after a frame of almost 16 MiB: %v", frame)
	}
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_ = s.conn.WriteMessage(client.BinaryMessage, make([]byte, 16<<20+1)) // cut off by the server
	}()
	expectClose(t, s.conn, 4413)
	<-sent
}

func TestSync_UndecodableFramesCloseTheSocket(t *testing.T) {
	h := newTestServer(t)
	for name, frame := range map[string][]byte{"not CBOR": {0xff}, "no map": {0x01}, "empty": {},
		"cut off": {0xb9, 0x00}} {
		t.Run(name, func(t *testing.T) {
			s := h.opened("?access_token=" + h.as("agent1").token)
			if err := s.conn.WriteMessage(client.BinaryMessage, frame); err != nil {
				t.Fatal(err)
			}
			expectClose(t, s.conn, 3501)
		})
	}
	s := h.opened("?access_token=" + h.as("agent1").token)
	if err := s.conn.WriteMessage(client.TextMessage, []byte(`{"type":"join"}`)); err != nil {
		t.Fatal(err)
	}
	expectClose(t, s.conn, 3501)
}

// Trap: the library's own recover sends the panic's text to the client.
func TestSync_APanicIsTheOperatorsAlone(t *testing.T) {
	h := newTestServer(t, func(c *web.Config) { c.Hub = nil })
	s := h.opened("?access_token=" + h.as("agent1").token)
	for {
		_, data, err := s.conn.ReadMessage()
		if err == nil {
			t.Errorf("the client got %q", data)
			continue
		}
		var closed *client.CloseError
		if !errors.As(err, &closed) || closed.Code != 3014 || strings.Contains(closed.Text, "nil") {
			t.Errorf("closed with %v", err)
		}
		break
	}
	if !eventually(func() bool { return strings.Contains(h.log.String(), `"msg":"panic"`) }) {
		t.Error("the operator is not told")
	}
}

// eventually polls a condition for a while.
func eventually(ok func() bool) bool {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}
