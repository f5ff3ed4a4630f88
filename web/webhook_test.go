package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
)

// webhookJSON is a webhook as REST shows it.
type webhookJSON struct {
	ID, User            crm.ID
	URL, Status, Secret string
	Reason, Note        *string
	Events              []string
	PreviousUntil       *string
}

// deliveryJSON is a delivery as REST shows it.
type deliveryJSON struct {
	ID                             crm.ID
	Event, Status, Response, Error string
	Record                         *crm.ID
	Attempts                       int
	Code                           *int
}

// heardHook is a request that an endpoint got.
type heardHook struct {
	header http.Header
	body   string
}

// endpoint answers 200 to what a webhook sends, and gives it to the test.
func endpoint(t *testing.T) (url string, heard chan heardHook) {
	t.Helper()
	heard = make(chan heardHook, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		heard <- heardHook{r.Header.Clone(), string(body)}
		_, _ = w.Write([]byte("thanks"))
	}))
	t.Cleanup(server.Close)
	return server.URL, heard
}

// next is the next request.
func next(t *testing.T, heard chan heardHook) heardHook {
	t.Helper()
	select {
	case h := <-heard:
		return h
	case <-time.After(30 * time.Second):
		t.Fatal("the endpoint heard nothing")
		return heardHook{}
	}
}

func (g *testClient) hook(t *testing.T, url string, events ...string) (w webhookJSON) {
	t.Helper()
	g.call("POST", "/webhooks", map[string]any{"url": url, "events": events}).want(t, 201).into(t, &w)
	return w
}

// delivered waits until a webhook's newest delivery has ended, and gives the log.
func (g *testClient) delivered(t *testing.T, w crm.ID) []deliveryJSON {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		var list struct{ Items []deliveryJSON }
		g.call("GET", "/webhooks/"+w.String()+"/deliveries", nil).want(t, 200).into(t, &list)
		if len(list.Items) > 0 && list.Items[0].Status != "waiting" {
			return list.Items
		}
		if time.Now().After(deadline) {
			t.Fatalf("nothing was delivered: %+v", list.Items)
		}
	}
}

func TestWebhooks_TellOfWhatIsDone(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	url, heard := endpoint(t)
	w := g.hook(t, url, "lead:created", "lead:updated")
	if !strings.HasPrefix(w.Secret, "whsec_") || w.Status != "active" {
		t.Fatalf("it is %+v", w)
	}
	made := g.createLead("Ana Ray", crm.VisibilityTeam)
	h.as("agent2").call("PATCH", "/leads/"+made.ID.String(), `{"fields":{"stage":"met"}}`).want(t, 200)
	var created, updated struct {
		Type string
		Data struct {
			ID, By  crm.ID
			Changes map[string][2]json.RawMessage
		}
	}
	for _, into := range []any{&created, &updated} {
		if err := json.Unmarshal([]byte(next(t, heard).body), into); err != nil {
			t.Fatal(err)
		}
	}
	if created.Type == "lead:updated" { // they are sent at the same time
		created, updated = updated, created
	}
	if created.Type != "lead:created" || created.Data.ID != made.ID || created.Data.By != g.user.ID {
		t.Errorf("the first says %+v", created)
	}
	if string(updated.Data.Changes["/stage"][1]) != `"met"` || updated.Data.By != h.as("agent2").user.ID {
		t.Errorf("the second says %+v", updated)
	}
	log := g.delivered(t, w.ID)
	if len(log) != 2 || log[0].Status != "delivered" || *log[0].Code != 200 || log[0].Response != "thanks" ||
		*log[0].Record != made.ID {
		t.Errorf("the log says %+v", log)
	}
	if strings.Contains(h.log.String(), w.Secret) {
		t.Error("the server's log has the secret")
	}
	g.call("POST", "/webhooks/"+w.ID.String()+"/deliveries/"+log[0].ID.String()+"/redeliver", nil).want(t, 200)
	awaits(t, heard, func(h heardHook) bool { return h.header.Get("webhook-id") == "msg_"+log[0].ID.String() })
	g.call("POST", "/webhooks/"+w.ID.String()+"/test", nil).want(t, 201)
	awaits(t, heard, func(h heardHook) bool { return strings.Contains(h.body, `"type":"webhook:test"`) })
}

// awaits waits for a message. Others may come before it a second time: each is promised at least once.
func awaits(t *testing.T, heard chan heardHook, is func(heardHook) bool) {
	t.Helper()
	for h := next(t, heard); !is(h); h = next(t, heard) {
		t.Logf("before it came %v: %s", h.header, h.body)
	}
}

