package sync_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
)

// noteBy appends a note of the device's user to the list of notes, and returns the note.
func (d *device) noteBy(id, body string, mentions ...crm.ID) crdt.OpID {
	d.t.Helper()
	at := func(i int) crdt.OpID { return crdt.OpID{Counter: d.graph.MaxOp() + 1 + uint64(i), Actor: d.actor} }
	note, list := at(0), at(4)
	ops := []crdt.Op{
		{Obj: d.preds("notes")[0], List: true, Insert: true, Action: crdt.ActionMakeMap},
		noteText(note, "id", id), noteText(note, "author", d.user.ID.String()), noteText(note, "body", body),
		{Obj: note, Key: "mentions", Action: crdt.ActionMakeList},
	}
	for _, user := range mentions {
		ops = append(ops, crdt.Op{Obj: list, List: true, Insert: true, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: user.String()}})
	}
	d.untilSaved(d.push(ops...))
	return note
}

func noteText(note crdt.OpID, key, value string, pred ...crdt.OpID) crdt.Op {
	return crdt.Op{Obj: note, Key: key, Action: crdt.ActionSet, Pred: pred,
		Value: crdt.Value{Type: crdt.ValueString, Bytes: value}}
}

// part is the operation that set a part of a note.
func part(note crdt.OpID, n uint64) crdt.OpID {
	return crdt.OpID{Counter: note.Counter + n, Actor: note.Actor}
}

// R39
func TestNotes_ColleaguesTouchesAreRejectedAndNobodyIsToldOfThem(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	honest := hub.open(&agent, rec.ID)
	honest.untilField("notes", "[]")
	note := honest.noteBy("n1", "mine", agent.ID)
	before := string(hub.stored(rec.ID).Fields["notes"])
	list := honest.preds("notes")[0]
	for name, c := range map[string]struct {
		field string
		op    crdt.Op
	}{
		"the body":   {"/notes/n1", noteText(note, "body", "theirs", part(note, 3))},
		"the time":   {"/notes/n1", noteText(note, "at", "2026-01-02T03:04:05Z")},
		"the author": {"/notes/n1", noteText(note, "author", mate.ID.String(), part(note, 2))},
		"a mention": {"/notes/n1", crdt.Op{Obj: part(note, 4), List: true, Insert: true, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: lead.ID.String()}}},
		"a deletion": {"/notes/n1", crdt.Op{Obj: list, Elem: note, List: true, Action: crdt.ActionDelete,
			Pred: []crdt.OpID{note}}},
		"all of them": {"/notes", crdt.Op{Key: "notes", Action: crdt.ActionDelete, Pred: []crdt.OpID{list}}},
		"a new list":  {"/notes", crdt.Op{Key: "notes", Action: crdt.ActionMakeList}},
	} {
		t.Run(name, func(t *testing.T) {
			b := hub.open(&mate, rec.ID)
			b.untilField("notes", before)
			if err := b.untilRejected(b.push(c.op)); err.Code != crm.CodeForbidden || err.Field != c.field {
				t.Errorf("%v at %s", err, err.Field)
			}
			b.disconnect()
		})
	}
	hub.wantField(hub.stored(rec.ID), "notes", before)
	if told := hub.told(&lead); len(told) != 0 {
		t.Errorf("told %v", told)
	}
	honest.untilSaved(honest.push(noteText(note, "body", "mine still", part(note, 3))))
	b := hub.open(&mate, rec.ID)
	b.untilField("notes", string(hub.stored(rec.ID).Fields["notes"]))
	b.noteBy("n2", "hers")
	honest.until("both notes", func() bool {
		raw, _ := honest.ops.Root("notes")
		return string(raw) == string(hub.stored(rec.ID).Fields["notes"])
	})
}

