package access_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

func TestAccess_ThePrivateCanaryReachesNobodyElse(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ana := s.Personal(demo.Agent1.Email)
	made := s.MakeListing(ana, crm.VisibilityBroker)
	id, _ := crm.ParseID(made.ID)
	var watchers []*roomkeytest.Watcher
	others := []crm.User{demo.Lead, demo.Agent2, demo.Viewer, demo.Agent3, demo.Outsider}
	for i := range others {
		w := s.Watch(others[i].Email)
		w.JoinAll(&others[i], id)
		w.Open(id)
		w.Open(crm.PrivateID(id))
		watchers = append(watchers, w)
	}
	broker := s.Watch(demo.Broker.Email)
	broker.JoinAll(&demo.Broker, id)
	if status, body := s.Call(ana, "PATCH", "/listings/"+made.ID,
		map[string]any{"private": map[string]any{"AccessCode": roomkeytest.Canary + "-2"},
			"fields": map[string]any{"City": "Winters"}}); status != 200 {
		t.Fatalf("patch: %d %s", status, body)
	}
	roomkeytest.Eventually(t, "the broker's room tells of the private change",
		func() bool { return broker.Saw(roomkeytest.Canary + "-2") })
	heads := s.everyHead(ana, made)
	var shows []string // the owner does see it: the questions are the right ones
	for route, answer := range s.everyRoute(ana, made, heads) {
		if bytes.Contains(answer, []byte(roomkeytest.Canary)) ||
			bytes.Contains(answer, []byte(made.PrivateDocumentID)) {
			shows = append(shows, route)
		}
	}
	if want := 8 + len(heads); len(shows) < want {
		t.Errorf("its owner is shown the private half by %d routes, not %d: %q", len(shows), want, shows)
	}
	for i, w := range watchers {
		if others[i].Broker == demo.DemoRealty {
			roomkeytest.Eventually(t, others[i].Email+" is told of the shared change",
				func() bool { return w.Saw("Winters") })
		}
		if w.Saw(roomkeytest.Canary) {
			t.Errorf("%s saw the canary on the socket", others[i].Email)
		}
		token := s.Personal(others[i].Email)
		for route, answer := range s.everyRoute(token, made, heads) {
			for _, secret := range []string{roomkeytest.Canary, made.PrivateDocumentID} {
				if bytes.Contains(answer, []byte(secret)) {
					t.Errorf("%s saw %s by %s", others[i].Email, secret, route)
				}
			}
		}
		for _, filter := range []string{"filter[AccessCode]=" + roomkeytest.Canary, "sort=AccessCode"} {
			if status, _ := s.Call(token, "GET", "/listings?"+filter, nil); status != 400 {
				t.Errorf("%s may use %s: %d", others[i].Email, filter, status)
			}
		}
	}
	if bytes.Contains([]byte(s.Tail(1<<30)), []byte(roomkeytest.Canary)) {
		t.Error("the canary is in the log")
	}
}

// everyHead lists what a record's owner may name as heads: every change of both halves.
func (s *server) everyHead(token string, r record) (heads []string) {
	s.T.Helper()
	var history struct{ Items []struct{ Heads []string } }
	s.Get(token, "/listings/"+r.ID+"/history", &history)
	for _, change := range history.Items {
		heads = append(heads, strings.Join(change.Heads, ","))
	}
	return heads
}

// everyRoute asks whatever may show a listing, or say something of it in a refusal, and gives the answers by route.
func (s *server) everyRoute(token string, r record, heads []string) map[string][]byte {
	s.T.Helper()
	answers := make(map[string][]byte)
	ask := func(method, path string, body any) []byte {
		_, answer := s.Call(token, method, path, body)
		answers[method+" "+path] = answer
		return answer
	}
	for after := ""; ; {
		var page struct {
			Items []json.RawMessage
			Next  string
		}
		if err := json.Unmarshal(ask("GET", "/catalog?limit=500&after="+after, nil), &page); err != nil {
			s.T.Fatal(err)
		}
		if after = page.Next; len(page.Items) == 0 {
			break
		}
	}
	address := "/listings/" + r.ID
	for _, path := range []string{"/listings?limit=500", "/listings?q=" + roomkeytest.Canary,
		"/listings?q=canary", "/listings?q=Winters", "/activity?limit=500", "/notifications",
		address, address + "/history", "/export/listings.csv", "/schema"} {
		ask("GET", path, nil)
	}
	for _, head := range heads {
		ask("GET", address+"/at/"+head, nil)
	}
	for _, body := range []any{m{"fields": m{"City": "Winters"}}, m{"private": m{"AccessCode": 7}}, m{"private": m{}},
		m{"fields": m{"AccessCode": "x"}}} {
		ask("PATCH", address, body)
	}
	ask("POST", address+"/notes", m{"body": "a note"})
	var bulk struct{ Undo string }
	_ = json.Unmarshal(ask("POST", "/bulk", m{"type": "listing", "ids": []string{r.ID},
		"patch": m{"fields": m{"ListPrice": 51_000_000}}}), &bulk)
	ask("POST", "/undo/"+bulk.Undo, nil)
	ask("POST", address+"/archive", nil)
	ask("POST", address+"/restore", nil)
	ask("POST", address+"/transfer", m{"visibility": "broker"})
	answers["POST /sync/bulk"] = s.bulkSync(token)
	return answers
}

// bulkSync is everything that a user may read, as POST /sync/bulk gives it.
func (s *server) bulkSync(token string) []byte {
	s.T.Helper()
	request, err := http.NewRequestWithContext(s.T.Context(), "POST", "http://"+s.Addr+"/api/v1/sync/bulk",
		bytes.NewReader([]byte{0xa0}))
	if err != nil {
		s.T.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/cbor")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.T.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 200 {
		s.T.Fatal(response.Status, err)
	}
	return answer
}
