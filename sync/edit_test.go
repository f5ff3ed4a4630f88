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
	return crm.Edit{Record: rec.ID, Type: rec.Type, Fields: fieldsOf(fields...), Task: byTask.Task, Message: byTask.Message}
}

func newLeadEdit(name string) crm.Edit {
	return crm.Edit{Record: id(201), New: true, Type: "lead", Task: byTask.Task, Message: byTask.Message,
		Fields: fieldsOf("name", name, "email", "b@example.test", "source", "import", "stage", "new")}
}

func (o *office) preview(user *crm.User, e crm.Edit) (crm.Edit, map[string]crm.Change) {
	o.Helper()
	filled, changes, err := o.hub.Preview(o.ctx, user, e, nil)
	if err != nil {
		o.Fatalf("preview: %v", err)
	}
	return filled, changes
}

func (o *office) apply(user *crm.User, e crm.Edit, pointers []string, expected map[string]json.RawMessage) *realtime.Applied {
	o.Helper()
	done, err := o.hub.ApplyEdit(o.ctx, user, e, pointers, expected)
	if err != nil {
		o.Fatalf("apply: %v", err)
	}
	return done
}

func (o *office) undo(user *crm.User, edits ...*realtime.Applied) (undone []editing.Place, skipped []editing.Skip) {
	o.Helper()
	undone, skipped, err := o.hub.UndoEdits(o.ctx, user, edits, byTask)
	if err != nil {
		o.Fatalf("undo: %v", err)
	}
	return undone, skipped
}

func TestPreview_TellsWhatWouldChangeAndChangesNothing(t *testing.T) {
	o := openOffice(t)
	rec := o.newLead("Ann")
	heads := rec.Heads
	_, changes := o.preview(&agent, edit(rec, "stage", "contacted", "name", "Ann", "score", 70))
	if len(changes) != 2 || string(changes["/stage"][0]) != `"new"` || string(changes["/stage"][1]) != `"contacted"` ||
		string(changes["/score"][0]) != "null" || string(changes["/score"][1]) != "70" {
		t.Errorf("changes are %s", changes)
	}
	if !slices.Equal(o.stored(rec.ID).Heads, heads) {
		t.Error("a preview has written")
	}
}

func TestPreview_ChecksLikeREST(t *testing.T) {
	o := openOffice(t)
	rec := o.newLead("Ann")
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
			_, _, err := o.hub.Preview(o.ctx, c.user, c.edit, nil)
			wantError(t, err, c.code, c.field)
		})
	}
}

func TestPreview_KnowsRecordsThatAreProposedBeside(t *testing.T) {
	o := openOffice(t)
	rec := o.newLead("Ann")
	e := edit(rec, "client", id(77).String())
	if _, _, err := o.hub.Preview(o.ctx, &agent, e, map[crm.ID]string{id(77): "client"}); err != nil {
		t.Error(err)
	}
	_, _, err := o.hub.Preview(o.ctx, &agent, e, map[crm.ID]string{id(77): "escrow"})
	wantError(t, err, crm.CodeInvalid, "/client")
}

func TestApplyEdit_WritesAsTheTaskAndIsNamedInTheHistory(t *testing.T) {
	o := openOffice(t)
	rec := o.newEscrow()
	e := edit(rec, "purchasePrice", 60_000_000, "propertyAddress", "2 Elm St")
	e.Private = fieldsOf("loanAmount", 1_000)
	e.Note = &crm.EditNote{Body: "Price raised"}
	e, _ = o.preview(&agent, e)
	done := o.apply(&agent, e, nil, nil)
	after := o.stored(rec.ID)
	o.wantField(after, "purchasePrice", "60000000")
	o.wantField(after, "/private/loanAmount", "1000")
	if len(done.Hashes) != 3 || len(done.Changes) != 4 {
		t.Errorf("hashes %v, changes %s", done.Hashes, done.Changes)
	}
	entries, err := o.hub.History(o.ctx, &agent, rec.ID)
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
	o := openOffice(t)
	rec := o.newLead("Ann")
	patch, _ := o.preview(&agent, func() crm.Edit {
		e := edit(rec, "stage", "contacted", "tags", []string{"warm"})
		e.Note = &crm.EditNote{Body: "Called"}
		return e
	}())
	made, _ := o.preview(&agent, newLeadEdit("Bob"))
	for _, e := range []crm.Edit{patch, made} {
		first := o.apply(&agent, e, nil, nil)
		again := o.apply(&agent, e, nil, nil)
		if !slices.Equal(first.Heads, again.Heads) || len(again.Hashes) != 0 || len(again.Changes) != len(first.Changes) {
			t.Errorf("first %+v, again %+v", first, again)
		}
	}
}