// Who has seen no others' notes may write the list anew. A note that was being added at that time stays, whatever comes
// first; what the list's own author deleted with it stays deleted (R39).
func TestNotes_AreKeptWhereTheListIsReplacedMeanwhile(t *testing.T) {
	for _, first := range []string{"the note", "the new list"} {
		t.Run(first+" first", func(t *testing.T) {
			hub := openHub(t)
			rec := hub.newLead("Ann")
			a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
			b.untilField("notes", "[]")
			old := b.noteBy("old", "hers")
			a.untilField("notes", string(hub.stored(rec.ID).Fields["notes"]))
			b.disconnect()
			if first == "the new list" {
				a.disconnect()
				b.connect(hub)
			}
			list, start := b.preds("notes"), b.graph.MaxOp()+1
			made, item := crdt.OpID{Counter: start, Actor: b.actor}, crdt.OpID{Counter: start + 1, Actor: b.actor}
			anew := b.change(crdt.Op{Key: "notes", Action: crdt.ActionMakeList, Pred: list},
				crdt.Op{Obj: made, List: true, Insert: true, Action: crdt.ActionMakeMap},
				noteText(item, "id", "new"), noteText(item, "author", mate.ID.String()),
				noteText(item, "body", "hers now"))
			note := crdt.OpID{Counter: a.graph.MaxOp() + 1, Actor: a.actor}
			his := a.change(crdt.Op{Obj: a.preds("notes")[0], Elem: old, List: true, Insert: true,
				Action: crdt.ActionMakeMap}, noteText(note, "id", "his"), noteText(note, "author", agent.ID.String()),
				noteText(note, "body", "his"))
			if first == "the note" {
				a.say()
				a.untilSaved(his.Hash)
				b.connect(hub)
				b.untilSaved(anew.Hash)
			} else {
				b.say()
				b.untilSaved(anew.Hash)
				a.connect(hub)
				a.untilSaved(his.Hash)
			}
			for _, d := range []*device{a, b} {
				d.until("both notes", func() bool {
					raw, _ := d.ops.Root("notes")
					var notes []struct{ ID, Author string }
					decode(t, raw, &notes)
					return len(notes) == 2 && notes[0].ID == "new" && notes[1].ID == "his" &&
						notes[1].Author == agent.ID.String()
				})
			}
			seen := b.change(crdt.Op{Key: "notes", Action: crdt.ActionDelete, Pred: b.preds("notes")})
			b.say()
			if err := b.untilRejected(seen.Hash); err.Code != crm.CodeForbidden || err.Field != "/notes" {
				t.Errorf("a list with his note is deleted: %v", err)
			}
		})
	}
}

// deletions are the lines of the audit log about deleted notes.
func (hub *testHub) deletions() (said []string) {
	hub.Helper()
	lines, err := hub.store.AuditLog(hub.ctx, 0, 1_000)
	if err != nil {
		hub.Fatal(err)
	}
	for _, l := range lines {
		if l.Action == "note:deleted" {
			said = append(said, fmt.Sprint(l.User, " ", l.Record, l.Field, " ", l.Reason))
		}
	}
	return said
}

