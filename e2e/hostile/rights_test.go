package hostile_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	realtime "roomkey/sync"
)

// Issue 11, 6 to 14: what one user tries to take from others, by rights, names and records, is refused or told, and an
// honest editor goes on all the time. The attacks share a server; the last one ends a user's tokens.
func TestHostile_WhatIsAnothersIsNotTakenBesideAnHonestEditor(t *testing.T) {
	t.Parallel()
	s := serve(t, "--login-rate", "4")
	honest := s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Lead)
	for _, attack := range []struct {
		name string
		try  func(s *server)
	}{
		{"6: rights lost through the directory", (*server).writeAfterTheDirectory},
		{"7: a colleague's note", (*server).rewriteANote},
		{"8: what no record may lack or have twice", (*server).breakTheSchema},
		{"10: an answer that is repeated", (*server).repeatAnAnswer},
		{"11: a peer id of another brokerage", (*server).takeAPeerID},
		{"12: an actor of another user", (*server).takeAnActor},
		{"13: traces", (*server).hideTraces},
		{"14: requests that are read in two ways", (*server).sendAmbiguousRequests},
		{"14: wrong passwords", (*server).guessPasswords},
		{"14: a page of another name", (*server).signInFromElsewhere},
		{"14: a record that is taken and given back", (*server).borrowARecord},
		{"14: a viewer who edits", (*server).pretendToEdit},
		{"9: tokens made with an old password", (*server).keepATokenAfterTheReset},
	} {
		t.Run(attack.name, func(t *testing.T) {
			of := s.T
			defer func() { s.T = of }()
			s.T = t
			before := honest.Saved()
			attack.try(s)
			roomkeytest.Eventually(t, "the honest editor goes on", func() bool { return honest.Saved() > before+1 })
		})
	}
	honest.Stop()
}

// want calls the API and fails the test on another status. The answer may be nil.
func (s *server) want(status int, token, method, path string, body, answer any) {
	s.T.Helper()
	got, raw := s.Call(token, method, path, body)
	if got != status {
		s.T.Errorf("%s %s: %d %.300s, not %d", method, path, got, raw, status)
	} else if answer != nil {
		if err := json.Unmarshal(raw, answer); err != nil {
			s.T.Fatalf("%s %s: %v in %.300s", method, path, err, raw)
		}
	}
}

// writer is a user's client that has a document open.
func (s *server) writer(user *crm.User, id crm.ID, opts testclient.Options) *testclient.Doc {
	s.T.Helper()
	c := s.Dial(s.Personal(user.Email), opts)
	s.JoinOwn(c, user)
	return s.Open(c, id)
}

// settled is what the server says of a change; nil: it is saved.
func (s *server) settled(doc *testclient.Doc, hash crm.Hash, err error) error {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
	return doc.WaitSaved(roomkeytest.Within(s.T, time.Minute), hash)
}

// writeAfterTheDirectory: whoever is moved to another team is told what to wipe, and what the copy writes is refused.
func (s *server) writeAfterTheDirectory() {
	broker, loser := s.Personal(demo.Broker.Email), demo.Agent3
	moveTo := func(teams ...crm.ID) {
		s.want(200, broker, "PATCH", "/users/"+loser.ID.String(), m{"teams": teams}, nil)
	}
	moveTo(demo.Harbor.ID)
	listing := s.MakeListing(s.Personal(demo.Agent1.Email), crm.VisibilityTeam)
	own := s.Listen(s.Personal(loser.Email), crm.UserRoom(loser.ID), "", 0)
	doc := s.Open(own.Client, listing.Key(s.T))
	moveTo(loser.Teams...)
	own.Until("the loss is told", func() bool {
		return slices.ContainsFunc(own.Events, func(e testclient.Frame) bool {
			var data struct{ Gone []string }
			return e.Name == crm.EventAccessChanged && cbor.Unmarshal(e.Data, &data) == nil &&
				slices.Contains(data.Gone, listing.ID)
		})
	})
	hash, err := doc.Set("City", "Elsewhere")
	if err := s.settled(doc, hash, err); crm.CodeOf(err) != crm.CodeForbidden {
		s.T.Errorf("an edit of what was lost: %v", err)
	}
	s.want(404, s.Personal(loser.Email), "GET", "/listings/"+listing.ID, nil, nil)
}

