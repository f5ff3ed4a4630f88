package stock_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roomkey/bench/peers"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// stock starts a stock client that is connected as a demo account; folder is where it keeps documents ("": nowhere).
func (s *server) stock(email, folder string) *peers.Client {
	s.T.Helper()
	c, err := peers.NewClient(s.T.Context(), folder)
	if err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(c.Close)
	s.connect(c, email)
	return c
}

func (s *server) connect(c *peers.Client, email string) {
	s.T.Helper()
	s.do(c, "connect", peers.Call{"url": s.Socket() + "?access_token=" + s.Personal(email)}, nil)
}

// do tells a stock client to do something and fails the test where it can't.
func (s *server) do(c *peers.Client, op string, call peers.Call, result any) {
	s.T.Helper()
	if err := c.Do(op, call, result); err != nil {
		s.T.Fatal(err)
	}
}

// content is what a stock client has in a document.
func (s *server) content(c *peers.Client, name string) map[string]any {
	s.T.Helper()
	var doc map[string]any
	s.do(c, "get", peers.Call{"name": name}, &doc)
	return doc
}

func (s *server) headsOf(c *peers.Client, name string) []string {
	s.T.Helper()
	var heads []string
	s.do(c, "heads", peers.Call{"name": name}, &heads)
	slices.Sort(heads)
	return heads
}

func TestStock_TwoClientsEditOneEscrowAtOnceAndTheServerIsKilledBetween(t *testing.T) {
	s := serve(t)
	escrow := s.Shared("escrows", 1)[0]
	one := s.stock(demo.Agent1.Email, "")
	two := s.stock(demo.Agent2.Email, filepath.Join(t.TempDir(), "two"))
	for _, c := range []*peers.Client{one, two} {
		s.do(c, "open", peers.Call{"name": "e", "documentId": escrow.DocumentID}, nil)
	}
	s.do(one, "push", peers.Call{"name": "e", "path": []any{"notes"},
		"value": map[string]any{"id": "n1", "author": demo.Agent1.ID.String(), "at": "2026-11-22T10:00:00Z",
			"body": "Hello world"}}, nil)
	noted := func(c *peers.Client) bool {
		notes, _ := s.content(c, "e")["notes"].([]any)
		return slices.ContainsFunc(notes, func(note any) bool {
			n := note.(map[string]any)
			return n["id"] == "n1" && n["body"] == "Hello world"
		})
	}
	roomkeytest.Eventually(t, "the note reaches the other", func() bool { return noted(two) })
	last := func(c *peers.Client) string { return fmt.Sprint(s.content(c, "e")["briefing"]) }
	s.do(one, "text", peers.Call{"name": "e", "path": []any{"briefing"}, "value": "Hello world"}, nil)
	roomkeytest.Eventually(t, "the briefing reaches the other", func() bool { return last(two) == "Hello world" })

	s.do(two, "disconnect", nil, nil) // offline meanwhile
	s.do(one, "set", peers.Call{"name": "e", "path": []any{"transactionType"}, "value": "Resale"}, nil)
	s.do(two, "set", peers.Call{"name": "e", "path": []any{"financing"}, "value": "Cash"}, nil)
	s.do(one, "set", peers.Call{"name": "e", "path": []any{"purchasePrice"}, "value": 50_000_100}, nil)
	s.do(two, "set", peers.Call{"name": "e", "path": []any{"purchasePrice"}, "value": 50_000_200}, nil)
	s.do(one, "splice", peers.Call{"name": "e", "path": []any{"briefing"}, "index": 0, "value": "Oh. "}, nil)
	s.do(two, "splice", peers.Call{"name": "e", "path": []any{"briefing"}, "index": 11, "value": "!"}, nil)
	s.Restart()
	s.connect(two, demo.Agent2.Email)

	roomkeytest.Eventually(t, "both have the same heads", func() bool {
		return slices.Equal(s.headsOf(one, "e"), s.headsOf(two, "e")) && last(one) == "Oh. Hello world!"
	})
	var projected record
	roomkeytest.Eventually(t, "the projection has the same heads", func() bool {
		s.Get(s.Personal(demo.Agent1.Email), "/escrows/"+escrow.ID, &projected)
		return slices.Equal(projected.Heads, s.headsOf(one, "e"))
	})
	doc := s.content(one, "e")
	for _, field := range []string{"transactionType", "financing", "purchasePrice", "propertyAddress", "notes",
		"briefing", "contingencies"} {
		if ours, theirs := roomkeytest.AsJSON(t, projected.Fields[field]),
			roomkeytest.AsJSON(t, doc[field]); ours != theirs {
			t.Errorf("%s: REST has %s, the stock client %s", field, ours, theirs)
		}
	}
	var values []float64
	for _, conflicting := range projected.Conflicts["/purchasePrice"] {
		values = append(values, conflicting.Value.(float64))
	}
	if slices.Sort(values); !slices.Equal(values, []float64{50_000_100, 50_000_200}) {
		t.Errorf("conflicts of the price: %v", projected.Conflicts)
	}
	users := map[string]bool{}
	for _, conflicting := range projected.Conflicts["/purchasePrice"] {
		users[conflicting.User] = true
	}
	if !users[demo.Agent1.ID.String()] || !users[demo.Agent2.ID.String()] {
		t.Errorf("the conflict's users: %v", users)
	}
}

