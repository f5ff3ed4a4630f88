package hostile_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// What it costs to read a request is its user's, even where nothing comes of it: a megabyte of items is refused after
// all of it was read.
func TestHostile_LargeBodiesOfOneUserWaitBehindTheRequestsOfOthers(t *testing.T) {
	s := serve(t, workRate...)
	body := `{"fields":{"name":[` + strings.Repeat(`"x",`, 240_000) + `"x"]}} x`
	attack := s.floodWith(&flood{token: s.Personal(demo.Agent1.Email), invalid: true}, 24,
		func(int, int) *http.Request {
			r := s.request("POST", "/leads", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			return r
		})
	s.survives("bodies", attack, "/listings?limit=20",
		s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2))
}

// A request that is repeated with its Idempotency-Key is work of its user's like the first one.
func TestHostile_RepeatedRequestsOfOneUserWaitBehindThoseOfOthers(t *testing.T) {
	s := serve(t, workRate...)
	token := s.Personal(demo.Agent1.Email)
	status, body := s.Call(token, "GET", "/leads?limit=60", nil)
	var leads struct{ Items []struct{ ID string } }
	if status != http.StatusOK || json.Unmarshal(body, &leads) != nil {
		t.Fatalf("leads: %d", status)
	}
	ids := make([]string, len(leads.Items))
	for i, lead := range leads.Items {
		ids[i] = lead.ID
	}
	edit := roomkeytest.AsJSON(t, m{"type": "lead", "ids": ids, "patch": m{"fields": m{"score": 7}}})
	attack := s.flood(token, 40, func(c, _ int) *http.Request {
		r := s.request("POST", "/bulk", strings.NewReader(edit))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "again-"+strconv.Itoa(c))
		return r
	})
	s.survives("repeated", attack, "/listings?limit=20",
		s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2))
}
