package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	client "github.com/fasthttp/websocket"
	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/web"
)

// Trap: the library recycles its connection objects after the handler returned; whoever still holds one writes to the
// next client. Sockets come and go while events fan out, and none may get a frame for another.
func TestSync_RecycledConnectionsNeverGetAnothersFrames(t *testing.T) {
	h := newTestServer(t)
	editor := h.as("agent2")
	made := editor.createLead("Ann", crm.VisibilityTeam)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var edits sync.WaitGroup
	edits.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			got := editor.call("PATCH", "/leads/"+made.ID.String(),
				map[string]any{"fields": map[string]any{"score": i % 100}})
			if got.status != 200 && got.status != 503 {
				t.Errorf("an edit: %d %s", got.status, got.body)
				return
			}
		}
	})
	token := h.as("agent1").token
	var sockets sync.WaitGroup // they hear of edits as long as they come and go
	for range 4 {
		sockets.Go(func() {
			for range 25 {
				s, _, err := h.dial("?access_token=" + token)
				if err != nil {
					t.Error(err)
					return
				}
				s.send(map[string]any{"type": "join", "senderId": s.peer, "peerMetadata": map[string]any{},
					"supportedProtocolVersions": []string{"1"}})
				s.send(map[string]any{"type": "room:join", "room": "record:" + made.ID.String()})
				for range 3 {
					_, data, err := s.conn.ReadMessage()
					var closed *client.CloseError
					if errors.As(err, &closed) && closed.Code == 3504 {
						break
					}
					if err != nil {
						t.Error(err)
						return
					}
					var frame map[string]any
					if err := cbor.Unmarshal(data, &frame); err != nil {
						t.Errorf("a broken frame: %v", err)
						return
					}
					if target, ok := frame["targetId"].(string); ok && target != s.peer {
						t.Errorf("a frame for %s came to %s", target, s.peer)
					}
				}
				s.conn.Close()
			}
		})
	}
	sockets.Wait()
	cancel()
	edits.Wait()
}

// Trap: Fiber reuses a request's memory. What outlives the handler must have been copied: here the device that a
// session shows, and the frames' credentials, while many other requests overwrite that memory.
func TestServer_NothingOfARequestIsKeptInFibersMemory(t *testing.T) {
	h := newTestServer(t)
	var group sync.WaitGroup
	for i := range 6 {
		group.Go(func() {
			for j := range 6 {
				name := fmt.Sprintf("device-%02d-%02d-%s", i, j, strings.Repeat(string(rune('a'+i)), 40))
				g := h.stranger()
				got := g.call("POST", "/auth/login",
					map[string]string{"email": "agent1@demo.test", "password": password},
					"User-Agent", name)
				if got.status == 503 { // too many at once, as it should be
					continue
				}
				var signed struct{ AccessToken string }
				got.into(t, &signed)
				g.token = signed.AccessToken
				list := g.call("GET", "/sessions", nil, "User-Agent", strings.Repeat("x", len(name)))
				var sessions struct {
					Items []struct {
						Device  string
						Current bool
					}
				}
				list.into(t, &sessions)
				for _, session := range sessions.Items {
					if session.Current && session.Device != name {
						t.Errorf("device %q became %q", name, session.Device)
					}
					if !strings.HasPrefix(session.Device, "device-") {
						t.Errorf("a session shows %q", session.Device)
					}
				}
			}
		})
	}
	group.Wait()
}

func TestShutdown_TellsSocketsAndEndsInTime(t *testing.T) {
	h := newTestServer(t)
	var sockets []*socket
	for _, name := range []string{"agent1", "agent2", "lead"} {
		s := h.opened("?access_token=" + h.as(name).token)
		s.join()
		sockets = append(sockets, s)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- h.server.Shutdown(ctx) }()
	for _, s := range sockets {
		expectClose(t, s.conn, 3001)
		s.conn.Close()
	}
	if err := <-ended; err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

// Anybody can send half a request and no more. That is no failure of a server that shuts down.
func TestShutdown_IsNoFailureWhereSomebodySendsHalfARequest(t *testing.T) {
	h := newTestServer(t)
	stranger, err := net.Dial("tcp", strings.TrimPrefix(h.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	fmt.Fprint(stranger, "POST /api/v1/auth/login HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"+
		"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
	_ = stranger.SetReadDeadline(time.Now().Add(10 * time.Second))
	answer, err := bufio.NewReader(stranger).ReadString('\n')
	if err != nil || !strings.Contains(answer, "100") { // so the server waits for the rest of the body
		t.Fatalf("the server answered %q: %v", answer, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := h.server.Shutdown(ctx); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	if ctx.Err() == nil {
		t.Error("nothing was left to be cut")
	}
	_ = stranger.Close()
}

// disableAs takes an account away.
func (h *testServer) disableAs(broker *testClient, id crm.ID) {
	h.t.Helper()
	broker.call("PATCH", "/users/"+id.String(), map[string]bool{"disabled": true}).want(h.t, 200)
}

// A signal may come while the server starts: Serve must not go on listening then.
func TestShutdown_BeforeServeEndsIt(t *testing.T) {
	var config web.Config
	newTestServer(t, func(c *web.Config) { config = *c })
	server, err := web.New(config)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		_ = listener.Close()
		t.Errorf("it serves on: %v", <-ended)
	}
}