// R23
func TestStock_ANewDocumentBecomesALeadOnceItIsComplete(t *testing.T) {
	s := serve(t)
	author := s.stock(demo.Agent1.Email, "")
	harbor := s.Listen(s.Personal(demo.Agent2.Email), crm.TeamRoom(demo.Harbor.ID), "", 0)
	valley := s.Listen(s.Personal(demo.Agent3.Email), crm.TeamRoom(demo.Valley.ID), "", 0)
	brokerage := s.Listen(s.Personal(demo.Broker.Email), crm.BrokerRoom(demo.DemoRealty), "", 0)
	var made struct{ DocumentID, UUID string }
	s.do(author, "create", peers.Call{"name": "lead"}, &made)
	heard := func(a *roomkeytest.Listener) (names []string) {
		for _, line := range a.Log() {
			if strings.Contains(line, made.UUID) {
				names = append(names, strings.Fields(line)[1])
			}
		}
		return names
	}
	ana, abe := s.Personal(demo.Agent1.Email), s.Personal(demo.Agent2.Email)
	status := func(token string) int {
		code, _ := s.Call(token, "GET", "/leads/"+made.UUID, nil)
		return code
	}
	s.do(author, "merge", peers.Call{"name": "lead", "value": map[string]any{"type": "lead", "name": "Ines Ito"}}, nil)
	s.do(author, "merge", peers.Call{"name": "lead", "value": map[string]any{"stage": "new", "source": "Sign call"}},
		nil)
	stranger := s.stock(demo.Agent2.Email, "")
	if err := stranger.Do("open", peers.Call{"name": "lead", "documentId": made.DocumentID, "timeout": 3000},
		nil); err == nil {
		t.Error("a colleague can open the draft")
	}
	if got := status(abe); got != 404 {
		t.Errorf("the draft for a colleague: %d", got)
	}
	if names := heard(harbor); len(names) > 0 {
		t.Errorf("the team is told of the draft: %v", names)
	}
	s.do(author, "merge", peers.Call{"name": "lead", "value": map[string]any{"email": "ines@example.com"}}, nil)
	roomkeytest.Eventually(t, "the lead is a record", func() bool { return status(ana) == 200 && status(abe) == 200 })
	var lead record
	s.Get(abe, "/leads/"+made.UUID, &lead)
	if lead.Owner != demo.Agent1.ID.String() || lead.Team != demo.Harbor.ID.String() || lead.Visibility != "team" ||
		lead.Fields["name"] != "Ines Ito" {
		t.Errorf("the lead: %+v", lead)
	}
	harbor.Until("the team's room tells of the lead", func() bool {
		return strings.Contains(strings.Join(roomkeytest.EventLines(harbor.Events), " "), made.UUID)
	})
	if names := heard(harbor); names[0] != "lead:created" || slices.Contains(names[1:], "lead:created") {
		t.Errorf("the team is told %v", names)
	}
	for _, a := range []*roomkeytest.Listener{valley, brokerage} {
		if names := heard(a); len(names) > 0 {
			t.Errorf("%s is told %v", a.Room, names)
		}
	}
	for _, other := range []string{demo.Agent3.Email, demo.Outsider.Email} {
		if got := status(s.Personal(other)); got != 404 {
			t.Errorf("the lead for %s: %d", other, got)
		}
	}
}

func TestStock_TwoClientsThatEachAddAFirstNoteKeepBoth(t *testing.T) {
	s := serve(t)
	one, two := s.stock(demo.Agent1.Email, ""), s.stock(demo.Agent2.Email, filepath.Join(t.TempDir(), "two"))
	var made struct{ DocumentID, UUID string }
	s.do(one, "create", peers.Call{"name": "l", "initial": map[string]any{"type": "lead", "name": "Omar Ortiz",
		"source": "Web", "stage": "new", "email": "o@example.com"}}, &made)
	roomkeytest.Eventually(t, "a colleague can open the lead", func() bool {
		return two.Do("open", peers.Call{"name": "l", "documentId": made.DocumentID, "timeout": 2000}, nil) == nil
	})
	s.do(two, "disconnect", nil, nil)
	note := func(id, author string) map[string]any {
		return map[string]any{"id": id, "author": author, "at": "2026-11-22T10:00:00Z", "body": "first by " + id}
	}
	s.do(one, "set", peers.Call{"name": "l", "path": []any{"notes"},
		"value": []any{note("one", demo.Agent1.ID.String())}}, nil)
	s.do(two, "set", peers.Call{"name": "l", "path": []any{"notes"},
		"value": []any{note("two", demo.Agent2.ID.String())}}, nil)
	s.connect(two, demo.Agent2.Email)
	roomkeytest.Eventually(t, "both notes are everywhere", func() bool {
		var lead record
		s.Get(s.Personal(demo.Agent1.Email), "/leads/"+made.UUID, &lead)
		for _, notes := range []any{lead.Fields["notes"], s.content(one, "l")["notes"], s.content(two, "l")["notes"]} {
			if ids := idsOf(notes); !slices.Equal(ids, []string{"one", "two"}) {
				return false
			}
		}
		return true
	})
}

func idsOf(list any) []string {
	items, _ := list.([]any)
	var ids []string
	for _, item := range items {
		ids = append(ids, fmt.Sprint(item.(map[string]any)["id"]))
	}
	slices.Sort(ids)
	return ids
}
