package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/bench/client"
	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
)

// A record of each visibility, owned by Ana of Harbor, whose private fields hold a canary.
const canary = "canary-9f3b-do-not-show"

func (s *server) makeListing(token string, visibility crm.Visibility) record {
	s.t.Helper()
	status, body := s.call(token, "POST", "/listings", map[string]any{
		"fields": map[string]any{
			"ListingId": "ACC-" + string(visibility), "StandardStatus": "Active", "PropertyType": "Residential", "UnparsedAddress": "1 Test Way",
			"City": "Davis", "StateOrProvince": "CA", "PostalCode": "95616", "ListPrice": 50_000_000,
		},
		"private": map[string]any{"AccessCode": canary}, "visibility": visibility,
	})
	var made record
	if status != 201 || json.Unmarshal(body, &made) != nil {
		s.t.Fatalf("create a %s listing: %d %s", visibility, status, body)
	}
	return made
}

// row is what the access rule sees of Ana's listings.
func row(visibility crm.Visibility) crm.Row {
	return crm.Row{Owner: demo.Agent1.ID, Team: demo.Harbor.ID, Broker: demo.DemoRealty, Visibility: visibility}
}

// expect is the status that an action answers a user who may or may not read the record, and may or may not do it.
func expect(user *crm.User, action crm.Action, r crm.Row, done int) int {
	switch {
	case !user.May(crm.ActionRead, r):
		return 404
	case !user.May(action, r):
		return 403
	}
	return done
}

func TestAccess_RESTHoldsTheRule(t *testing.T) {
	s := serveDemo(t)
	ana := s.login(demo.Agent1.Email)
	for _, visibility := range crm.Visibilities {
		for i := range demo.Users {
			user := &demo.Users[i]
			made, r, token := s.makeListing(ana, visibility), row(visibility), s.login(user.Email)
			name := fmt.Sprintf("%s, %s", user.Email, visibility)
			ask := func(action crm.Action, done int, method, path string, body any) []byte {
				status, answer := s.call(token, method, "/listings/"+made.ID+path, body)
				if want := expect(user, action, r, done); status != want {
					t.Errorf("%s: %s %s: %d, not %d: %s", name, method, path, status, want, answer)
				}
				return answer
			}
			answer := ask(crm.ActionRead, 200, "GET", "", nil)
			if seen := bytes.Contains(answer, []byte(canary)); seen != user.May(crm.ActionPrivate, r) {
				t.Errorf("%s: sees the private field: %v", name, seen)
			}
			ask(crm.ActionRead, 200, "GET", "/history", nil)
			ask(crm.ActionWrite, 200, "PATCH", "", map[string]any{"fields": map[string]any{"City": "Woodland"}})
			ask(crm.ActionPrivate, 200, "PATCH", "", map[string]any{"private": map[string]any{"OwnerName": "Somebody"}})
			ask(crm.ActionTransfer, 200, "POST", "/transfer", map[string]any{"visibility": visibility})
			ask(crm.ActionWrite, 200, "POST", "/archive", nil)
			ask(crm.ActionWrite, 200, "POST", "/restore", nil)
			ask(crm.ActionDelete, 204, "DELETE", "", nil)
		}
	}
}

func TestAccess_AbsentAndForbiddenAnswerTheSame(t *testing.T) {
	s := serveDemo(t)
	made := s.makeListing(s.login(demo.Agent1.Email), crm.VisibilityPrivate)
	stranger, absent := s.login(demo.Agent3.Email), "00000000-0000-4000-8000-00000000beef"
	for _, ask := range []struct {
		method, path string
		body         any
	}{
		{"GET", "", nil}, {"PATCH", "", map[string]any{"fields": map[string]any{"City": "X"}}}, {"DELETE", "", nil}, {"GET", "/history", nil},
		{"POST", "/archive", nil}, {"POST", "/transfer", map[string]any{"visibility": "team"}}, {"POST", "/notes", map[string]any{"body": "x"}},
		{"POST", "/restore", nil}, {"GET", "/at/" + made.Heads[0], nil}, {"POST", "/revert", map[string]any{"heads": made.Heads}},
		{"PATCH", "", map[string]any{"private": map[string]any{"AccessCode": "x"}}}, {"PATCH", "", map[string]any{"fields": map[string]any{"nope": 1}}},
	} {
		status, forbidden := s.call(stranger, ask.method, "/listings/"+made.ID+ask.path, ask.body)
		otherStatus, missing := s.call(stranger, ask.method, "/listings/"+absent+ask.path, ask.body)
		forbidden = bytes.ReplaceAll(forbidden, []byte(made.ID), []byte(absent))
		if status != otherStatus || !bytes.Equal(forbidden, missing) {
			t.Errorf("%s %s: forbidden %d %s, absent %d %s", ask.method, ask.path, status, forbidden, otherStatus, missing)
		}
	}
	var bulk struct {
		Failed []struct{ Code, Detail, Field string }
	}
	_, answer := s.call(stranger, "POST", "/bulk", m{"type": "listing", "ids": []string{made.ID, absent}, "patch": m{"fields": m{"City": "X"}}})
	if err := json.Unmarshal(answer, &bulk); err != nil || len(bulk.Failed) != 2 || bulk.Failed[0] != bulk.Failed[1] {
		t.Errorf("bulk: %s", answer)
	}
}

