package web_test

import (
	"strings"
	"testing"
)

// T30: a file is bounded, its sender's, and kept for a day.
func TestFiles_AreSentAsBytesAndBounded(t *testing.T) {
	h := newTestServer(t)
	agent := h.as("agent1")
	body, kind := form(t, "@file", "\xff\xfeA\x00")
	var sent struct {
		ID, ExpiresAt string
		Size          int
	}
	agent.call("POST", "/files", body, "Content-Type", kind).want(t, 201).into(t, &sent)
	if sent.ID == "" || sent.Size != 4 || sent.ExpiresAt == "" {
		t.Errorf("it answers %+v", sent)
	}
	h.stranger().call("POST", "/files", body, "Content-Type", kind).want(t, 401)
	for name, content := range map[string]string{"none": "", "too large": strings.Repeat("x", 8<<20+1)} {
		body, kind := form(t, "@file", content)
		status := map[string]int{"none": 400, "too large": 413}[name]
		agent.call("POST", "/files", body, "Content-Type", kind).want(t, status).names(t, "file")
	}
	for range 2 { // the second time there is none
		agent.call("DELETE", "/files/"+sent.ID, nil).want(t, 204)
	}
}
