package web_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/web"
)

var (
	brokerage = crm.ID{15: 1}
	harbor    = crm.ID{15: 2}
	agent     = crm.User{ID: crm.ID{15: 3}, Role: crm.RoleAgent, Broker: brokerage, Teams: []crm.ID{harbor}}
	colleague = crm.User{ID: crm.ID{15: 4}, Role: crm.RoleAgent, Broker: brokerage, Teams: []crm.ID{harbor}}
	outsider  = crm.User{ID: crm.ID{15: 5}, Role: crm.RoleBroker, Broker: crm.ID{15: 9}}
)

func escrowOf(owner crm.User) *crm.Record {
	return &crm.Record{
		ID: crm.ID{15: 7}, Type: "escrow",
		Row:   crm.Row{Owner: owner.ID, Team: harbor, Broker: brokerage, Visibility: crm.VisibilityTeam},
		Heads: []crm.Hash{{1}, {2}},
		Fields: map[string]json.RawMessage{"status": json.RawMessage(`"open"`), "purchasePrice": json.RawMessage(`100`),
			"a\"b": json.RawMessage(`1`)},
		Private: map[string]json.RawMessage{"loanAmount": json.RawMessage(`424242`)},
		Conflicts: map[string][]crm.Conflicting{"/status": {{Value: json.RawMessage(`"open"`)}},
			"/private/loanAmount": {{Value: json.RawMessage(`424242`)}}},
		Flags:     []string{"review:/status", "review:/private/loanAmount"},
		CreatedAt: time.Unix(1_800_000_000, 0), UpdatedAt: time.Unix(1_800_000_001, 5e6),
	}
}

// show writes a record as REST and plugins get it.
func show(dst []byte, record *crm.Record, user *crm.User) []byte {
	return (&web.TaskRecords{}).Show(dst, record.For(user))
}

func TestRecordJSON_HasTheContractsShape(t *testing.T) {
	record := escrowOf(agent)
	var got map[string]any
	if err := json.Unmarshal(show(nil, record, &agent), &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"id", "type", "documentId", "privateDocumentId", "owner", "team",
		"visibility", "heads",
		"fields", "private",
		"conflicts", "flags", "createdAt", "updatedAt", "archivedAt", "deletedAt"} {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("%s is no part of the contract", name)
	}
}

func TestRecordJSON_OneWhoMayNotReadThePrivateHalfSeesNoTraceOfIt(t *testing.T) {
	record := escrowOf(agent)
	text := show(nil, record, &colleague)
	if !json.Valid(text) {
		t.Fatalf("not JSON: %s", text)
	}
	for _, trace := range []string{"424242", "private", "loanAmount"} {
		if bytes.Contains(text, []byte(trace)) {
			t.Errorf("%q is in %s", trace, text)
		}
	}
	if got := show(nil, record, &outsider); string(got) != "null" {
		t.Errorf("an outsider sees %s", got)
	}
}

func BenchmarkRecordJSON(b *testing.B) {
	record := escrowOf(agent)
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		dst = show(dst[:0], record, &agent)
	}
}
