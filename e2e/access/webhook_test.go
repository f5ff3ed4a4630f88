package access_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// Without the flag for development, no webhook reaches the machine that the server runs on.
func TestAccess_WebhooksReachNothingPrivate(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer inside.Close()
	s := serve(t)
	token := s.SignIn(demo.Agent1.Email)
	plain := m{"url": strings.Replace(inside.URL, "https", "http", 1), "events": []string{"lead:created"}}
	if status, body := s.Call(token, "POST", "/webhooks", plain); status != 400 {
		t.Errorf("an address by http: %d %s", status, body)
	}
	status, body := s.Call(token, "POST", "/webhooks", m{"url": inside.URL, "events": []string{"lead:created"}})
	var made struct{ ID string }
	if err := json.Unmarshal(body, &made); status != 201 || err != nil {
		t.Fatalf("make a webhook: %d %s", status, body)
	}
	if status, body := s.Call(token, "POST", "/webhooks/"+made.ID+"/test", nil); status != 201 {
		t.Fatalf("test it: %d %s", status, body)
	}
	var log struct {
		Items []struct{ Status, Error string }
	}
	roomkeytest.Eventually(t, "the test has ended", func() bool {
		s.Get(token, "/webhooks/"+made.ID+"/deliveries", &log)
		return log.Items[0].Status != "waiting"
	})
	ended := log.Items[0]
	if ended.Status != "failed" || !strings.Contains(ended.Error, "not a public one") || asked.Load() != 0 {
		t.Errorf("it ended as %+v, and %d requests came", ended, asked.Load())
	}
}
