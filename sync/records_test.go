package sync_test

import (
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
)

func TestCreate_StoresAWholeRecord(t *testing.T) {
	hub := openHub(t)
	made := hub.newEscrow("commission", map[string]any{"grossPct": 5, "sidePct": 50})
	rec := hub.stored(made.ID)
	hub.wantField(rec, "propertyAddress", `"1 Elm St"`)
	hub.wantField(rec, "notes", `[]`)
	if rec.Owner != agent.ID || rec.Team != harbor || rec.Visibility != crm.VisibilityTeam || rec.Broker != brokerage {
		t.Errorf("row is %+v", rec.Row)
	}
	if number := string(rec.Fields["escrowNumber"]); len(number) != len(`"ESC-2026-001"`) {
		t.Errorf("escrow number is %s", number)
	}
	if len(rec.Heads) == 0 || len(rec.PrivateHeads) == 0 {
		t.Errorf("heads are %v and %v", rec.Heads, rec.PrivateHeads)
	}
	hub.wantField(rec, "/private/commission",
		`{"fees":[],"gci":1250000,"grossPct":5,"net":1250000,"sidePct":50,"splits":[]}`)
}

// ADR 29: "5%, 2.5% our side" and "5%, half of it" are said for the same.
func TestCommission_ASideNoLargerThanTheGrossIsOfThePrice(t *testing.T) {
	hub := openHub(t)
	for _, c := range []struct {
		commission map[string]any
		want       string
	}{
		{map[string]any{"grossPct": 5, "sidePct": 2.5},
			`{"fees":[],"gci":1250000,"grossPct":5,"net":1250000,"sidePct":2.5,"splits":[]}`},
		{map[string]any{"grossPct": 5}, `{"fees":[],"gci":2500000,"grossPct":5,"net":2500000,"splits":[]}`},
	} {
		hub.wantField(hub.stored(hub.newEscrow("commission", c.commission).ID), "/private/commission", c.want)
	}
}

func TestPatch_ChangesWhatItNames(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	hub.patch(&agent, rec.ID, "stage", "contacted", "sourceDetail", "555-0100", "tags", []string{"warm"})
	after := hub.stored(rec.ID)
	hub.wantField(after, "stage", `"contacted"`)
	hub.wantField(after, "sourceDetail", `"555-0100"`)
	hub.wantField(after, "tags", `["warm"]`)
	hub.wantField(after, "name", `"Ann"`)
}

func TestPatch_NamesTheFieldAtFault(t *testing.T) {
	hub := openHub(t)
	escrow, listed := hub.newEscrow(), hub.newLead("Ann")
	for _, c := range []struct {
		name  string
		field string
		code  crm.Code
		patch []any
	}{
		{"unknown field", "/nonsense", crm.CodeInvalid, []any{"nonsense", 1}},
		{"wrong type", "/purchasePrice", crm.CodeInvalid, []any{"purchasePrice", "much"}},
		{"illegal move", "/status", crm.CodeInvalid, []any{"status", "closed"}},
		{"illegal move by way of none", "/status", crm.CodeInvalid, []any{"status", nil}},
		{"required", "/propertyAddress", crm.CodeInvalid, []any{"propertyAddress", nil}},
		{"server's own", "/escrowNumber", crm.CodeInvalid, []any{"escrowNumber", "ESC-1"}},
		{"private without its prefix", "/commission", crm.CodeInvalid, []any{"commission", map[string]any{}}},
		{"reference to another type", "/listing", crm.CodeInvalid, []any{"listing", listed.ID.String()}},
		{"reference to nothing", "/listing", crm.CodeInvalid, []any{"listing", id(99).String()}},
		{"another's note", "/notes/0/author", crm.CodeForbidden,
			[]any{"notes", []any{map[string]any{"author": mate.ID.String(), "body": "x"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := hub.Patch(hub.ctx, &agent, escrow.ID, realtime.Patch{Fields: fieldsOf(c.patch...)})
			wantError(t, err, c.code, c.field)
		})
	}
}

func TestRecords_AbsentAndForbiddenAnswerTheSame(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	for _, user := range []*crm.User{&outsider, &stranger} {
		_, err := hub.Patch(hub.ctx, user, rec.ID, realtime.Patch{Fields: fieldsOf("name", "x")})
		if err != error(crm.ErrNotFound) {
			t.Errorf("%s gets %v", user.Name, err)
		}
	}
	_, err := hub.Patch(hub.ctx, &agent, id(77), realtime.Patch{Fields: fieldsOf("name", "x")})
	if err != error(crm.ErrNotFound) {
		t.Errorf("absent: %v", err)
	}
	if _, err = hub.Patch(hub.ctx, &viewer, rec.ID,
		realtime.Patch{Fields: fieldsOf("name", "x")}); err != error(crm.ErrForbidden) {
		t.Errorf("viewer: %v", err)
	}
	escrow := hub.newEscrow()
	if _, err = hub.Patch(hub.ctx, &mate, escrow.ID,
		realtime.Patch{Private: fieldsOf("loanAmount", 1)}); err != error(crm.ErrForbidden) {
		t.Errorf("another agent's private fields: %v", err)
	}
}

func TestDelete_HidesUntilRestore(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	if err := hub.Delete(hub.ctx, &agent, rec.ID); err != nil {
		t.Fatal(err)
	}
	_, err := hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("name", "x")})
	if err != error(crm.ErrNotFound) {
		t.Errorf("a deleted record answers %v", err)
	}
	if _, err := hub.Restore(hub.ctx, &mate, rec.ID); err != error(crm.ErrNotFound) {
		t.Errorf("who may not delete gets %v", err)
	}
	if _, err := hub.Restore(hub.ctx, &agent, rec.ID); err != nil {
		t.Fatal(err)
	}
	hub.patch(&agent, rec.ID, "name", "Bea")
	hub.wantField(hub.stored(rec.ID), "name", `"Bea"`)
}

func TestNote_AppendsBesideOthers(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	for _, user := range []*crm.User{&agent, &mate} {
		if _, err := hub.Note(hub.ctx, user, rec.ID, "hello from "+user.Name, []crm.ID{lead.ID}); err != nil {
			t.Fatal(err)
		}
	}
	var notes []struct {
		ID, Author, Body string
		Mentions         []string
	}
	decode(t, hub.stored(rec.ID).Fields["notes"], &notes)
	if len(notes) != 2 || notes[1].Body != "hello from mate" ||
		notes[1].Author != mate.ID.String() || notes[0].ID == "" {
		t.Errorf("notes are %+v", notes)
	}
}