// The broker role deletes anybody's note, by the socket and over REST, which the audit log and the history tell. It
// changes none (R39).
func TestNotes_TheBrokerRoleDeletesWithATrace(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	honest := hub.open(&agent, rec.ID)
	honest.untilField("notes", "[]")
	first := honest.noteBy("n1", "one", mate.ID)
	honest.noteBy("n2", "two")
	b := hub.open(&broker, rec.ID)
	b.untilField("notes", string(hub.stored(rec.ID).Fields["notes"]))
	deletion := b.push(crdt.Op{Obj: b.preds("notes")[0], Elem: first, List: true, Action: crdt.ActionDelete,
		Pred: []crdt.OpID{first}})
	b.untilSaved(deletion)
	changed := b.push(noteText(part(first, 6), "body", "x"))
	if err := b.untilRejected(changed); err.Code != crm.CodeForbidden {
		t.Errorf("the broker role changes a note: %v", err)
	}
	made := agent.ID.String()
	want := []string{fmt.Sprint(broker.ID, " ", rec.ID, "/notes/n2 of ", made),
		fmt.Sprint(broker.ID, " ", rec.ID, "/notes/n1 of ", made)}
	hub.patch(&broker, rec.ID, "notes", []any{})
	if said := hub.deletions(); fmt.Sprint(said) != fmt.Sprint(want) {
		t.Errorf("the audit log says %q, want %q", said, want)
	}
	history, err := hub.History(hub.ctx, &agent, rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, e := range history {
		found = found || e.Hash == deletion && e.User == broker.ID && fmt.Sprint(e.Fields) == "[/notes/n1]"
	}
	if !found {
		t.Errorf("the history lacks the deletion: %v", history)
	}
	if told := hub.told(&mate); len(told) != 1 {
		t.Errorf("told %v", told)
	}
}

// notesOf are the notes of a record as a person of REST sends them back.
func (hub *testHub) notesOf(id crm.ID) (notes []map[string]any) {
	hub.Helper()
	if err := json.Unmarshal(hub.stored(id).Fields["notes"], &notes); err != nil {
		hub.Fatal(err)
	}
	return notes
}

func (hub *testHub) addNote(user *crm.User, rec *crm.Record, body string) {
	hub.Helper()
	if _, err := hub.Note(hub.ctx, user, rec.ID, body, nil); err != nil {
		hub.Fatal(err)
	}
}

func TestNotes_AreTheirAuthorsOverREST(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	hub.addNote(&agent, rec, "one")
	hub.addNote(&mate, rec, "two")
	before := string(hub.stored(rec.ID).Fields["notes"])
	his := fmt.Sprint("/notes/", hub.notesOf(rec.ID)[0]["id"])
	for name, c := range map[string]struct {
		field string
		edit  func(notes []map[string]any) []map[string]any
	}{
		"the body": {his, func(n []map[string]any) []map[string]any { n[0]["body"] = "hers"; return n }},
		"the time": {his, func(n []map[string]any) []map[string]any {
			n[0]["at"] = "2026-01-02T03:04:05Z"
			return n
		}},
		"a mention": {his, func(n []map[string]any) []map[string]any {
			n[0]["mentions"] = []any{lead.ID.String()}
			return n
		}},
		"the author": {his, func(n []map[string]any) []map[string]any {
			n[0]["author"] = mate.ID.String()
			return n
		}},
		"a deletion":  {his, func(n []map[string]any) []map[string]any { return n[1:] }},
		"all of them": {his, func(n []map[string]any) []map[string]any { return n[:0] }},
		"signing away": {"/notes/1/author", func(n []map[string]any) []map[string]any {
			n[1]["author"] = agent.ID.String()
			return n
		}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := hub.Patch(hub.ctx, &mate, rec.ID,
				realtime.Patch{Fields: fieldsOf("notes", c.edit(hub.notesOf(rec.ID)))})
			wantError(t, err, crm.CodeForbidden, c.field)
			hub.wantField(hub.stored(rec.ID), "notes", before)
		})
	}
	_, err := hub.Patch(hub.ctx, &broker, rec.ID, realtime.Patch{Fields: fieldsOf("notes",
		[]any{map[string]any{"id": hub.notesOf(rec.ID)[0]["id"], "body": "the broker's"}})})
	wantError(t, err, crm.CodeForbidden, his)
	hub.wantField(hub.stored(rec.ID), "notes", before)
}

// An item that moves is made again, so notes stay in their order, whatever order they are sent in.
func TestNotes_StayInTheirOrder(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	hub.addNote(&agent, rec, "one")
	hub.addNote(&mate, rec, "two")
	honest := hub.open(&agent, rec.ID)
	honest.untilField("notes", string(hub.stored(rec.ID).Fields["notes"]))
	n := hub.notesOf(rec.ID)
	after := hub.patch(&mate, rec.ID, "notes", []any{n[1], map[string]any{"id": "n3", "body": "three"}, n[0]})
	var bodies []string
	for _, note := range hub.notesOf(rec.ID) {
		bodies = append(bodies, note["body"].(string))
	}
	if fmt.Sprint(bodies) != "[one three two]" {
		t.Errorf("the notes are %v", bodies)
	}
	honest.untilField("notes", string(after.Fields["notes"]))
}

