package web_test

import (
	"context"
	"net/http"
	"testing"
	"time"
)

// A server that is about to end says so to whoever asks whether it is ready. It lets sockets in and answers requests
// all the same, each as the last one of its connection, so that the next one may find another server.
func TestLeave_TheServerIsNotReadyAndAnswers(t *testing.T) {
	h := newTestServer(t)
	get := func(path string) *http.Response {
		t.Helper()
		response, err := http.Get(h.base + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response
	}
	if r := get("/readyz"); r.StatusCode != http.StatusOK || r.Close {
		t.Errorf("before, it is answered %d", r.StatusCode)
	}
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan struct{})
	go func() { defer close(left); h.server.Leave(ctx, time.Hour) }()
	for deadline := time.Now().Add(20 * time.Second); get("/readyz").StatusCode != http.StatusServiceUnavailable; {
		if time.Now().After(deadline) {
			t.Fatal("it says that it is ready")
		}
	}
	if r := get("/api/v1/about"); r.StatusCode != http.StatusOK || !r.Close {
		t.Errorf("a request is answered %d, and its connection is to be closed: %v", r.StatusCode, r.Close)
	}
	if _, _, err := h.dial("?access_token=" + h.as("agent1").token); err != nil {
		t.Errorf("a socket is refused: %v", err)
	}
	cancel()
	<-left
}
