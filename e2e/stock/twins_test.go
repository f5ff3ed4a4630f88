package stock_test

import (
	"path/filepath"
	"slices"
	"testing"

	"roomkey/bench/peers"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// R32: two stock clients move one photo while one of them is offline. A stock client moves an item by deleting it and
// inserting it again, so that it is there twice after the merge. Both show it once in the end, and REST takes back the
// list that it gave.
func TestTwins_OfOneItemThatTwoHaveMovedAreFoldedAndRESTTakesTheListBack(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token := s.Personal(demo.Agent1.Email)
	listing := s.MakeListing(token, "team")
	path := "/listings/" + listing.ID
	photo := func(id string) m { return m{"id": id, "url": "https://example.test/" + id + ".jpg", "caption": id} }
	photos := []any{photo("hall"), photo("kitchen"), photo("garden")}
	if status, body := s.Call(token, "PATCH", path, m{"fields": m{"Media": photos}}); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	one := s.stock(demo.Agent1.Email, "")
	two := s.stock(demo.Agent2.Email, filepath.Join(t.TempDir(), "two"))
	for _, c := range []*peers.Client{one, two} {
		s.do(c, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
		s.do(c, "disconnect", nil, nil)
	}
	for _, c := range []*peers.Client{one, two} {
		s.do(c, "remove", peers.Call{"name": "l", "path": []any{"Media", 0}}, nil)
		s.do(c, "push", peers.Call{"name": "l", "path": []any{"Media"}, "value": photo("hall")}, nil)
		s.do(c, "set", peers.Call{"name": "l", "path": []any{"BedroomsTotal"}, "value": 4}, nil)
	}
	s.connect(one, demo.Agent1.Email)
	s.connect(two, demo.Agent2.Email)
	moved := roomkeytest.AsJSON(t, []any{photo("kitchen"), photo("garden"), photo("hall")})
	roomkeytest.Eventually(t, "both show the photo once, at its new place", func() bool {
		return slices.Equal(s.headsOf(one, "l"), s.headsOf(two, "l")) &&
			roomkeytest.AsJSON(t, s.content(one, "l")["Media"]) == moved &&
			roomkeytest.AsJSON(t, s.content(two, "l")["Media"]) == moved
	})
	if rejected := roomkeytest.Counted(s.Server, "roomkey_rejected_changes_total"); rejected != "" {
		t.Errorf("changes are rejected: %s", rejected)
	}
	var before, after record
	s.Get(token, path, &before)
	if status, body := s.Call(token, "PATCH", path, m{"fields": m{"Media": before.Fields["Media"]}}); status != 200 {
		t.Fatalf("the list is not taken back: %d %s", status, body)
	}
	s.Get(token, path, &after)
	if got := roomkeytest.AsJSON(t, after.Fields["Media"]); got != moved || len(after.Flags) > 0 {
		t.Errorf("it is %s, flags %v", got, after.Flags)
	}
}