// The server moves notes of others out of a list that was overwritten. Nobody writes such notes in others' names.
func TestNotes_NobodyWritesInAnothersNameInAListThatWasOverwritten(t *testing.T) {
	for name, write := range map[string]func(b *device, list, own crdt.OpID) []crdt.Op{
		"a new note": func(b *device, list, _ crdt.OpID) []crdt.Op {
			note := crdt.OpID{Counter: b.graph.MaxOp() + 1, Actor: b.actor}
			return []crdt.Op{{Obj: list, List: true, Insert: true, Action: crdt.ActionMakeMap},
				noteText(note, "id", "n2"), noteText(note, "author", agent.ID.String()),
				noteText(note, "body", "forged")}
		},
		"another author": func(_ *device, _, own crdt.OpID) []crdt.Op {
			return []crdt.Op{noteText(own, "author", agent.ID.String(), part(own, 2))}
		},
	} {
		t.Run(name, func(t *testing.T) {
			hub := openHub(t)
			rec := hub.newLead("Ann")
			b := hub.open(&mate, rec.ID)
			b.untilField("notes", "[]")
			list, own := b.preds("notes")[0], b.noteBy("n1", "mine")
			b.makes("notes", crdt.ActionMakeList)
			anew := b.graph.Heads()[0]
			forged := b.change(write(b, list, own)...)
			b.say()
			b.untilSaved(anew)
			if err := b.untilRejected(forged.Hash); err.Code != crm.CodeForbidden {
				t.Errorf("it is refused with %v", err)
			}
			hub.wantField(hub.stored(rec.ID), "notes", "[]")
		})
	}
}

// What the server moves out of a list that was overwritten is as valid as anything else.
func TestNotes_AreValidWhereTheListIsReplacedMeanwhile(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("notes", "[]")
	b.untilField("notes", "[]")
	list := b.preds("notes")[0]
	a.makes("notes", crdt.ActionMakeList)
	anew := a.graph.Heads()[0]
	a.say()
	a.untilSaved(anew)
	b.until("the new list", func() bool { return b.graph.Has(anew) })
	note := crdt.OpID{Counter: b.graph.MaxOp() + 1, Actor: b.actor}
	bad := b.change(crdt.Op{Obj: list, List: true, Insert: true, Action: crdt.ActionMakeMap},
		noteText(note, "id", "n1"), noteText(note, "author", mate.ID.String()), noteText(note, "body", "mine"),
		noteText(note, "color", "red"))
	b.say()
	b.untilRepaired(bad.Hash)
	hub.wantField(hub.stored(rec.ID), "notes",
		`[{"author":"`+mate.ID.String()+`","body":"mine","id":"n1"}]`)
}

// Nobody takes the id of a colleague's note by a note that is made as if beside it.
func TestNotes_KeepTheirIds(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("notes", "[]")
	b.untilField("notes", "[]")
	before, list := b.graph.Heads(), b.preds("notes")[0]
	a.noteBy("n1", "mine")
	b.untilField("notes", string(hub.stored(rec.ID).Fields["notes"]))
	note := crdt.OpID{Counter: b.graph.MaxOp() + 1, Actor: b.actor}
	twin := b.changeAfter(before, crdt.Op{Obj: list, List: true, Insert: true, Action: crdt.ActionMakeMap},
		noteText(note, "id", "n1"), noteText(note, "author", mate.ID.String()), noteText(note, "body", "hers"))
	b.say()
	b.untilSaved(twin.Hash)
	var notes []map[string]any
	decode(t, hub.stored(rec.ID).Fields["notes"], &notes)
	for _, n := range notes {
		if (n["id"] == "n1") != (n["author"] == agent.ID.String()) {
			t.Errorf("the notes are %v", notes)
		}
	}
}
