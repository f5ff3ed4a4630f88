package web_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/web"
)

// announce opens a connection and sends the header of a request that has a body, but not the body.
func (g *testClient) announce(t *testing.T, path, length string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(g.h.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\n%s\r\n\r\n", path, g.token, length); err != nil {
		t.Fatal(err)
	}
	return c
}

// answered reads the status of an answer; 0 where none came in time, or the connection was closed.
func answered(c net.Conn) int {
	_ = c.SetReadDeadline(time.Now().Add(30 * time.Second))
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// One user's connections, however many, must not fill the memory with bodies.
func TestBodies_ManyLargeOnesOfOneUserAreNotReadAtOnce(t *testing.T) {
	for name, length := range map[string]string{"of a known length": "Content-Length: 16777216",
		"in chunks": "Transfer-Encoding: chunked\r\n\r\nf00000"} {
		t.Run(name, func(t *testing.T) {
			h := newTestServer(t)
			g := h.signIn("agent1")
			const opened, waiting = 40, 32
			g.announce(t, "/sync/poll/send", length) // has room for one, and sends nothing
			refused := make(chan int, opened)
			for range opened {
				c := g.announce(t, "/sync/poll/send", length)
				go func() { refused <- answered(c) }()
			}
			for range opened - waiting {
				if status := <-refused; status != 429 {
					t.Errorf("answered %d, want 429", status)
				}
			}
			body := map[string]any{"fields": leadFields("Ann")}
			body["fields"].(map[string]any)["sourceDetail"] = strings.Repeat("x", 300)
			g.call("POST", "/leads", body).want(t, 201) // a small body needs no room
			mate := h.signIn("agent2")
			id := mate.call("POST", "/leads", body).want(t, 201).record(t).ID.String()
			mate.call("POST", "/leads/"+id+"/notes", map[string]any{"body": strings.Repeat("x", 100_000)}).want(t, 201)
		})
	}
}

// A stranger's bodies lie in memory too, however many connections send them.
func TestBodies_AStrangersIsSmall(t *testing.T) {
	h := newTestServer(t)
	body := `{"email":"a@b.test","password":"` + strings.Repeat("x", 9<<10) + `"}`
	h.stranger().call("POST", "/auth/login", body).want(t, 413)
	g := h.as("agent1")
	g.call("PUT", "/preferences", `{"values":{"a":"`+strings.Repeat("x", 30<<10)+`"}}`).want(t, 200)
	g.token = "forged"
	g.call("PUT", "/preferences", `{"values":{"a":"`+strings.Repeat("x", 30<<10)+`"}}`).want(t, 413)
}

// A few users who send slowly may hold all room for bodies, but must not keep others from working.
func TestBodyRoom_HasAReserveForSmallBodiesOfOthers(t *testing.T) {
	t.Parallel()
	room := web.NewBodyRoom(time.Now)
	user := func(n int) crm.ID { return crm.ID{byte(n)} }
	var leave []func()
	enter := func(n, bytes int, want bool) {
		t.Helper()
		left := room.Enter(user(n), bytes)
		if (left != nil) != want {
			t.Errorf("user %d is let in with %d bytes: %t, want %t", n, bytes, left != nil, want)
		}
		if left != nil {
			leave = append(leave, left)
		}
	}
	const holders = 7
	for n := range holders {
		enter(n, min(web.BodiesPerUser, web.BodiesAtOnce-n*web.BodiesPerUser), true)
	}
	enter(0, web.MaxBody, false)
	enter(holders-1, web.MaxBody, false) // who holds something
	enter(holders, web.MaxBody+1, false)
	const reserved = web.BodiesReserved / web.MaxBody
	for n := range reserved {
		enter(holders+n, web.MaxBody, true)
	}
	enter(holders, web.MaxBody, false)
	enter(holders+reserved, web.MaxBody, false)
	leave[holders]() // the first of the reserve
	enter(holders, web.MaxBody, true)
	for _, end := range leave {
		end()
	}
	for n := range holders {
		enter(n, min(web.BodiesPerUser, web.BodiesAtOnce-n*web.BodiesPerUser), true)
	}
}
