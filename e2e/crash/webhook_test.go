package crash_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// Every lead that was acknowledged is told of, although the server is killed again and again: while events are queued,
// and while they are sent.
func TestCrash_LosesNoWebhook(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	heard := make(map[string]bool)
	hooks := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var message struct{ Data struct{ ID string } }
		if json.Unmarshal(body, &message) == nil && r.Header.Get("webhook-signature") != "" {
			mu.Lock()
			heard[message.Data.ID] = true
			mu.Unlock()
		}
	}))
	defer hooks.Close()
	s := serve(t, "--webhook-insecure")
	token := s.SignIn(demo.Agent1.Email)
	status, body := s.Call(token, "POST", "/webhooks", map[string]any{"url": hooks.URL,
		"events": []string{"lead:created"}})
	if status != 201 {
		t.Fatalf("make a webhook: %d %s", status, body)
	}
	var made []string
	for kill := range 4 {
		for n := range 10 {
			var lead record
			status, body := s.Call(token, "POST", "/leads", map[string]any{"fields": map[string]any{
				"name": fmt.Sprintf("Lead %d of %d", n, kill), "email": fmt.Sprintf("l%d-%d@example.com", kill, n),
				"source": "Website", "stage": "new"}})
			if err := json.Unmarshal(body, &lead); status != 201 || err != nil {
				t.Fatalf("make a lead: %d %s (%v)", status, body, err)
			}
			made = append(made, lead.ID)
		}
		if kill == 2 { // once, when some have been sent
			roomkeytest.Eventually(t, "something is heard", func() bool {
				mu.Lock()
				defer mu.Unlock()
				return len(heard) > 0
			})
		}
		s.Restart()
	}
	roomkeytest.Eventually(t, "every lead is told of", func() bool {
		mu.Lock()
		defer mu.Unlock()
		for _, id := range made {
			if !heard[id] {
				return false
			}
		}
		return true
	})
	s.IsSound()
}
