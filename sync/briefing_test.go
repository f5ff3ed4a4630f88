package sync_test

import (
	"encoding/json"
	"os"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// insert types a character into a text after one of its elements.
func insert(text, after crdt.OpID, c string) crdt.Op {
	return crdt.Op{Obj: text, Elem: after, List: true, Insert: true, Action: crdt.ActionSet,
		Value: crdt.Value{Type: crdt.ValueString, Bytes: c}}
}

// A record that an older client begins, by the first change without a briefing, gets one from the server.
func TestBriefing_IsMadeForDocumentsThatBeganWithoutIt(t *testing.T) {
	raw, err := os.ReadFile("../crdt/testdata/genesis-1.json")
	if err != nil {
		t.Fatal(err)
	}
	var chunks map[string][]byte
	decode(t, raw, &chunks)
	first, err := crdt.ParseChange(chunks["lead"], nil)
	if err != nil {
		t.Fatal(err)
	}
	hub := openHub(t)
	lone := id(71)
	d := newDevice(t, &agent, lone)
	d.take(first)
	made := d.change(d.text("name", "Ann"), d.text("source", "web"), d.text("stage", "new"), d.text("phone", "5550101"))
	d.connect(hub)
	d.untilSaved(made.Hash)
	d.untilField("briefing", `""`)
	hub.wantField(hub.stored(lone), "briefing", `""`)
	if folds := crdt.Folds(d.ops, crm.TypeNamed("lead"), false); len(folds) != 0 {
		t.Errorf("still to be made: %v", folds)
	}
}

// The briefing merges by the character, whoever writes in it and by whatever way.
func TestBriefing_MergesWhatPeopleWriteAtOnce(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	for _, d := range []*device{a, b} {
		d.untilField("briefing", `""`)
	}
	text := a.preds("briefing")[0]
	hub.patch(&agent, rec.ID, "briefing", "one two")
	for _, d := range []*device{a, b} {
		d.untilField("briefing", `"one two"`)
	}
	end := crdt.OpID{} // insertions at the start
	one := a.change(insert(text, end, "A"))
	b.untilSaved(b.push(insert(text, end, "B")))
	a.say()
	a.untilSaved(one.Hash)
	hub.patch(&lead, rec.ID, "briefing", stringField(t, hub.stored(rec.ID), "briefing")+"!")
	want := string(hub.stored(rec.ID).Fields["briefing"])
	if want != `"ABone two!"` && want != `"BAone two!"` {
		t.Errorf("the briefing is %s", want)
	}
	for _, d := range []*device{a, b} {
		d.untilField("briefing", want)
	}
}

// stringField is a root field that is a text.
func stringField(t *testing.T, rec *crm.Record, name string) (text string) {
	t.Helper()
	if err := json.Unmarshal(rec.Fields[name], &text); err != nil {
		t.Fatal(err)
	}
	return text
}
