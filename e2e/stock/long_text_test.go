package stock_test

import (
	"slices"
	"strings"
	"testing"

	"roomkey/bench/peers"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// REST writes a long text by many changes. A stock client that holds the document gets all of them, and what it wrote
// meanwhile stays, although the writer over REST had not seen it.
func TestStock_ALongTextByRESTMergesWithWhatAClientWroteMeanwhile(t *testing.T) {
	s := serve(t)
	token := s.Personal(demo.Agent1.Email)
	listing := s.Shared("listings", 1)[0]
	path := "/listings/" + listing.ID
	client := s.stock(demo.Agent2.Email, "")
	patch := func(body m) {
		t.Helper()
		if status, answer := s.Call(token, "PATCH", path, body); status != 200 {
			t.Fatalf("%d: %.300s", status, answer)
		}
	}
	remarks := func() string { text, _ := s.content(client, "l")["PublicRemarks"].(string); return text }
	patch(m{"fields": m{"PublicRemarks": "A house. Quiet street."}})
	s.do(client, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
	roomkeytest.Eventually(t, "the client has the text", func() bool { return remarks() == "A house. Quiet street." })
	base := s.headsOf(client, "l")

	s.do(client, "disconnect", nil, nil)
	s.do(client, "splice", peers.Call{"name": "l", "path": []any{"PublicRemarks"}, "index": 0, "value": "Sold! "}, nil)
	patch(m{"fields": m{"PublicRemarks": "A house. Quiet street. Garage."}})
	s.connect(client, demo.Agent2.Email)
	long := strings.Repeat("Große Küche 👩‍👩‍👧. ", 3_000)
	patch(m{"fields": m{"PublicRemarks": "A house. " + long + "Quiet street."}, "base": base})

	roomkeytest.Eventually(t, "the client and REST have the same", func() bool {
		var projected record
		s.Get(token, path, &projected)
		return strings.HasPrefix(remarks(), "Sold! A house. ") &&
			slices.Equal(projected.Heads, s.headsOf(client, "l")) &&
			projected.Fields["PublicRemarks"] == any(remarks())
	})
	if got := remarks(); got != "Sold! A house. "+long+"Quiet street. Garage." {
		t.Errorf("the text has %d bytes, it begins with %.40q and ends with %q", len(got), got, got[len(got)-40:])
	}
}
