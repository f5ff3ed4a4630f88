package web_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"roomkey/internal/fair"
	"roomkey/web"
)

// A user beyond the budget may have one read under way and four waiting. Further ones are told why, and when to come
// back; nobody else is.
func TestWork_RefusesReadsPastAUsersOwnQueue(t *testing.T) {
	budget := fair.NewBudget(250*time.Millisecond, time.Now)
	h := newTestServer(t, func(c *web.Config) { c.Budget = budget })
	greedy, modest := h.as("viewer"), h.as("agent1")
	budget.Charge(fair.PayerOf(&greedy.user), time.Hour)
	release, err := h.server.HoldRead(t.Context(), &greedy.user)
	if err != nil {
		t.Fatal(err)
	}
	answers := make(chan *answer, 6)
	for range cap(answers) {
		go func() { answers <- greedy.call("GET", "/catalog?limit=10", nil) }()
	}
	for range 2 {
		got := (<-answers).want(t, 429)
		said := string(got.body)
		if got.header.Get("Retry-After") == "" || !strings.Contains(said, "your share of the server's time") {
			t.Errorf("a refusal: Retry-After %q, %s", got.header.Get("Retry-After"), said)
		}
	}
	modest.call("GET", "/catalog?limit=10", nil).want(t, 200)
	greedy.call("POST", "/notifications/read", map[string]any{}).want(t, 204) // no read
	release()
	for range 4 {
		(<-answers).want(t, 200)
	}
}

// A user has as many records as they were read at a time as half of the processors can. The others wait, and neither
// the user's edits nor other users wait with them.
func TestWork_OldStatesOfAUserLeaveProcessorsToOthers(t *testing.T) {
	h := newTestServer(t)
	g, other := h.as("agent1"), h.as("agent2")
	lead := g.createLead("Ann", "team")
	path := "/leads/" + lead.ID.String() + "/at/" + lead.Heads[0]
	var held []func()
	for range max(runtime.GOMAXPROCS(0)/2, 1) {
		release, err := h.server.HoldPast(t.Context(), &g.user)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, release)
	}
	waiting := make(chan *answer, 1)
	go func() { waiting <- g.call("GET", path, nil) }()
	for deadline := time.Now().Add(10 * time.Second); h.server.PastWaiting() == 0; <-time.After(time.Millisecond) {
		if len(waiting) > 0 || time.Now().After(deadline) {
			t.Fatal("a further one is answered at once")
		}
	}
	other.call("GET", path, nil).want(t, 200)
	g.call("GET", "/leads", nil).want(t, 200)
	g.call("PATCH", "/leads/"+lead.ID.String(), fieldsIn(map[string]any{"name": "Bea"})).want(t, 200)
	for _, release := range held {
		release()
	}
	(<-waiting).want(t, 200)
}

// Requests that ask for next to nothing, or for what is refused, use up a budget too.
func TestWork_CheapRequestsCount(t *testing.T) {
	for _, kind := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/me", 200},
		{"DELETE", "/listings/00000000-0000-4000-8000-000000000000", 404},
		{"GET", "/users", 403}, // refused by the route's rights alone
		{"POST", "/sync/poll/receive", 404},
	} {
		began := time.Now()
		budget := fair.NewBudget(time.Millisecond, func() time.Time { return began }) // it never comes back
		h := newTestServer(t, func(c *web.Config) { c.Budget = budget })
		g := h.as("agent1")
		for range 60 {
			g.call(kind.method, kind.path, nil).want(t, kind.status)
		}
		if budget.Over(fair.PayerOf(&g.user)) == 0 {
			t.Errorf("60 times %s %s leave the budget of 40 requests", kind.method, kind.path)
		}
	}
}

// A user has one edit with a large body under way. The others wait, and the one is not done whose client has left
// meanwhile.
func TestWork_LargeEditsOfAUserComeOneByOneAndForWhoeverIsThere(t *testing.T) {
	h := newTestServer(t)
	g, other := h.as("agent1"), h.as("agent2")
	path := func(g *testClient, about string) string {
		made := g.call("POST", "/appointments", fieldsIn(visit(about))).want(t, 201).record(t)
		return "/appointments/" + made.ID.String()
	}
	left, kept, theirs := path(g, "left"), path(g, "kept"), path(other, "theirs")
	release, err := h.server.HoldLargeEdit(t.Context(), &g.user)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("and so on ", 2_000)
	patch := func(g *testClient, path, text string) *answer {
		return g.call("PATCH", path, fieldsIn(map[string]any{"DESCRIPTION": text}))
	}
	patch(g, kept, "small").want(t, 200)
	patch(other, theirs, long).want(t, 200)

	waits := func(n int) {
		t.Helper()
		if !eventually(func() bool { return h.server.LargeEditsWaiting() == n }) {
			t.Fatalf("%d large edits wait, and %d should", h.server.LargeEditsWaiting(), n)
		}
	}
	leaver, err := net.Dial("tcp", strings.TrimPrefix(h.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	body := `{"fields": {"DESCRIPTION": "` + long + `"}}`
	fmt.Fprintf(leaver, "PATCH /api/v1%s HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/merge-patch+json\r\nContent-Length: %d\r\n\r\n%s", left, g.token, len(body), body)
	waits(1)
	answers := make(chan *answer, 1)
	go func() { answers <- patch(g, kept, long) }()
	waits(2)
	if err := leaver.Close(); err != nil {
		t.Error(err)
	}
	release()
	(<-answers).want(t, 200).record(t).describes(t, long)
	g.call("GET", left, nil).want(t, 200).record(t).describes(t, "left")
	if log := h.log.String(); strings.Contains(log, `"level":"ERROR"`) {
		t.Error("the log has an error of a client that left")
	}
	metrics := string(h.stranger().call("GET", "/metrics", nil).want(t, 200).body)
	if !strings.Contains(metrics, `status="499"`) || strings.Contains(metrics, `status="503"`) {
		t.Error("a client that left counts as a failure of the server")
	}
}

// What waits for its turn when the server shuts down is refused at once: else the shutdown waits for it in vain.
func TestWork_WhoWaitsForATurnHoldsUpNoShutdown(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	made := g.call("POST", "/appointments", fieldsIn(visit("before"))).want(t, 201).record(t)
	release, err := h.server.HoldLargeEdit(t.Context(), &g.user)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	answers := make(chan *answer, 1)
	go func() {
		answers <- g.call("PATCH", "/appointments/"+made.ID.String(),
			fieldsIn(map[string]any{"DESCRIPTION": strings.Repeat("and so on ", 2_000)}))
	}()
	if !eventually(func() bool { return h.server.LargeEditsWaiting() == 1 }) {
		t.Fatal("the edit does not wait")
	}
	began := time.Now()
	if err := h.server.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	(<-answers).want(t, 503)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the shutdown took %v, as long as a turn is waited for", took)
	}
}

// A large edit ends when its client leaves, and not because the client says nothing more or sends its next request.
func TestWork_ALargeEditEndsWithItsClient(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	there, stop := web.WhileThere(t.Context(), conn)
	stop()
	if !errors.Is(there.Err(), context.Canceled) {
		t.Error("the context outlives the work")
	}
	there, stop = web.WhileThere(t.Context(), conn)
	defer stop()
	if there.Err() != nil {
		t.Error("it ends while the client is there")
	}
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	<-there.Done()
	failed := fmt.Errorf("it took too long: %w", there.Err())
	if web.OrLeft(there, failed) == failed || web.OrLeft(t.Context(), failed) != failed {
		t.Error("what failed as its client left is told like any other failure, or the other way round")
	}
}
