package web_test

import (
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
