package stock_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"roomkey/bench/peers"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// Two legal edits may leave a record beyond a limit together. Whoever comes second keeps that edit and all later ones.
func TestMerge_OfTwoLegalEditsIsNeverRefusedToWhoComesSecond(t *testing.T) {
	t.Parallel()
	s := serve(t)
	listing := s.Shared("listings", 1)[0]
	token, path := s.Personal(demo.Agent1.Email), "/listings/"+listing.ID
	tags := make([]string, crm.MaxListItems-1)
	for i := range tags {
		tags[i] = fmt.Sprint(i)
	}
	if status, body := s.Call(token, "PATCH", path, m{"fields": m{"tags": tags}}); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	first := s.stock(demo.Agent1.Email, "")
	second := s.stock(demo.Agent2.Email, filepath.Join(t.TempDir(), "second"))
	s.do(first, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
	s.do(first, "counter", peers.Call{"name": "l", "path": []any{"YearBuilt"}, "value": 2195}, nil)
	s.do(second, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
	roomkeytest.Eventually(t, "the counter reaches the other", func() bool {
		return s.content(second, "l")["YearBuilt"] == 2195.0
	})
	s.do(second, "disconnect", nil, nil)
	for _, c := range []*peers.Client{first, second} {
		s.do(c, "push", peers.Call{"name": "l", "path": []any{"tags"}, "value": "one more"}, nil)
		s.do(c, "increment", peers.Call{"name": "l", "path": []any{"YearBuilt"}, "value": 4}, nil)
	}
	s.do(second, "set", peers.Call{"name": "l", "path": []any{"BedroomsTotal"}, "value": 9}, nil)
	var r record
	stored := func(ok func() bool) func() bool {
		return func() bool {
			r = record{}
			s.Get(token, path, &r)
			return ok()
		}
	}
	roomkeytest.Eventually(t, "the first one's edits are stored", stored(func() bool {
		return r.Fields["YearBuilt"] == 2199.0
	}))
	s.connect(second, demo.Agent2.Email)
	roomkeytest.Eventually(t, "the second one's edits are stored", stored(func() bool {
		return r.Fields["BedroomsTotal"] == 9.0
	}))
	list, _ := r.Fields["tags"].([]any)
	slices.Sort(r.Flags)
	if len(list) != crm.MaxListItems+1 || r.Fields["YearBuilt"] != 2203.0 ||
		!slices.Equal(r.Flags, []string{"review:/YearBuilt", "review:/tags"}) {
		t.Errorf("%d tags, built in %v, flags %v", len(list), r.Fields["YearBuilt"], r.Flags)
	}
	roomkeytest.Eventually(t, "both have the same", func() bool {
		return slices.Equal(s.headsOf(first, "l"), s.headsOf(second, "l"))
	})
}
