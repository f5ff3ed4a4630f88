package web_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
)

func TestIdempotency_TheSameRequestHappensOnce(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	body := map[string]any{"fields": leadFields("Once")}
	first := g.call("POST", "/leads", body, "Idempotency-Key", "k-1").want(t, 201)
	again := g.call("POST", "/leads", body, "Idempotency-Key", "k-1").want(t, 201)
	if !bytes.Equal(first.body, again.body) || again.header.Get("Content-Type") != "application/json" {
		t.Errorf("the answer changed: %s, then %s", first.body, again.body)
	}
	if tag := first.header.Get("ETag"); tag == "" || again.header.Get("ETag") != tag {
		t.Errorf("the entity tag is %s, then %s", tag, again.header.Get("ETag"))
	}
	if first.header.Get("Idempotency-Replayed") != "" || again.header.Get("Idempotency-Replayed") != "true" {
		t.Error("a replay is not told from the first answer")
	}
	if total := g.total("/leads"); total != 1 {
		t.Errorf("there are %d leads, want 1", total)
	}
	g.call("POST", "/leads", map[string]any{"fields": leadFields("Twice")}, "Idempotency-Key", "k-1").want(t, 409)
	g.call("POST", "/clients", body, "Idempotency-Key", "k-1").want(t, 409)
	h.as("agent2").call("POST", "/leads", body, "Idempotency-Key", "k-1").want(t, 201)
	id := first.record(t).ID.String()
	g.call("DELETE", "/leads/"+id, nil, "Idempotency-Key", "k-2").want(t, 204)
	g.call("DELETE", "/leads/"+id, nil, "Idempotency-Key", "k-2").want(t, 204)
	g.call("DELETE", "/leads/"+id, nil, "Idempotency-Key", "k-3").want(t, 404)
}

func TestIdempotency_RefusalsAreRepeatedToo(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	first := g.call("POST", "/leads", map[string]any{"fields": map[string]any{"name": 1}}, "Idempotency-Key",
		"bad").want(t, 400)
	again := g.call("POST", "/leads", map[string]any{"fields": map[string]any{"name": 1}}, "Idempotency-Key",
		"bad").want(t, 400)
	if !bytes.Equal(first.body, again.body) {
		t.Errorf("%s, then %s", first.body, again.body)
	}
}

func TestIdempotency_KeysAreBounded(t *testing.T) {
	g := newTestServer(t).as("agent1")
	for _, key := range []string{strings.Repeat("k", 256), "schlüssel"} {
		g.call("POST", "/leads", map[string]any{"fields": leadFields("x")}, "Idempotency-Key", key).
			want(t, 400).names(t, "Idempotency-Key")
	}
}

func TestIdempotency_ASecretIsNeverShownAgain(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	body := map[string]string{"name": "x", "scope": "read"}
	g.call("POST", "/tokens", body, "Idempotency-Key", "t").want(t, 201)
	if again := g.call("POST", "/tokens", body, "Idempotency-Key", "t").want(t, 409); bytes.Contains(again.body,
		[]byte("rkp_")) {
		t.Errorf("the secret was stored: %s", again.body)
	}
	var list struct{ Items []any }
	g.call("GET", "/tokens", nil).want(t, 200).into(t, &list)
	if len(list.Items) != 1 {
		t.Errorf("%d tokens were made", len(list.Items))
	}
}

func TestIdempotency_AtOnceStillHappensOnce(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got := g.call("POST", "/leads", map[string]any{"fields": leadFields("Once")}, "Idempotency-Key", "same")
			if got.status != 201 && got.status != 409 {
				t.Errorf("got %d %s", got.status, got.body)
			}
		})
	}
	group.Wait()
	if total := g.total("/leads"); total != 1 {
		t.Errorf("there are %d leads, want 1", total)
	}
}

// total is how many records a list has.
func (g *testClient) total(path string) int {
	g.h.t.Helper()
	var list struct{ Total int }
	g.call("GET", path, nil).want(g.h.t, 200).into(g.h.t, &list)
	return list.Total
}
