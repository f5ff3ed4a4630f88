package sync_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// A note is one scalar, so its length is bounded by the field alone, whatever way it comes.
func TestHub_ANoteOfAnyLegalLengthIsOneOperationAndALongerOneIsRefusedInWords(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	most := strings.Repeat("and so on\n", crm.MaxTextBytes/10)
	refused := func(field string, err error) {
		t.Helper()
		if known, ok := err.(*crm.Error); !ok || known.Code != crm.CodeTooLarge || known.Field != field {
			t.Errorf("%v, want too_large at %q", err, field)
		}
	}
	_, err := hub.Note(hub.ctx, &agent, rec.ID, most+"!", nil)
	refused("body", err)
	_, err = hub.Patch(hub.ctx, &agent, rec.ID,
		realtime.Patch{Fields: fieldsOf("notes", []any{map[string]any{"body": most + "!"}})})
	refused("/notes/0/body", err)
	_, _, err = hub.Preview(hub.ctx, &agent,
		crm.Edit{Record: rec.ID, Type: "escrow", Note: &crm.EditNote{Body: most + "!"}}, nil)
	refused("note", err)
	before := hub.ops(rec.ID)
	hub.addNote(&agent, rec, most)
	if ops := hub.ops(rec.ID) - before; ops != 6 { // the map and its five fields
		t.Errorf("a note is %d operations", ops)
	}
	notes := hub.notesOf(rec.ID)
	if len(notes) != 1 || notes[0]["body"] != most {
		t.Error("the note is not what was written")
	}
	before = hub.ops(rec.ID)
	notes[0]["body"] = "short"
	hub.patch(&agent, rec.ID, "notes", notes)
	if ops := hub.ops(rec.ID) - before; ops != 1 {
		t.Errorf("an edit of a note is %d operations", ops)
	}
	hub.wantField(hub.patch(&agent, rec.ID, "financing", "Cash"), "financing", `"Cash"`)
}

// ops counts the operations of a record's shared document.
func (hub *testHub) ops(id crm.ID) (ops int) {
	hub.Helper()
	stored, err := hub.store.Document(hub.ctx, id)
	if err != nil {
		hub.Fatal(err)
	}
	for _, change := range stored.Changes {
		c, err := crdt.ParseChange(change.Data, nil)
		if err != nil {
			hub.Fatal(err)
		}
		ops += len(c.Ops)
	}
	return ops
}

// A note whose body is a Text, as older data and stock clients have it, is read and typed in as before; an edit over
// REST sets the scalar.
func TestNotes_ATextBodyIsReadAndEditedAsBefore(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	d := hub.open(&agent, rec.ID)
	d.untilField("notes", "[]")
	note := d.noteBy("n1", "")
	text := crdt.OpID{Counter: d.graph.MaxOp() + 1, Actor: d.actor}
	character := func(after crdt.OpID, c string) crdt.Op {
		return crdt.Op{Obj: text, Elem: after, List: true, Insert: true, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: c}}
	}
	d.untilSaved(d.push(
		crdt.Op{Obj: note, Key: "body", Action: crdt.ActionMakeText, Pred: []crdt.OpID{part(note, 3)}},
		character(crdt.OpID{}, "h")))
	first := crdt.OpID{Counter: text.Counter + 1, Actor: d.actor}
	d.untilSaved(d.push(character(first, "i")))
	if body := hub.notesOf(rec.ID)[0]["body"]; body != "hi" {
		t.Errorf("the body is %q", body)
	}
	same := hub.ops(rec.ID)
	notes := hub.notesOf(rec.ID)
	hub.patch(&agent, rec.ID, "notes", notes)
	if hub.ops(rec.ID) != same {
		t.Error("the same body was written again")
	}
	notes[0]["body"] = "hello"
	hub.patch(&agent, rec.ID, "notes", notes)
	if hub.ops(rec.ID) != same+1 || hub.notesOf(rec.ID)[0]["body"] != "hello" {
		t.Errorf("%d operations made %v", hub.ops(rec.ID)-same, hub.notesOf(rec.ID))
	}
}

