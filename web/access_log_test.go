package web_test

import (
	"strings"
	"testing"
)

// Whoever reads the log must not be able to take edits back, whatever the request was answered.
func TestAccessLog_HasNoUndoTokens(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	lead := g.createLead("Ann", "team")
	var bulk struct{ Undo string }
	g.call("POST", "/bulk", map[string]any{"type": "lead", "ids": []string{lead.ID.String()},
		"patch": map[string]any{"fields": map[string]any{"name": "Bea"}}}).want(t, 200).into(t, &bulk)
	if bulk.Undo == "" {
		t.Fatal("there is no undo token")
	}
	h.stranger().call("POST", "/undo/"+bulk.Undo, nil).want(t, 401)
	g.call("GET", "/undo/"+bulk.Undo, nil).want(t, 405)
	for _, path := range []string{"/undo/" + bulk.Undo + "/", "/UNDO/" + bulk.Undo, "/undo//" + bulk.Undo} {
		g.call("POST", path, nil).want(t, 404)
	}
	g.call("POST", "/undo/"+bulk.Undo, nil).want(t, 200)
	log := h.log.String()
	if strings.Contains(log, bulk.Undo) {
		t.Error("the log has an undo token")
	}
	if !strings.Contains(log, `"path":"/api/v1/undo/…"`) {
		t.Error("the log lacks the request")
	}
	g.call("GET", "/leads/"+lead.ID.String(), nil).want(t, 200)
	if !strings.Contains(h.log.String(), lead.ID.String()) {
		t.Error("the log lacks a record's id")
	}
}
