package sync_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/sync/editing"
)

var byTask = realtime.Origin{Task: id(200), Message: "task 200, acme.summary 1.2.0"}

// edit is one of a record that is there.
func edit(rec *crm.Record, fields ...any) crm.Edit {
	return crm.Edit{Record: rec.ID, Type: rec.Type, Fields: fieldsOf(fields...), Task: byTask.Task,
		Message: byTask.Message}
}

func newLeadEdit(name string) crm.Edit {
	return crm.Edit{Record: id(201), New: true, Type: "lead", Task: byTask.Task, Message: byTask.Message,
		Fields: fieldsOf("name", name, "email", "b@example.test", "source", "import", "stage", "new")}
}

func (hub *testHub) preview(user *crm.User, e crm.Edit) (crm.Edit, map[string]crm.Change) {
	hub.Helper()
	filled, changes, err := hub.Preview(hub.ctx, user, e, nil)
	if err != nil {
		hub.Fatalf("preview: %v", err)
	}
	return filled, changes
}

func (hub *testHub) apply(user *crm.User, e crm.Edit, pointers []string,
	expected map[string]json.RawMessage) *realtime.Applied {
	hub.Helper()
	done, err := hub.ApplyEdit(hub.ctx, user, e, pointers, expected)
	if err != nil {
		hub.Fatalf("apply: %v", err)
	}
	return done
}

func (hub *testHub) undo(user *crm.User, edits ...*realtime.Applied) (undone []editing.Place, skipped []editing.Skip) {
	hub.Helper()
	undone, skipped, err := hub.UndoEdits(hub.ctx, user, edits, byTask)
	if err != nil {
		hub.Fatalf("undo: %v", err)
	}
	return undone, skipped
}

func TestPreview_TellsWhatWouldChangeAndChangesNothing(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	heads := rec.Heads
	_, changes := hub.preview(&agent, edit(rec, "stage", "contacted", "name", "Ann", "score", 70))
	if len(changes) != 2 || string(changes["/stage"][0]) != `"new"` || string(changes["/stage"][1]) != `"contacted"` ||
		string(changes["/score"][0]) != "null" || string(changes["/score"][1]) != "70" {
		t.Errorf("changes are %s", changes)
	}
	if !slices.Equal(hub.stored(rec.ID).Heads, heads) {
		t.Error("a preview has written")
	}
}

func TestPreview_ChecksLikeREST(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	taken := newLeadEdit("Bob")
	taken.Record = rec.ID
	incomplete := newLeadEdit("Bob")
	incomplete.Fields = fieldsOf("email", "b@example.test", "source", "import", "stage", "new")
	private := edit(rec)
	private.Private = fieldsOf("nonsense", 1)
	wrongType := edit(rec)
	wrongType.Type = "escrow"
	for _, c := range []struct {
		name  string
		user  *crm.User
		edit  crm.Edit
		code  crm.Code
		field string
	}{
		{"unknown field", &agent, edit(rec, "nonsense", 1), crm.CodeInvalid, "/nonsense"},
		{"wrong type of value", &agent, edit(rec, "score", "high"), crm.CodeInvalid, "/score"},
		{"reference to nothing", &agent, edit(rec, "client", id(77).String()), crm.CodeInvalid, "/client"},
		{"unknown private field", &agent, private, crm.CodeInvalid, "/private/nonsense"},
		{"missing field", &agent, incomplete, crm.CodeInvalid, "/name"},
		{"taken id", &agent, taken, crm.CodeConflict, ""},
		{"record of another type", &agent, wrongType, crm.CodeNotFound, ""},
		{"reader", &viewer, edit(rec, "score", 1), crm.CodeForbidden, ""},
		{"reader makes one", &viewer, newLeadEdit("Bob"), crm.CodeForbidden, ""},
		{"outsider", &outsider, edit(rec, "score", 1), crm.CodeNotFound, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := hub.Preview(hub.ctx, c.user, c.edit, nil)
			wantError(t, err, c.code, c.field)
		})
	}
}

func TestPreview_KnowsRecordsThatAreProposedBeside(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	e := edit(rec, "client", id(77).String())
	if _, _, err := hub.Preview(hub.ctx, &agent, e, map[crm.ID]string{id(77): "client"}); err != nil {
		t.Error(err)
	}
	_, _, err := hub.Preview(hub.ctx, &agent, e, map[crm.ID]string{id(77): "escrow"})
	wantError(t, err, crm.CodeInvalid, "/client")
}