// The changes of one edit are stored and told together: a device that holds the document sees the whole text (R35).
func TestPatch_ALongTextReachesOthersWhole(t *testing.T) {
	hub := openHub(t)
	fields := fieldsOf("SUMMARY", "A visit", "DTSTART", "2026-06-01T10:00:00Z", "DTEND", "2026-06-01T11:00:00Z",
		"TZID", "UTC", "kind", "showing", "DESCRIPTION", strings.Repeat("first ", 3_000))
	rec := hub.create(&agent, realtime.NewRecord{Type: "appointment", Fields: fields})
	watcher := hub.open(&mate, rec.ID)
	for _, text := range []string{
		strings.Repeat("and so on ", 2_500), strings.Repeat("ünd so weiter 👩‍👩‍👧 ", 1_200), "short", // 3 changes each
	} {
		after := hub.patch(&agent, rec.ID, "DESCRIPTION", text)
		want, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		hub.wantField(after, "DESCRIPTION", string(want))
		watcher.untilField("DESCRIPTION", string(want))
		hub.wantField(hub.stored(rec.ID), "DESCRIPTION", string(want))
	}
	if stored := hub.stored(rec.ID); len(stored.Heads) != 1 {
		t.Errorf("heads %v", stored.Heads)
	}
}

// forgetful is an engine that has to load a document before each change that it writes, as when another of its
// processes gets the document.
type forgetful struct{ live.Engine }

func (f *forgetful) Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) ([]byte, crdt.State, error) {
	f.Drop(doc.ID)
	return f.Engine.Author(ctx, doc, draft)
}

// The changes of one edit follow each other, also where the engine loads the document in between.
func TestPatch_ALongTextIsWrittenThoughTheEngineLoadsTheDocumentAgain(t *testing.T) {
	hub := openHubOn(t, storetest.Dir(t), &forgetful{engines})
	rec := hub.newListing()
	text := strings.Repeat("and so on ", 2_000)
	want, _ := json.Marshal(text)
	hub.wantField(hub.patch(&agent, rec.ID, "PublicRemarks", text), "PublicRemarks", string(want))
	hub.wantField(hub.stored(rec.ID), "PublicRemarks", string(want))
}

// leaving is an engine that has whoever asked for an edit leave as soon as a part of it is written.
type leaving struct {
	live.Engine
	leave context.CancelFunc // nil: nobody leaves
}

func (l *leaving) Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) ([]byte, crdt.State, error) {
	change, state, err := l.Engine.Author(ctx, doc, draft)
	if len(state.Rest) > 0 && l.leave != nil {
		l.leave()
	}
	return change, state, err
}

// A long text that is half written when its request's time is over is taken back whole, in the engine too.
func TestPatch_ALongTextIsTakenBackWhenNobodyWaitsForIt(t *testing.T) {
	engine := &leaving{Engine: engines}
	hub := openHubOn(t, storetest.Dir(t), engine)
	rec := hub.newListing()
	hub.patch(&agent, rec.ID, "PublicRemarks", "before")
	watcher := hub.open(&mate, rec.ID)
	watcher.untilField("PublicRemarks", `"before"`)
	ctx, leave := context.WithCancel(t.Context())
	engine.leave = leave
	fields, err := json.Marshal(map[string]string{"PublicRemarks": strings.Repeat("and so on ", 3_000)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = hub.Patch(ctx, &agent, rec.ID, realtime.Patch{Fields: fields})
	if crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("it was answered %v", err)
	}
	engine.leave = nil
	after := hub.patch(&agent, rec.ID, "City", "Porto") // a turn later
	hub.wantField(after, "PublicRemarks", `"before"`)
	watcher.untilField("City", `"Porto"`)
	watcher.untilField("PublicRemarks", `"before"`)
	hub.wantField(hub.stored(rec.ID), "PublicRemarks", `"before"`)
}
