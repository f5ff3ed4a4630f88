package web_test

import (
	"bytes"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// A stored answer must not show what its caller may not read any more, whichever way the right was lost.
func TestIdempotency_ALostRightIsNotReplayed(t *testing.T) {
	const secret = "424242"
	type step struct {
		method, path string
		body         any
	}
	made := func(g *testClient) recordJSON {
		return g.call("POST", "/clients", map[string]any{"fields": map[string]any{"FirstName": "Ann"},
			"private": map[string]any{"budget": 100}}).want(t, 201).record(t)
	}
	requests := map[string]func(id string) step{
		"patch": func(id string) step {
			return step{"PATCH", "/clients/" + id, map[string]any{"private": map[string]any{"budget": 424242}}}
		},
		"bulk": func(id string) step {
			return step{"POST", "/bulk", map[string]any{"type": "clients", "ids": []string{id},
				"patch": map[string]any{"private": map[string]any{"budget": 424242}}}}
		},
	}
	for name, request := range requests {
		t.Run(name, func(t *testing.T) {
			h := newTestServer(t)
			g, broker := h.as("agent1"), h.as("broker")
			repeat := func(s step) *answer { return g.call(s.method, s.path, s.body, "Idempotency-Key", "k") }
			record := made(g)
			s := request(record.ID.String())
			if first := repeat(s).want(t, 200); !bytes.Contains(first.body, []byte(secret)) {
				t.Fatalf("the owner is not shown what is private: %s", first.body)
			}
			if again := repeat(s).want(t, 200); again.header.Get("Idempotency-Replayed") != "true" {
				t.Error("the owner's own request is not repeated")
			}
			for lost, change := range map[string]map[string]any{
				"the private half": {"owner": h.as("agent2").user.ID},
				"the record":       {"owner": h.as("agent2").user.ID, "visibility": "private"},
			} {
				broker.call("POST", "/clients/"+record.ID.String()+"/transfer", change).want(t, 200)
				if again := repeat(s).want(t, 409); bytes.Contains(again.body, []byte(secret)) {
					t.Errorf("who lost %s is shown it again: %s", lost, again.body)
				}
			}
			broker.call("POST", "/clients/"+record.ID.String()+"/transfer",
				map[string]any{"owner": g.user.ID}).want(t, 200)
			repeat(s).want(t, 200)
		})
	}
	t.Run("team", func(t *testing.T) {
		h := newTestServer(t)
		mate := h.as("agent2")
		record := made(h.as("agent1"))
		path, body := "/clients/"+record.ID.String(), map[string]any{"fields": map[string]any{"LastName": "Bright"}}
		mate.call("PATCH", path, body, "Idempotency-Key", "k").want(t, 200)
		h.as("broker").call("PATCH", "/users/"+mate.user.ID.String(), map[string]any{"teams": []crm.ID{}}).want(t, 200)
		if again := mate.call("PATCH", path, body, "Idempotency-Key", "k").want(t, 409); bytes.Contains(again.body,
			[]byte("Bright")) {
			t.Errorf("who left the team is shown the record again: %s", again.body)
		}
	})
}

// An answer that shows private fields of one's own record, and none of a colleague's, may be shown again.
func TestIdempotency_PrivateFieldsAreThoseOfTheirRecord(t *testing.T) {
	h := newTestServer(t)
	g, mate := h.as("agent1"), h.as("agent2")
	made := func(g *testClient) recordJSON {
		return g.call("POST", "/clients", map[string]any{"fields": map[string]any{"FirstName": "Ann"},
			"private": map[string]any{"budget": 100}, "visibility": "team"}).want(t, 201).record(t)
	}
	own, other := made(g), made(mate)
	edit := func() *answer {
		return g.call("POST", "/bulk", map[string]any{"type": "clients", "ids": []crm.ID{own.ID, other.ID},
			"patch": map[string]any{"fields": map[string]any{"LastName": "Bright"}}}, "Idempotency-Key", "k")
	}
	first := edit().want(t, 200)
	if again := edit().want(t, 200); !bytes.Equal(again.body, first.body) {
		t.Errorf("%s became %s", first.body, again.body)
	}
	h.as("broker").call("POST", "/clients/"+own.ID.String()+"/transfer", map[string]any{"owner": mate.user.ID}).
		want(t, 200)
	edit().want(t, 409)
}

// A lead acts on a member's task; its texts may quote records that the answer does not name.
func TestIdempotency_AnothersTaskIsNotReplayed(t *testing.T) {
	h := newTestServer(t)
	lead, mate := h.as("lead"), h.as("agent1")
	lead.call("POST", "/notifications/read", "{}", "Idempotency-Key", "k").want(t, 204)
	kept := store.Answer{Status: 200, Type: "application/json",
		Body: []byte(`{"workflow":"w","user":"` + mate.user.ID.String() + `","output":"what it read"}`)}
	if err := h.store.EndRequest(t.Context(), lead.user.ID, "k", &kept); err != nil {
		t.Fatal(err)
	}
	lead.call("POST", "/notifications/read", "{}", "Idempotency-Key", "k").want(t, 409)
}

func TestIdempotency_AMadePasswordIsNotKept(t *testing.T) {
	h := newTestServer(t)
	broker := h.as("broker")
	body := map[string]any{"email": "new@demo.test", "name": "New", "role": "agent"}
	var made struct{ Password string }
	broker.call("POST", "/users", body, "Idempotency-Key", "u").want(t, 201).into(t, &made)
	if made.Password == "" {
		t.Fatal("no password was made")
	}
	again := broker.call("POST", "/users", body, "Idempotency-Key", "u").want(t, 409)
	if bytes.Contains(again.body, []byte(made.Password)) {
		t.Errorf("the password is shown again: %s", again.body)
	}
}