// watcher is a socket that keeps every byte that it was sent.
type watcher struct {
	*client.Client
	mu   sync.Mutex
	seen bytes.Buffer // guarded by mu
}

func (s *server) watch(email string) *watcher {
	s.t.Helper()
	w := &watcher{}
	w.Client = s.dial(s.personal(email), client.Options{OnFrame: func(f client.Frame) {
		w.mu.Lock()
		w.seen.Write(f.Raw)
		w.mu.Unlock()
	}})
	return w
}

func (w *watcher) saw(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return bytes.Contains(w.seen.Bytes(), []byte(text))
}

func (w *watcher) joinAll(user *crm.User, ids ...crm.ID) {
	rooms := []crm.Room{crm.BrokerRoom(user.Broker), crm.UserRoom(user.ID), crm.BrokerRoom(demo.DemoRealty), crm.TeamRoom(demo.Harbor.ID), crm.UserRoom(demo.Agent1.ID)}
	for _, id := range ids {
		rooms = append(rooms, crm.RecordRoom(id))
	}
	for _, room := range rooms {
		_ = w.Join(room, "", 0)
	}
}

func TestAccess_TheSocketHoldsTheRule(t *testing.T) {
	s := serveDemo(t)
	ana := s.login(demo.Agent1.Email)
	for _, visibility := range crm.Visibilities {
		for i := range demo.Users {
			user, r := &demo.Users[i], row(visibility)
			made := s.makeListing(ana, visibility)
			t.Run(fmt.Sprintf("%s/%s", user.Email, visibility), func(t *testing.T) {
				id, _ := crm.ParseID(made.ID)
				w := s.watch(user.Email)
				w.joinAll(user, id)
				s.socketShared(t, w, user, r, id)
				s.socketPrivate(t, w, user, r, id)
				if w.saw(canary) != user.May(crm.ActionPrivate, r) {
					t.Errorf("saw the canary: %v", w.saw(canary))
				}
				w.Close()
			})
		}
	}
}

func (s *server) socketShared(t testing.TB, w *watcher, user *crm.User, r crm.Row, id crm.ID) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	doc := w.Open(id)
	if !user.May(crm.ActionRead, r) {
		if err := w.Wait(ctx, doc.IsUnavailable); err != nil {
			t.Errorf("the document is not unavailable: %v", err)
		}
		return
	}
	has := func(heads []crm.Hash, fields map[string]json.RawMessage) bool { return fields["City"] != nil }
	if err := doc.Wait(ctx, has); err != nil {
		t.Fatalf("the document doesn't come: %v", err)
	}
	before := s.heads(id)
	hash, err := doc.Set("City", "Dixon")
	if err != nil {
		t.Fatal(err)
	}
	err = doc.WaitSaved(ctx, hash)
	if user.May(crm.ActionWrite, r) {
		if err != nil {
			t.Errorf("the edit is not saved: %v", err)
		}
	} else if crm.CodeOf(err) != crm.CodeForbidden {
		t.Errorf("the edit is not refused as forbidden: %v", err)
	} else if after := s.heads(id); after != before {
		t.Errorf("the refused edit changed the heads from %s to %s", before, after)
	}
}

func (s *server) socketPrivate(t testing.TB, w *watcher, user *crm.User, r crm.Row, id crm.ID) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	doc := w.Open(crm.PrivateID(id))
	if !user.May(crm.ActionPrivate, r) {
		if err := w.Wait(ctx, doc.IsUnavailable); err != nil {
			t.Errorf("the private document is not unavailable: %v", err)
		}
		return
	}
	has := func(_ []crm.Hash, fields map[string]json.RawMessage) bool { return fields["AccessCode"] != nil }
	if err := doc.Wait(ctx, has); err != nil {
		t.Errorf("the private document doesn't come: %v", err)
	}
}

// heads are a record's heads as its owner sees them.
func (s *server) heads(id crm.ID) string {
	s.t.Helper()
	var r record
	s.get(s.login(demo.Broker.Email), "/listings/"+id.String(), &r)
	return fmt.Sprint(r.Heads)
}

