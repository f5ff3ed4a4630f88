package projection_test

import (
	"encoding/json"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/projection"
)

// Updates by one user within a commit are one event, and take one offset: each field goes from its first value to its
// last, and the heads are the last ones. Those of somebody else stay an event of their own (R52).
func TestJournal_TellsOfOneUsersUpdatesOfACommitTogether(t *testing.T) {
	state := func(n byte, price, side string) *crm.Record {
		return &crm.Record{ID: crm.ID{4}, Type: "escrow", Heads: []crm.Hash{{n}},
			Fields: map[string]json.RawMessage{"purchasePrice": []byte(price), "side": []byte(side)}}
	}
	states := []*crm.Record{state(0, "1", `"buyer"`), state(1, "2", `"buyer"`), state(2, "3", `"dual"`),
		state(3, "4", `"dual"`)}
	j := projection.Journal{Record: crm.ID{4}, Audience: rooms{}}
	for i, by := range []crm.ID{{1}, {1}, {2}} {
		j.Updated(states[i], states[i+1], by, time.Unix(int64(i), 0))
	}
	var told []crm.Event
	for _, e := range j.Events {
		told = append(told, e.Rooms()...)
	}
	if len(told) != 2 {
		t.Fatalf("%d events, want one of each user", len(told))
	}
	for i, want := range []struct {
		heads   crm.Hash
		by      crm.ID
		changes string
	}{
		{crm.Hash{2}, crm.ID{1}, `{"/purchasePrice":[1,3],"/side":["buyer","dual"]}`},
		{crm.Hash{3}, crm.ID{2}, `{"/purchasePrice":[3,4]}`},
	} {
		var data struct {
			Heads   []crm.Hash      `json:"heads"`
			By      crm.ID          `json:"by"`
			Changes json.RawMessage `json:"changes"`
		}
		if err := json.Unmarshal(told[i].Data, &data); err != nil {
			t.Fatal(err)
		}
		if len(data.Heads) != 1 || data.Heads[0] != want.heads || data.By != want.by ||
			string(data.Changes) != want.changes {
			t.Errorf("event %d: %s", i, told[i].Data)
		}
	}
}
