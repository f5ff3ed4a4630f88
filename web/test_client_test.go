package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
)

// testClient is one client: a browser without scripts, signed in or not.
type testClient struct {
	h      *testServer
	client *http.Client
	token  string
	user   crm.User
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	sent   int // bytes, as they came
}

// call sends a request to the API; body is marshalled unless it is a string or nil.
func (g *testClient) call(method, path string, body any, headers ...string) *answer {
	g.h.t.Helper()
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	case []byte:
		reader = bytes.NewReader(body)
	default:
		text, err := json.Marshal(body)
		if err != nil {
			g.h.t.Fatal(err)
		}
		reader = bytes.NewReader(text)
	}
	if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "/api") && !isOutside(path) {
		path = "/api/v1" + path
	}
	request, err := http.NewRequest(method, g.h.base+path, reader)
	if err != nil {
		g.h.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if g.token != "" {
		request.Header.Set("Authorization", "Bearer "+g.token)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			request.Header.Del(headers[i])
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	if host := request.Header.Get("Host"); host != "" {
		request.Host = host
	}
	response, err := g.client.Do(request)
	if err != nil {
		g.h.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		g.h.t.Fatalf("%s %s: %v", method, path, err)
	}
	got := &answer{status: response.StatusCode, header: response.Header, sent: len(content)}
	got.body = inflated(g.h.t, got.header.Get("Content-Encoding"), content)
	if text, ok := body.(string); ok {
		body = []byte(text)
	} else if body != nil {
		body, _ = json.Marshal(body)
	}
	sent, _ := body.([]byte)
	g.h.described(method, request.URL.Path, sent, got)
	return got
}

func isOutside(path string) bool {
	for _, outside := range []string{"/healthz", "/readyz", "/metrics", "/sync"} {
		if path == outside || strings.HasPrefix(path, "/app/") || strings.HasPrefix(path, "/sync/poll") {
			return true
		}
	}
	return false
}

// want fails unless the status is as wanted, and the body of a failure a problem of that status.
func (a *answer) want(t testing.TB, status int) *answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("got %d, want %d: %s", a.status, status, a.body)
	}
	if status >= 400 {
		if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
			t.Fatalf("a failure has Content-Type %q", kind)
		}
		var p struct {
			Status int    `json:"status"`
			Code   string `json:"code"`
			Detail string `json:"detail"`
		}
		a.into(t, &p)
		if p.Status != status || p.Code == "" || p.Detail == "" {
			t.Fatalf("not a whole problem: %s", a.body)
		}
	}
	return a
}

// names fails unless the problem names the field.
func (a *answer) names(t testing.TB, field string) {
	t.Helper()
	var p struct {
		Field string `json:"field"`
	}
	a.into(t, &p)
	if p.Field != field {
		t.Errorf("it names %q, want %q: %s", p.Field, field, a.body)
	}
}

func (a *answer) into(t testing.TB, value any) {
	t.Helper()
	if err := json.Unmarshal(a.body, value); err != nil {
		t.Fatalf("not JSON: %v: %s", err, a.body)
	}
}

// recordJSON is a record as tests read it.
type recordJSON struct {
	ID                crm.ID                     `json:"id"`
	Type              string                     `json:"type"`
	DocumentID        string                     `json:"documentId"`
	PrivateDocumentID string                     `json:"privateDocumentId"`
	Owner             crm.ID                     `json:"owner"`
	Team              crm.ID                     `json:"team"`
	Visibility        crm.Visibility             `json:"visibility"`
	Heads             []string                   `json:"heads"`
	Fields            map[string]json.RawMessage `json:"fields"`
	Private           map[string]json.RawMessage `json:"private"`
	Conflicts         map[string]json.RawMessage `json:"conflicts"`
	ArchivedAt        *time.Time                 `json:"archivedAt"`
}

func (a *answer) record(t testing.TB) recordJSON {
	t.Helper()
	var r recordJSON
	a.into(t, &r)
	return r
}

// leadFields is a complete lead.
func leadFields(name string) map[string]any {
	return map[string]any{"name": name, "email": "lead@example.test", "source": "web", "stage": "new"}
}

// createLead makes a lead of the client's user.
func (g *testClient) createLead(name string, visibility crm.Visibility) recordJSON {
	g.h.t.Helper()
	return g.call("POST", "/leads", map[string]any{"fields": leadFields(name), "visibility": visibility}).want(g.h.t,
		201).record(g.h.t)
}

const refreshCookieName = "roomkey_refresh"

func (g *testClient) refreshCookie() string {
	g.h.t.Helper()
	address, err := url.Parse(g.h.base)
	if err != nil {
		g.h.t.Fatal(err)
	}
	for _, cookie := range g.client.Jar.Cookies(address) {
		if cookie.Name == refreshCookieName {
			return cookie.Value
		}
	}
	return ""
}

func (g *testClient) setRefreshCookie(value string) {
	g.h.t.Helper()
	address, err := url.Parse(g.h.base)
	if err != nil {
		g.h.t.Fatal(err)
	}
	g.client.Jar.SetCookies(address, []*http.Cookie{{Name: refreshCookieName, Value: value, Path: "/"}})
}
