package projection_test

import (
	"encoding/json"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/projection"
)

func TestJournal_TellsOfAssignmentsByOthersToWhoMayRead(t *testing.T) {
	house, harbor := crm.ID{9}, crm.ID{8}
	ana := &crm.User{ID: crm.ID{1}, Role: crm.RoleAgent, Broker: house, Teams: []crm.ID{harbor}}
	ben := &crm.User{ID: crm.ID{2}, Role: crm.RoleAgent, Broker: house, Teams: []crm.ID{harbor}}
	eve := &crm.User{ID: crm.ID{3}, Role: crm.RoleAgent, Broker: house}
	record := func(assignee *crm.User, status string) *crm.Record {
		item := map[string]any{"id": "i1", "title": "Order inspection", "status": status}
		if assignee != nil {
			item["assignee"] = assignee.ID.String()
		}
		raw, err := json.Marshal([]any{item})
		if err != nil {
			t.Fatal(err)
		}
		return &crm.Record{ID: crm.ID{4}, Type: "escrow",
			Row:    crm.Row{Owner: ana.ID, Team: harbor, Broker: house, Visibility: crm.VisibilityTeam},
			Fields: map[string]json.RawMessage{"checklist": raw}}
	}
	for _, c := range []struct {
		name    string
		old, is *crm.Record
		by      crm.ID
		told    int
	}{
		{"assigned", record(nil, "todo"), record(ben, "todo"), ana.ID, 1},
		{"given on", record(ana, "todo"), record(ben, "todo"), ana.ID, 1},
		{"assigned already", record(ben, "todo"), record(ben, "doing"), ana.ID, 0},
		{"to oneself", record(nil, "todo"), record(ben, "todo"), ben.ID, 0},
		{"what is done", record(nil, "done"), record(ben, "done"), ana.ID, 0},
		{"who may not read", record(nil, "todo"), record(eve, "todo"), ana.ID, 0},
		{"put right by the server", record(nil, "todo"), record(ben, "todo"), crm.ID{}, 0},
		{"taken away", record(ben, "todo"), record(nil, "todo"), ana.ID, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := projection.Journal{Record: c.is.ID, Audience: staff{ana, ben, eve}}
			j.Updated(c.old, c.is, c.by, time.Unix(1, 0))
			if len(j.Notices) != c.told {
				t.Fatalf("told %v", j.Notices)
			}
			if c.told == 1 {
				n := j.Notices[0]
				if n.User != ben.ID || n.By != ana.ID || n.Kind != crm.NoticeAssignment || n.Record != c.is.ID ||
					string(n.Data) != `{"item":"i1"}` {
					t.Errorf("told %+v", n)
				}
			}
		})
	}
	j := projection.Journal{Record: crm.ID{4}, Audience: staff{ana, ben}}
	j.Made(record(ben, "todo"), ana.ID, time.Unix(1, 0))
	if len(j.Notices) != 1 {
		t.Errorf("of a new record: told %v", j.Notices)
	}
}