func TestWebhooks_AreTheirMakersAndTheBrokersToStop(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	w := g.hook(t, "https://hooks.example.com/in", "lead:created")
	one := "/webhooks/" + w.ID.String()
	delivery := one + "/deliveries/00000000-0000-4000-8000-000000000001/redeliver"
	for _, member := range cast {
		own, broker := member.name == "agent1", member.name == "broker"
		for _, r := range []struct {
			method, path, body string
			maker, broker      int
		}{
			{"GET", one, "", 200, 200},
			{"GET", one + "/deliveries", "", 200, 200},
			{"PATCH", one, `{"note":"x"}`, 200, 403},
			{"PATCH", one, `{"active":false}`, 200, 200},
			{"PATCH", one, `{"active":true}`, 200, 200},
			{"POST", one + "/rotate", "", 200, 403},
			{"POST", one + "/test", "", 201, 403},
			{"POST", delivery, "", 404, 403},
		} {
			want := 404
			switch {
			case own:
				want = r.maker
			case broker:
				want = r.broker
			}
			var body any
			if r.body != "" {
				body = r.body
			}
			got := h.as(member.name).call(r.method, r.path, body)
			shown := strings.Contains(string(got.body), `"secret"`)
			if got.status != want || shown != (own && r.path == one+"/rotate") {
				t.Errorf("%s: %s %s: got %d, want %d: %s", member.name, r.method, r.path, got.status, want, got.body)
			}
		}
		var list struct{ Items []webhookJSON }
		answer := h.as(member.name).call("GET", "/webhooks", nil).want(t, 200)
		answer.into(t, &list)
		if (len(list.Items) == 1) != (own || broker) || strings.Contains(string(answer.body), "whsec_") {
			t.Errorf("%s sees %s", member.name, answer.body)
		}
	}
	h.as("agent2").call("DELETE", one, nil).want(t, 404)
	h.as("broker").call("DELETE", one, nil).want(t, 204)
	g.call("GET", one, nil).want(t, 404)

	var token struct{ Token string }
	g.call("POST", "/tokens", map[string]any{"name": "t", "scope": "write"}).want(t, 201).into(t, &token)
	script := h.stranger()
	script.token = token.Token
	script.call("GET", "/webhooks", nil).want(t, 200)
	script.call("POST", "/webhooks", map[string]any{"url": "https://hooks.example.com/",
		"events": []string{"lead:created"}}).want(t, 403)
}

func TestWebhooks_ADisabledAccountHearsNothing(t *testing.T) {
	h := newTestServer(t)
	url, heard := endpoint(t)
	g := h.as("agent2")
	g.hook(t, url, "lead:created")
	mine := h.as("agent1").hook(t, url+"/other", "lead:created")
	h.disable("agent2")
	h.as("agent1").createLead("Ana Ray", crm.VisibilityTeam)
	next(t, heard)
	h.as("agent1").delivered(t, mine.ID)
	if len(heard) != 0 {
		t.Error("the webhook of a disabled account heard of a lead")
	}
}

func TestWebhooks_RefuseWhatIsWrong(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	for _, c := range []struct{ name, body, field string }{
		{"no address", `{"url":"hooks","events":["lead:created"]}`, "url"},
		{"another scheme", `{"url":"ftp://hooks.example.com/","events":["lead:created"]}`, "url"},
		{"a password", `{"url":"https://a:b@hooks.example.com/","events":["lead:created"]}`, "url"},
		{"a fragment", `{"url":"https://hooks.example.com/#a","events":["lead:created"]}`, "url"},
		{"too long", `{"url":"https://hooks.example.com/` + strings.Repeat("x", 2048) + `","events":["lead:created"]}`,
			"url"},
		{"no events", `{"url":"https://hooks.example.com/","events":[]}`, "events"},
		{"an unknown event", `{"url":"https://hooks.example.com/","events":["lead:sold"]}`, "events"},
		{"progress", `{"url":"https://hooks.example.com/","events":["ai:task:progress"]}`, "events"},
		{"an event twice", `{"url":"https://hooks.example.com/","events":["lead:created","lead:created"]}`, "events"},
		{"a note that hides", `{"url":"https://hooks.example.com/","events":["lead:created"],"note":"a\u202eb"}`,
			"note"},
	} {
		var problem struct{ Field string }
		g.call("POST", "/webhooks", c.body).want(t, 400).into(t, &problem)
		if problem.Field != c.field {
			t.Errorf("%s: the field is %q", c.name, problem.Field)
		}
	}
	for range 20 {
		g.hook(t, "https://hooks.example.com/", "lead:created")
	}
	g.call("POST", "/webhooks", map[string]any{"url": "https://hooks.example.com/",
		"events": []string{"lead:created"}}).want(t, 409)
}
