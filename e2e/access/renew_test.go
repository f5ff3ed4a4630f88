package access_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// longListing makes a listing whose history is long enough to be renewed, and returns it as it was before the last edit
// of its remarks.
func (s *server) longListing(token string) (then record) {
	s.T.Helper()
	made := s.MakeListing(token, crm.VisibilityTeam)
	texts := []string{"then", strings.Repeat("LONG WORDS. ", 2_300), strings.Repeat("Other text, ", 2_300)}
	for _, text := range texts {
		status, body := s.Call(token, "PATCH", "/listings/"+made.ID, m{"fields": m{"PublicRemarks": text}})
		if status != 200 || text == "then" && json.Unmarshal(body, &then) != nil {
			s.T.Fatalf("PATCH answers %d %.200s", status, body)
		}
	}
	return then
}

// renew renews a listing and returns it.
func (s *server) renew(token, id string) (after record) {
	s.T.Helper()
	status, body := s.Call(token, "POST", "/listings/"+id+"/renew", m{})
	if status != 200 || json.Unmarshal(body, &after) != nil {
		s.T.Fatalf("renew answers %d %.300s", status, body)
	}
	return after
}

// A record is renewed while somebody has it open (R70 to R73). It keeps its id and goes on after a kill; its history
// stays until it is erased.
func TestRenew_ARecordGoesOnInANewDocument(t *testing.T) {
	t.Parallel()
	s := serve(t)
	owner, mate := s.Personal(demo.Agent1.Email), s.Personal(demo.Agent2.Email)
	then := s.longListing(owner)
	path := "/listings/" + then.ID
	within := roomkeytest.Within(t, 60*time.Second)
	c := s.Dial(mate, testclient.Options{})
	s.JoinOwn(c, &demo.Agent2)
	team := s.Listen(mate, crm.TeamRoom(demo.Harbor.ID), "", 0)
	old := s.Open(c, then.Key(t))
	hash, err := old.Set("City", "Galt")
	s.Save(old, hash, err)

	if status, body := s.Call(mate, "POST", path+"/renew", m{}); status != 403 {
		t.Errorf("a mate's renewal answers %d %s", status, body)
	}
	after := s.renew(owner, then.ID)
	if after.ID != then.ID || after.DocumentID == then.DocumentID || after.Fields["City"] != "Galt" ||
		after.PrivateDocumentID != then.PrivateDocumentID {
		t.Errorf("the record is %+v", after)
	}
	if to, err := old.WaitMoved(within); err != nil || to != after.DocumentID {
		t.Errorf("the mate goes on in %s (%v), want %s", to, err, after.DocumentID)
	}
	team.Until("the team is told", func() bool {
		return slices.ContainsFunc(team.Events, func(e testclient.Frame) bool { return e.Name == "listing:renewed" })
	})
	if hash, err = old.Set("City", "Late"); err != nil {
		t.Fatal(err)
	}
	if err := old.WaitSaved(within, hash); crm.CodeOf(err) != crm.CodeMoved {
		t.Errorf("a late edit: %v", err)
	}
	fresh, err := crm.ParseDocumentID(after.DocumentID)
	if err != nil {
		t.Fatal(err)
	}
	doc := s.Open(c, fresh) // over the same socket
	hash, err = doc.Set("City", "Lodi")
	s.Save(doc, hash, err)
	s.Restart()
	s.IsSound()
	s.Start()
	s.pastIsThere(owner, path, then)

	if out, err := s.Command("erase", "--data", s.Dir, then.ID).CombinedOutput(); err != nil {
		t.Fatalf("erase: %v %s", err, out)
	}
	s.IsSound()
	s.Start()
	for _, id := range []crm.ID{then.Key(t), fresh} {
		c := s.Dial(owner, testclient.Options{})
		if err := c.Wait(within, c.Open(id).IsUnavailable); err != nil {
			t.Errorf("%s is served after it was erased: %v", id, err)
		}
	}
}

// pastIsThere wants the record and its whole history.
func (s *server) pastIsThere(token, path string, then record) {
	s.T.Helper()
	var now, past record
	s.Get(token, path, &now)
	s.Get(token, path+"/at/"+strings.Join(then.Heads, ","), &past)
	if now.Fields["City"] != "Lodi" || past.Fields["PublicRemarks"] != "then" {
		s.T.Errorf("the city is %v, the remarks were %.20v", now.Fields["City"], past.Fields["PublicRemarks"])
	}
	var history struct{ Items []struct{ Heads []string } }
	s.Get(token, path+"/history", &history)
	for _, heads := range [][]string{then.Heads, now.Heads} {
		if !slices.ContainsFunc(history.Items, func(e struct{ Heads []string }) bool {
			return slices.Equal(e.Heads, heads)
		}) {
			s.T.Errorf("the history of %d changes lacks %v", len(history.Items), heads)
		}
	}
}

// A record with a short history is not renewed, and the answer says from where on it would be.
func TestRenew_AShortHistoryIsRefused(t *testing.T) {
	t.Parallel()
	s := serve(t)
	owner := s.Personal(demo.Agent1.Email)
	made := s.MakeListing(owner, crm.VisibilityTeam)
	status, body := s.Call(owner, "POST", "/listings/"+made.ID+"/renew", m{})
	if status != 409 || !strings.Contains(string(body), "as soon as 50000 more than those are history") {
		t.Errorf("renew answers %d %s", status, body)
	}
}