func TestApplyEdit_TakesOnlyWhatIsAccepted(t *testing.T) {
	o := openOffice(t)
	rec := o.newLead("Ann")
	e, _ := o.preview(&agent, func() crm.Edit {
		e := edit(rec, "stage", "contacted", "score", 70)
		e.Note = &crm.EditNote{Body: "Called"}
		return e
	}())
	o.apply(&agent, e, []string{"/score"}, nil)
	after := o.stored(rec.ID)
	o.wantField(after, "score", "70")
	o.wantField(after, "stage", `"new"`)
	o.wantField(after, "notes", "[]")
	made, _ := o.preview(&agent, newLeadEdit("Bob"))
	_, err := o.hub.ApplyEdit(o.ctx, &agent, made, []string{"/name"}, nil)
	wantError(t, err, crm.CodeInvalid, "/source")
}

func TestApplyEdit_LeavesWhatPeopleHaveChangedSince(t *testing.T) {
	o := openOffice(t)
	rec := o.newLead("Ann")
	e, changes := o.preview(&agent, edit(rec, "stage", "contacted", "score", 70))
	expected := map[string]json.RawMessage{}
	for pointer, change := range changes {
		expected[pointer] = change[0]
	}
	o.patch(&mate, rec.ID, "stage", "nurture")
	done := o.apply(&agent, e, nil, expected)
	after := o.stored(rec.ID)
	o.wantField(after, "stage", `"nurture"`)
	o.wantField(after, "score", "70")
	if !slices.Equal(done.Skipped, []string{"/stage"}) {
		t.Errorf("skipped %v", done.Skipped)
	}
	if done = o.apply(&agent, e, []string{"/stage"}, nil); len(done.Skipped) != 0 {
		t.Errorf("skipped %v", done.Skipped)
	}
	o.wantField(o.stored(rec.ID), "stage", `"contacted"`)
}

func TestApplyEdit_AsksForTheRightsOfNow(t *testing.T) {
	o := openOffice(t)
	rec := o.newEscrow()
	e := edit(rec, "purchasePrice", 60_000_000)
	e.Private = fieldsOf("loanAmount", 1_000)
	e, _ = o.preview(&agent, e)
	_, err := o.hub.ApplyEdit(o.ctx, &mate, e, nil, nil)
	wantError(t, err, crm.CodeForbidden, "")
	o.wantField(o.stored(rec.ID), "purchasePrice", "50000000")
	_, err = o.hub.ApplyEdit(o.ctx, &outsider, e, nil, nil)
	wantError(t, err, crm.CodeNotFound, "")
}