func TestAccess_ThePrivateCanaryReachesNobodyElse(t *testing.T) {
	s := serveDemo(t)
	ana := s.login(demo.Agent1.Email)
	made := s.makeListing(ana, crm.VisibilityBroker)
	id, _ := crm.ParseID(made.ID)
	var watchers []*watcher
	others := []crm.User{demo.Lead, demo.Agent2, demo.Viewer, demo.Agent3, demo.Outsider}
	for i := range others {
		w := s.watch(others[i].Email)
		w.joinAll(&others[i], id)
		w.Open(id)
		w.Open(crm.PrivateID(id))
		watchers = append(watchers, w)
	}
	broker := s.watch(demo.Broker.Email)
	broker.joinAll(&demo.Broker, id)
	if status, body := s.call(ana, "PATCH", "/listings/"+made.ID, map[string]any{"private": map[string]any{"AccessCode": canary + "-2"}, "fields": map[string]any{"City": "Winters"}}); status != 200 {
		t.Fatalf("patch: %d %s", status, body)
	}
	eventually(t, "the broker's room tells of the private change", func() bool { return broker.saw(canary + "-2") })
	heads := s.everyHead(ana, made)
	var shows []string // the owner does see it: the questions are the right ones
	for route, answer := range s.everyRoute(ana, made, heads) {
		if bytes.Contains(answer, []byte(canary)) || bytes.Contains(answer, []byte(made.PrivateDocumentID)) {
			shows = append(shows, route)
		}
	}
	if want := 8 + len(heads); len(shows) < want {
		t.Errorf("its owner is shown the private half by %d routes, not %d: %q", len(shows), want, shows)
	}
	for i, w := range watchers {
		if others[i].Broker == demo.DemoRealty {
			eventually(t, others[i].Email+" hears of the shared change", func() bool { return w.saw("Winters") })
		}
		if w.saw(canary) {
			t.Errorf("%s saw the canary on the socket", others[i].Email)
		}
		token := s.login(others[i].Email)
		for route, answer := range s.everyRoute(token, made, heads) {
			for _, secret := range []string{canary, made.PrivateDocumentID} {
				if bytes.Contains(answer, []byte(secret)) {
					t.Errorf("%s saw %s by %s", others[i].Email, secret, route)
				}
			}
		}
		for _, filter := range []string{"filter[AccessCode]=" + canary, "sort=AccessCode"} {
			if status, _ := s.call(token, "GET", "/listings?"+filter, nil); status != 400 {
				t.Errorf("%s may use %s: %d", others[i].Email, filter, status)
			}
		}
	}
	if bytes.Contains([]byte(s.tail(1<<30)), []byte(canary)) {
		t.Error("the canary is in the log")
	}
}

// everyHead lists what a record's owner may name as heads: every change of both halves.
func (s *server) everyHead(token string, r record) (heads []string) {
	s.t.Helper()
	var history struct{ Items []struct{ Heads []string } }
	s.get(token, "/listings/"+r.ID+"/history", &history)
	for _, change := range history.Items {
		heads = append(heads, strings.Join(change.Heads, ","))
	}
	return heads
}

// everyRoute asks whatever may show a listing, or say something of it in a refusal, and gives the answers by route.
func (s *server) everyRoute(token string, r record, heads []string) map[string][]byte {
	s.t.Helper()
	answers := make(map[string][]byte)
	ask := func(method, path string, body any) []byte {
		_, answer := s.call(token, method, path, body)
		answers[method+" "+path] = answer
		return answer
	}
	for after := ""; ; {
		var page struct {
			Items []json.RawMessage
			Next  string
		}
		if err := json.Unmarshal(ask("GET", "/catalog?limit=500&after="+after, nil), &page); err != nil {
			s.t.Fatal(err)
		}
		if after = page.Next; len(page.Items) == 0 {
			break
		}
	}
	address := "/listings/" + r.ID
	for _, path := range []string{"/listings?limit=500", "/listings?q=" + canary, "/listings?q=canary", "/listings?q=Winters", "/activity?limit=500", "/notifications",
		address, address + "/history", "/export/listings.csv", "/schema"} {
		ask("GET", path, nil)
	}
	for _, head := range heads {
		ask("GET", address+"/at/"+head, nil)
	}
	for _, body := range []any{m{"fields": m{"City": "Winters"}}, m{"private": m{"AccessCode": 7}}, m{"private": m{}}, m{"fields": m{"AccessCode": "x"}}} {
		ask("PATCH", address, body)
	}
	ask("POST", address+"/notes", m{"body": "a note"})
	var bulk struct{ Undo string }
	_ = json.Unmarshal(ask("POST", "/bulk", m{"type": "listing", "ids": []string{r.ID}, "patch": m{"fields": m{"ListPrice": 51_000_000}}}), &bulk)
	ask("POST", "/undo/"+bulk.Undo, nil)
	ask("POST", address+"/archive", nil)
	ask("POST", address+"/restore", nil)
	ask("POST", address+"/transfer", m{"visibility": "broker"})
	answers["POST /sync/bulk"] = s.bulkSync(token)
	return answers
}

