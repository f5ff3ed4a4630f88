package stock_test

import (
	"encoding/json"
	"strings"
	"testing"

	"roomkey/bench/peers"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// A stock client has a record open that is renewed (R72, R73): its later edits of the old document stay on its device,
// its socket stays open, and the new document opens over it.
func TestRenew_AStockClientOpensTheNewDocument(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token := s.Personal(demo.Agent1.Email)
	made := s.MakeListing(token, crm.VisibilityTeam)
	path := "/listings/" + made.ID
	for _, text := range []string{strings.Repeat("LONG WORDS. ", 2_300), strings.Repeat("Other text, ", 2_300)} {
		if status, body := s.Call(token, "PATCH", path, m{"fields": m{"PublicRemarks": text}}); status != 200 {
			t.Fatalf("PATCH answers %d %.200s", status, body)
		}
	}
	client := s.stock(demo.Agent2.Email, "")
	set := func(name, city string) {
		s.do(client, "set", peers.Call{"name": name, "path": []any{"City"}, "value": city}, nil)
	}
	city := func() any {
		var r record
		s.Get(token, path, &r)
		return r.Fields["City"]
	}
	s.do(client, "open", peers.Call{"name": "old", "documentId": made.DocumentID}, nil)
	set("old", "Galt")
	roomkeytest.Eventually(t, "the edit is stored", func() bool { return city() == "Galt" })

	var after record
	status, body := s.Call(token, "POST", path+"/renew", m{})
	if status != 200 || json.Unmarshal(body, &after) != nil {
		t.Fatalf("renew answers %d %.300s", status, body)
	}
	set("old", "Late")
	s.do(client, "open", peers.Call{"name": "new", "documentId": after.DocumentID}, nil)
	doc := s.content(client, "new")
	for _, field := range []string{"City", "PublicRemarks", "type"} {
		if want := s.content(client, "old")[field]; field != "City" && doc[field] != want {
			t.Errorf("%s of the new document is %.40v, was %.40v", field, doc[field], want)
		}
	}
	if doc["City"] != "Galt" {
		t.Errorf("the city of the new document is %v", doc["City"])
	}
	set("new", "Lodi")
	roomkeytest.Eventually(t, "an edit of the new document is stored", func() bool { return city() == "Lodi" })
	set("old", "Later")
	if status, body := s.Call(token, "PATCH", path, m{"fields": m{"City": "Ione"}}); status != 200 {
		t.Fatalf("PATCH answers %d %s", status, body)
	}
	roomkeytest.Eventually(t, "an edit over REST reaches the new document", func() bool {
		return s.content(client, "new")["City"] == "Ione"
	})
	fresh := s.stock(demo.Agent2.Email, "")
	s.do(fresh, "open", peers.Call{"name": "old", "documentId": made.DocumentID}, nil)
	if got := s.content(fresh, "old")["City"]; got != "Galt" {
		t.Errorf("the old document reads %v, want what it was when it was renewed", got)
	}
	if closed := roomkeytest.Counted(s.Server, "roomkey_socket_closes_total"); closed != "" {
		t.Errorf("the server has closed sockets: %s", closed)
	}
}