// repeatAnAnswer: an Idempotency-Key does not show private fields again to who may no longer read them.
func (s *server) repeatAnAnswer() {
	const secret = "424242"
	token := s.Personal(demo.Agent1.Email)
	var made record
	s.want(201, token, "POST", "/clients", m{"fields": m{"FirstName": "Ann"}, "private": m{"budget": 100}}, &made)
	edit := func() (int, string) {
		request := s.request("PATCH", "/clients/"+made.ID, strings.NewReader(`{"private":{"budget":424242}}`))
		request.Header.Set("Content-Type", "application/merge-patch+json")
		request.Header.Set("Idempotency-Key", "again")
		status, answer := s.Send(token, request)
		return status, string(answer)
	}
	if status, answer := edit(); status != 200 || !strings.Contains(answer, secret) {
		s.T.Errorf("the owner edits: %d %s", status, answer)
	}
	s.want(200, s.Personal(demo.Broker.Email), "POST", "/clients/"+made.ID+"/transfer",
		m{"owner": demo.Agent2.ID}, nil)
	if status, answer := edit(); status != 409 || strings.Contains(answer, secret) {
		s.T.Errorf("who is the owner no longer is answered %d %s", status, answer)
	}
}

// takeAPeerID: a stranger who joins by the peer id of somebody absent keeps nobody out.
func (s *server) takeAPeerID() {
	id := s.Shared("escrows", 2)[1].Key(s.T)
	stranger := s.Dial(s.Personal(demo.Outsider.Email), testclient.Options{PeerID: "ana's tab"})
	doc := s.writer(&demo.Agent1, id, testclient.Options{PeerID: "ana's tab"})
	hash, err := doc.Set("financing", "Cash")
	if err := s.settled(doc, hash, err); err != nil {
		s.T.Errorf("who came later by the same peer id: %v", err)
	}
	select {
	case <-stranger.Done():
		s.T.Errorf("the stranger's socket was closed: %v", stranger.Err())
	default:
	}
}

// takeAnActor: nobody binds an actor that is issued to another user, not even for a record of another brokerage.
func (s *server) takeAnActor() {
	prefix := realtime.ActorPrefix(demo.Agent1.ID)
	stolen := testclient.Options{Actor: func() crdt.Actor { return crdt.Actor(append(prefix[:], "stolen"...)) }}
	var own record
	s.want(201, s.Personal(demo.Outsider.Email), "POST", "/clients", m{"fields": m{"FirstName": "Ann"}}, &own)
	thief := s.writer(&demo.Outsider, own.Key(s.T), stolen)
	hash, err := thief.Set("LastName", "Stolen")
	if err := s.settled(thief, hash, err); crm.CodeOf(err) != crm.CodeForbidden {
		s.T.Errorf("an edit by another's actor: %v", err)
	}
	victim := s.writer(&demo.Agent1, s.Shared("escrows", 3)[2].Key(s.T), stolen)
	hash, err = victim.Set("financing", "FHA")
	if err := s.settled(victim, hash, err); err != nil {
		s.T.Errorf("its owner: %v", err)
	}
}

// closeCode waits until the server closes a client's socket, and gives the code; 0 where it does not within a minute.
func (s *server) closeCode(c *testclient.Client) int {
	s.T.Helper()
	select {
	case <-c.Done():
		return roomkeytest.CloseCode(c)
	case <-roomkeytest.Within(s.T, time.Minute).Done():
		return 0
	}
}

// keepATokenAfterTheReset: tokens end with the password that they were made by, with their sockets; and the broker role
// finds and revokes the others.
func (s *server) keepATokenAfterTheReset() {
	broker, victim := s.Personal(demo.Broker.Email), demo.Agent3
	var stolen struct{ ID, Token string }
	body := m{"name": "a thief's", "scope": "write"}
	s.want(201, s.SignIn(victim.Email), "POST", "/tokens", body, &stolen)
	socket := s.Dial(stolen.Token, testclient.Options{})
	s.want(200, broker, "PATCH", "/users/"+victim.ID.String(), m{"password": "another password"}, nil)
	if code := s.closeCode(socket); code != 3500 {
		s.T.Errorf("the socket of a token that has ended is closed with %d", code)
	}
	s.want(401, stolen.Token, "GET", "/me", nil, nil)

	s.want(201, s.SignIn(demo.Agent2.Email), "POST", "/tokens", body, &stolen)
	var page struct{ Items []struct{ ID, User string } }
	s.want(200, broker, "GET", "/admin/tokens?limit=100", nil, &page)
	if !slices.Contains(page.Items, struct{ ID, User string }{stolen.ID, demo.Agent2.ID.String()}) {
		s.T.Errorf("the broker role is not shown the token: %v", page.Items)
	}
	socket = s.Dial(stolen.Token, testclient.Options{})
	s.want(204, broker, "DELETE", "/admin/tokens/"+stolen.ID, nil, nil)
	if code := s.closeCode(socket); code != 3500 {
		s.T.Errorf("the socket of a token that was revoked is closed with %d", code)
	}
	s.want(401, stolen.Token, "GET", "/me", nil, nil)
}