func TestApplyEdit_WritesAsTheTaskAndIsNamedInTheHistory(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	e := edit(rec, "purchasePrice", 60_000_000, "propertyAddress", "2 Elm St")
	e.Private = fieldsOf("loanAmount", 1_000)
	e.Note = &crm.EditNote{Body: "Price raised"}
	e, _ = hub.preview(&agent, e)
	done := hub.apply(&agent, e, nil, nil)
	after := hub.stored(rec.ID)
	hub.wantField(after, "purchasePrice", "60000000")
	hub.wantField(after, "/private/loanAmount", "1000")
	if len(done.Hashes) != 3 || len(done.Changes) != 4 {
		t.Errorf("hashes %v, changes %s", done.Hashes, done.Changes)
	}
	entries, err := hub.History(hub.ctx, &agent, rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	actors := map[string]bool{}
	named := 0
	for _, entry := range entries {
		if slices.Contains(done.Hashes, entry.Hash) {
			named++
			if entry.Message != byTask.Message || entry.User != agent.ID {
				t.Errorf("entry is %+v", entry)
			}
			actors[entry.Actor] = true
		} else if actors[entry.Actor] {
			t.Error("the task shares an actor with somebody")
		}
	}
	if named != 3 || len(actors) != 1 {
		t.Errorf("%d changes of the task by %d actors in the history", named, len(actors))
	}
}

func TestApplyEdit_TwiceIsOnce(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	patch, _ := hub.preview(&agent, func() crm.Edit {
		e := edit(rec, "stage", "contacted", "tags", []string{"warm"})
		e.Note = &crm.EditNote{Body: "Called"}
		return e
	}())
	made, _ := hub.preview(&agent, newLeadEdit("Bob"))
	for _, e := range []crm.Edit{patch, made} {
		first := hub.apply(&agent, e, nil, nil)
		again := hub.apply(&agent, e, nil, nil)
		if !slices.Equal(first.Heads, again.Heads) || len(again.Hashes) != 0 ||
			len(again.Changes) != len(first.Changes) {
			t.Errorf("first %+v, again %+v", first, again)
		}
	}
}

func TestApplyEdit_TakesOnlyWhatIsAccepted(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	e, _ := hub.preview(&agent, func() crm.Edit {
		e := edit(rec, "stage", "contacted", "score", 70)
		e.Note = &crm.EditNote{Body: "Called"}
		return e
	}())
	hub.apply(&agent, e, []string{"/score"}, nil)
	after := hub.stored(rec.ID)
	hub.wantField(after, "score", "70")
	hub.wantField(after, "stage", `"new"`)
	hub.wantField(after, "notes", "[]")
	made, _ := hub.preview(&agent, newLeadEdit("Bob"))
	_, err := hub.ApplyEdit(hub.ctx, &agent, made, []string{"/name"}, nil)
	wantError(t, err, crm.CodeInvalid, "/source")
}

func TestApplyEdit_LeavesWhatPeopleHaveChangedSince(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	e, changes := hub.preview(&agent, edit(rec, "stage", "contacted", "score", 70))
	expected := map[string]json.RawMessage{}
	for pointer, change := range changes {
		expected[pointer] = change[0]
	}
	hub.patch(&mate, rec.ID, "stage", "nurture")
	done := hub.apply(&agent, e, nil, expected)
	after := hub.stored(rec.ID)
	hub.wantField(after, "stage", `"nurture"`)
	hub.wantField(after, "score", "70")
	if !slices.Equal(done.Skipped, []string{"/stage"}) {
		t.Errorf("skipped %v", done.Skipped)
	}
	if done = hub.apply(&agent, e, []string{"/stage"}, nil); len(done.Skipped) != 0 {
		t.Errorf("skipped %v", done.Skipped)
	}
	hub.wantField(hub.stored(rec.ID), "stage", `"contacted"`)
}

func TestApplyEdit_AsksForTheRightsOfNow(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	e := edit(rec, "purchasePrice", 60_000_000)
	e.Private = fieldsOf("loanAmount", 1_000)
	e, _ = hub.preview(&agent, e)
	_, err := hub.ApplyEdit(hub.ctx, &mate, e, nil, nil)
	wantError(t, err, crm.CodeForbidden, "")
	hub.wantField(hub.stored(rec.ID), "purchasePrice", "50000000")
	_, err = hub.ApplyEdit(hub.ctx, &outsider, e, nil, nil)
	wantError(t, err, crm.CodeNotFound, "")
}

func TestUndoEdits_TakesBackButNotWhatPeopleHaveChanged(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow("loanAmount", 500)
	e := edit(rec, "status", "contingent", "purchasePrice", 60_000_000, "propertyAddress", "2 Elm St")
	e.Private = fieldsOf("loanAmount", 1_000)
	e.Note = &crm.EditNote{Body: "Price raised"}
	e, _ = hub.preview(&agent, e)
	done := hub.apply(&agent, e, nil, nil)
	hub.patch(&mate, rec.ID, "propertyAddress", "3 Elm St")
	unsaved := *done // what is known of it where the first undo's own end is lost
	unsaved.Changes = maps.Clone(done.Changes)
	undone, skipped := hub.undo(&agent, done)
	after := hub.stored(rec.ID)
	hub.wantField(after, "purchasePrice", "50000000")
	hub.wantField(after, "status", `"open"`) // no legal move for a person
	hub.wantField(after, "propertyAddress", `"3 Elm St"`)
	hub.wantField(after, "/private/loanAmount", "500")
	hub.wantField(after, "notes", "[]")
	if len(undone) != 4 || len(skipped) != 1 || skipped[0].Pointer != "/propertyAddress" ||
		skipped[0].Record != rec.ID {
		t.Errorf("undone %v, skipped %v", undone, skipped)
	}
	if undone, skipped = hub.undo(&agent, &unsaved); len(undone) != 4 || len(skipped) != 1 {
		t.Errorf("again: undone %v, skipped %v", undone, skipped)
	}
	// A field that was taken back belongs to people again, whatever they write into it.
	hub.patch(&mate, rec.ID, "purchasePrice", 60_000_000)
	if undone, skipped = hub.undo(&agent, done); len(undone) != 0 || len(skipped) != 1 {
		t.Errorf("a second undo: undone %v, skipped %v", undone, skipped)
	}
	hub.wantField(hub.stored(rec.ID), "purchasePrice", "60000000")
}

// A user who may not read private fields can't take them back. The answer says so, but not which fields.
func TestUndoEdits_SaysThatPrivateFieldsAreLeft(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow("loanAmount", 500)
	e := edit(rec, "purchasePrice", 60_000_000)
	e.Private = fieldsOf("loanAmount", 1_000)
	e, _ = hub.preview(&agent, e)
	done := hub.apply(&agent, e, nil, nil)
	undone, skipped := hub.undo(&mate, done)
	if len(undone) != 1 || undone[0].Pointer != "/purchasePrice" || len(skipped) != 1 ||
		skipped[0].Pointer != "/private" {
		t.Errorf("undone %v, skipped %v", undone, skipped)
	}
	hub.wantField(hub.stored(rec.ID), "/private/loanAmount", "1000")
}

func TestUndoEdits_DeletesTheRecordsMadeButNotThosePeopleWorkWith(t *testing.T) {
	hub := openHub(t)
	var edits []*realtime.Applied
	for i := range 3 {
		e := newLeadEdit("Bob")
		e.Record = id(210 + byte(i))
		e, _ = hub.preview(&agent, e)
		edits = append(edits, hub.apply(&agent, e, nil, nil))
	}
	hub.patch(&mate, edits[1].Record, "sourceDetail", "555-0101")
	undone, skipped := hub.undo(&agent, edits...)
	if len(undone) != 2 || len(skipped) != 1 || skipped[0].Record != edits[1].Record {
		t.Errorf("undone %v, skipped %v", undone, skipped)
	}
	for i, made := range edits {
		if gone := !hub.stored(made.Record).DeletedAt.IsZero(); gone != (i != 1) {
			t.Errorf("record %d: deleted is %v", i, gone)
		}
	}
}

func TestUndoEdits_SaysWhyNothingCanBeTakenBack(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	e, _ := hub.preview(&agent, edit(rec, "score", 70))
	done := hub.apply(&agent, e, nil, nil)
	for _, c := range []struct {
		user   *crm.User
		reason string
	}{{&viewer, "you may not change it"}, {&outsider, "it is gone"}} {
		undone, skipped := hub.undo(c.user, done)
		if len(undone) != 0 || len(skipped) != 1 || skipped[0].Reason != c.reason {
			t.Errorf("%s: undone %v, skipped %v", c.user.Name, undone, skipped)
		}
	}
	hub.wantField(hub.stored(rec.ID), "score", "70")
}