func TestUndoEdits_TakesBackButNotWhatPeopleHaveChanged(t *testing.T) {
	o := openOffice(t)
	rec := o.newEscrow("loanAmount", 500)
	e := edit(rec, "status", "contingent", "purchasePrice", 60_000_000, "propertyAddress", "2 Elm St")
	e.Private = fieldsOf("loanAmount", 1_000)
	e.Note = &crm.EditNote{Body: "Price raised"}
	e, _ = o.preview(&agent, e)
	done := o.apply(&agent, e, nil, nil)
	o.patch(&mate, rec.ID, "propertyAddress", "3 Elm St")
	unsaved := *done // what is known of it where the first undo's own end is lost
	unsaved.Changes = maps.Clone(done.Changes)
	undone, skipped := o.undo(&agent, done)
	after := o.stored(rec.ID)
	o.wantField(after, "purchasePrice", "50000000")
	o.wantField(after, "status", `"open"`) // no legal move for a person
	o.wantField(after, "propertyAddress", `"3 Elm St"`)
	o.wantField(after, "/private/loanAmount", "500")
	o.wantField(after, "notes", "[]")
	if len(undone) != 4 || len(skipped) != 1 || skipped[0].Pointer != "/propertyAddress" || skipped[0].Record != rec.ID {
		t.Errorf("undone %v, skipped %v", undone, skipped)
	}
	if undone, skipped = o.undo(&agent, &unsaved); len(undone) != 4 || len(skipped) != 1 {
		t.Errorf("again: undone %v, skipped %v", undone, skipped)
	}
	// What was taken back is people's again, whatever they make of it.
	o.patch(&mate, rec.ID, "purchasePrice", 60_000_000)
	if undone, skipped = o.undo(&agent, done); len(undone) != 0 || len(skipped) != 1 {
		t.Errorf("a second undo: undone %v, skipped %v", undone, skipped)
	}
	o.wantField(o.stored(rec.ID), "purchasePrice", "60000000")
}

// Whoever may not read private fields can't take them back, is told so, and not which.
func TestUndoEdits_SaysThatPrivateFieldsAreLeft(t *testing.T) {
	o := openOffice(t)
	rec := o.newEscrow("loanAmount", 500)
	e := edit(rec, "purchasePrice", 60_000_000)
	e.Private = fieldsOf("loanAmount", 1_000)
	e, _ = o.preview(&agent, e)
	done := o.apply(&agent, e, nil, nil)
	undone, skipped := o.undo(&mate, done)
	if len(undone) != 1 || undone[0].Pointer != "/purchasePrice" || len(skipped) != 1 || skipped[0].Pointer != "/private" {
		t.Errorf("undone %v, skipped %v", undone, skipped)
	}
	o.wantField(o.stored(rec.ID), "/private/loanAmount", "1000")
}

func TestUndoEdits_DeletesTheRecordsMadeButNotThosePeopleWorkWith(t *testing.T) {
	o := openOffice(t)
	var edits []*realtime.Applied
	for i := range 3 {
		e := newLeadEdit("Bob")
		e.Record = id(210 + byte(i))
		e, _ = o.preview(&agent, e)
		edits = append(edits, o.apply(&agent, e, nil, nil))
	}
	o.patch(&mate, edits[1].Record, "phone", "555-0101")
	undone, skipped := o.undo(&agent, edits...)
	if len(undone) != 2 || len(skipped) != 1 || skipped[0].Record != edits[1].Record {
		t.Errorf("undone %v, skipped %v", undone, skipped)
	}
	for i, made := range edits {
		if gone := !o.stored(made.Record).DeletedAt.IsZero(); gone != (i != 1) {
			t.Errorf("record %d: deleted is %v", i, gone)
		}
	}
}

func TestUndoEdits_SaysWhyNothingCanBeTakenBack(t *testing.T) {
	o := openOffice(t)
	rec := o.newLead("Ann")
	e, _ := o.preview(&agent, edit(rec, "score", 70))
	done := o.apply(&agent, e, nil, nil)
	for _, c := range []struct {
		user   *crm.User
		reason string
	}{{&viewer, "you may not change it"}, {&outsider, "it is gone"}} {
		undone, skipped := o.undo(c.user, done)
		if len(undone) != 0 || len(skipped) != 1 || skipped[0].Reason != c.reason {
			t.Errorf("%s: undone %v, skipped %v", c.user.Name, undone, skipped)
		}
	}
	o.wantField(o.stored(rec.ID), "score", "70")
}