// bulkSync is everything that a user may read, as POST /sync/bulk gives it.
func (s *server) bulkSync(token string) []byte {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), "POST", "http://"+s.addr+"/api/v1/sync/bulk", bytes.NewReader([]byte{0xa0}))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/cbor")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 200 {
		s.t.Fatal(response.Status, err)
	}
	return answer
}

func TestAccess_AViewersChangesChangeNothing(t *testing.T) {
	s := serveDemo(t)
	escrow := s.escrow(0)
	id, _ := crm.ParseID(escrow.ID)
	viewer := s.watch(demo.Viewer.Email)
	viewer.joinAll(&demo.Viewer, id)
	doc := viewer.Open(id)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	if err := doc.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool { return fields["purchasePrice"] != nil }); err != nil {
		t.Fatal(err)
	}
	first, err := doc.Set("purchasePrice", 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.WaitSaved(ctx, first); crm.CodeOf(err) != crm.CodeForbidden {
		t.Errorf("the viewer's first push: %v", err)
	}
	s.pushInVain(t, ctx, doc, 999)
	for _, other := range []*crm.User{&demo.Agent3, &demo.Outsider} {
		w := s.watch(other.Email)
		w.joinAll(other, id)
		blind := w.Open(id)
		if err := blind.Add(crdt.Genesis(crm.TypeNamed("escrow"), false)); err != nil {
			t.Fatal(err)
		}
		s.pushInVain(t, ctx, blind, 1000)
	}
	var after record
	s.get(s.login(demo.Agent1.Email), "/escrows/"+escrow.ID, &after)
	if fmt.Sprint(after.Heads) != fmt.Sprint(escrow.Heads) {
		t.Errorf("the heads went from %v to %v", escrow.Heads, after.Heads)
	}
}

// pushInVain pushes n changes, of which none may be accepted.
func (s *server) pushInVain(t testing.TB, ctx context.Context, doc *client.Doc, n int) {
	t.Helper()
	for i := range n {
		hash, err := doc.Set("purchasePrice", i)
		if err != nil {
			t.Fatal(err)
		}
		if i%100 != 99 {
			continue
		}
		var refused *crm.Error
		if err := doc.WaitSaved(ctx, hash); !errors.As(err, &refused) {
			t.Fatalf("push %d: %v", i, err)
		}
	}
}

func TestAccess_AForgedActorIsRefusedAndItsVictimGoesOn(t *testing.T) {
	s := serveDemo(t)
	id, _ := crm.ParseID(s.escrow(1).ID)
	actor := crdt.Actor("the victim's act")
	fixed := func() crdt.Actor { return actor }
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	open := func(email string) *client.Doc {
		c := s.dial(s.personal(email), client.Options{Actor: fixed})
		for _, user := range demo.Users {
			if user.Email == email {
				_ = c.Join(crm.UserRoom(user.ID), "", 0)
			}
		}
		doc := c.Open(id)
		if err := doc.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool { return fields["purchasePrice"] != nil }); err != nil {
			t.Fatal(err)
		}
		return doc
	}
	victim := open(demo.Agent1.Email)
	set := func(doc *client.Doc, price int) error {
		hash, err := doc.Set("purchasePrice", price)
		if err != nil {
			t.Fatal(err)
		}
		return doc.WaitSaved(ctx, hash)
	}
	if err := set(victim, 1_000_000); err != nil {
		t.Fatal(err)
	}
	forger := open(demo.Agent2.Email)
	if err := forger.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
		return string(fields["purchasePrice"]) == "1000000"
	}); err != nil {
		t.Fatal(err)
	}
	if err := set(forger, 2_000_000); crm.CodeOf(err) != crm.CodeForbidden {
		t.Errorf("the forged change: %v", err)
	}
	if err := set(victim, 3_000_000); err != nil {
		t.Errorf("the victim's next edit: %v", err)
	}
	var after record
	s.get(s.login(demo.Agent1.Email), "/escrows/"+id.String(), &after)
	if after.Fields["purchasePrice"] != 3_000_000.0 {
		t.Errorf("the price is %v", after.Fields["purchasePrice"])
	}
}
