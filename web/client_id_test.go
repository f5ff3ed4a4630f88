package web_test

import (
	"bytes"
	"testing"

	"roomkey/crm"
)

func TestRecords_AreMadeOnceByAnIDOfTheClients(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	make := func(g *testClient, path, id, name string) *answer {
		return g.call("POST", path, map[string]any{"id": id, "fields": leadFields(name), "visibility": "broker"})
	}
	const id = "5b6cb3a1-7a0f-4a5e-9c1b-0f2d7f0a1c11"
	first := make(g, "/leads", id, "Ann").want(t, 201)
	if made := first.record(t); made.ID.String() != id || made.DocumentID != crm.DocumentID(made.ID) {
		t.Errorf("made %s", first.body)
	}
	again := make(g, "/leads", id, "Another").want(t, 200)
	if !bytes.Equal(again.body, first.body) || again.header.Get("ETag") != first.header.Get("ETag") {
		t.Errorf("a retry answers %s", again.body)
	}
	make(h.as("agent2"), "/leads", id, "Theirs").want(t, 409)
	make(h.as("outsider"), "/leads", id, "Theirs").want(t, 409)
	g.call("POST", "/clients", map[string]any{"id": id, "fields": map[string]any{"FirstName": "A"}}).want(t, 409)
	make(g, "/leads", "not-an-id", "Bad").want(t, 400).names(t, "id")
	g.call("POST", "/leads", map[string]any{"id": nil, "fields": leadFields("None")}).want(t, 201)
	g.call("DELETE", "/leads/"+id, nil).want(t, 204)
	make(g, "/leads", id, "After").want(t, 409)
}
