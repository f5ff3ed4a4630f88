package tasks_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// entry is one of a record's history, as a person reads it.
type entry struct {
	User, Message string
	Fields        []string
	Task          *struct {
		ID, Plugin, Version string
		Undo                bool
	}
}

// line is the entry in one line: who, what, and for which task.
func (e entry) line() string {
	who := e.User
	for _, user := range demo.Users {
		if user.ID.String() == e.User {
			who, _, _ = strings.Cut(user.Name, " ")
		}
	}
	line := who + " " + strings.Join(e.Fields, " ")
	if e.Task != nil {
		line += fmt.Sprintf(" by %s %s", e.Task.Plugin, e.Task.Version)
		if e.Task.Undo {
			line += " (undo)"
		}
	}
	return line
}

// history is what is new in a record's history since it had so many entries.
func (o *brokerage) history(path string, since int) (entries []entry) {
	o.T.Helper()
	var page struct{ Items []entry }
	o.Get(o.abe, path+"/history", &page)
	return page.Items[since:]
}

func linesOfHistory(entries []entry) (lines []string) {
	for _, e := range entries {
		lines = append(lines, e.line())
	}
	return lines
}

// decides has Ana accept or reject one field.
func (o *brokerage) decides(verb, task, record, pointer string) {
	o.T.Helper()
	status, body := o.Call(o.ana, "POST", "/tasks/"+task+"/"+verb,
		map[string]any{"changes": []any{map[string]any{"record": record, "pointer": pointer}}})
	if status != 200 {
		o.T.Fatalf("%s %s: %d %s", verb, pointer, status, body)
	}
}

// T19
func TestHistory_NamesTaskPluginAndVersionOfWhatWasAcceptedAndUndone(t *testing.T) {
	t.Parallel()
	o := openBrokerage(t, roomkeytest.Config{})
	lead := o.one("/leads?filter[stage]=contacted", shared)
	path := "/leads/" + lead.ID
	before := len(o.history(path, 0))
	var out any
	scoring := o.run(o.own, "roomkey.lead-score/score", map[string]any{"lead": lead.ID, "asOf": today + "T09:00:00Z"},
		&out)
	score := scoring.Proposals[0].Changes["/score"]

	o.decides("accept", scoring.ID, lead.ID, "/score")
	if is := o.record(path).Fields; roomkeytest.AsJSON(t, is["score"]) != string(score[1]) || is["nextTaskAt"] != nil {
		t.Errorf("one field accepted, the lead is %v", is)
	}
	o.decides("reject", scoring.ID, lead.ID, "/nextTaskAt")
	if is := o.record(path).Fields; is["nextTaskAt"] != nil {
		t.Errorf("one field rejected, the lead is %v", is)
	}
	awaitEvent(o.own, scoring.ID, "completed")
	entries := o.history(path, before)
	if want := []string{"Ana /score by roomkey.lead-score 1.0.0"}; !slices.Equal(linesOfHistory(entries), want) ||
		entries[0].Task.ID != scoring.ID {
		t.Fatalf("the history says %q, not %q", linesOfHistory(entries), want)
	}
	if want := "task " + scoring.ID + " · roomkey.lead-score 1.0.0"; entries[0].Message != want {
		t.Errorf("its message is %q, not %q", entries[0].Message, want)
	}

	o.Restart() // who wrote what is told from the data, not from memory
	if status, body := o.Call(o.abe, "PATCH", path,
		map[string]any{"fields": map[string]any{"timeframe": "3-6", "score": 99}}); status != 200 {
		t.Fatalf("Abe's edit: %d %s", status, body)
	}
	if undone, skipped := o.undoes(scoring.ID); len(undone) != 0 ||
		!slices.Equal(skipped, []string{lead.ID + " /score it has been changed since"}) {
		t.Errorf("undone %v, skipped %v", undone, skipped)
	}
	if status, body := o.Call(o.abe, "PATCH", path,
		map[string]any{"fields": map[string]any{"score": json.RawMessage(score[1])}}); status != 200 {
		t.Fatalf("Abe takes it back: %d %s", status, body)
	}
	if undone, skipped := o.undoes(scoring.ID); len(skipped) != 0 ||
		!slices.Equal(undone, []string{lead.ID + " /score"}) {
		t.Errorf("undone %v, skipped %v", undone, skipped)
	}
	if is := o.record(path).Fields; is["score"] != lead.Fields["score"] || is["timeframe"] != "3-6" {
		t.Errorf("after the undo the lead is %v", is)
	}
	entries = o.history(path, before)
	want := []string{"Ana /score by roomkey.lead-score 1.0.0", "Abe /score /timeframe", "Abe /score",
		"Ana /score by roomkey.lead-score 1.0.0 (undo)"}
	if !slices.Equal(linesOfHistory(entries), want) {
		t.Errorf("the history says\n%s\nand not\n%s", strings.Join(linesOfHistory(entries), "\n"),
			strings.Join(want, "\n"))
	}
	if last := entries[len(entries)-1]; last.Task == nil || last.Task.ID != scoring.ID ||
		last.Message != "undo of task "+scoring.ID {
		t.Errorf("the undo reads %+v", last)
	}
}

func TestHistory_OfARecordThatATaskHasMade(t *testing.T) {
	t.Parallel()
	o := openBrokerage(t, roomkeytest.Config{})
	var out struct{ Escrow string }
	task := o.run(o.own, "new-escrow",
		map[string]any{"text": "Create escrow for 123 Main St, Davis, CA 95616 at $500,000 closing June 5, 5% " +
			"commission", "asOf": today}, &out)
	o.accepts(task)
	byTask := 0
	for _, e := range o.history("/escrows/"+out.Escrow, 0) {
		switch {
		case e.Task != nil && e.Task.ID == task.ID && e.Task.Plugin == "roomkey.new-escrow" &&
			e.Task.Version == "1.0.0" && !e.Task.Undo && e.User == demo.Agent1.ID.String():
			byTask++
		case e.User != "" && e.User != crm.ID{}.String(): // the fixed first change and the server's own are nobody's
			t.Errorf("the history says %q", e.line())
		}
	}
	if byTask == 0 {
		t.Error("no change is the task's")
	}
}

// Whoever writes a change says in its message what they like; the history believes what the server knows.
func TestHistory_BelievesNoMessage(t *testing.T) {
	t.Parallel()
	o := openBrokerage(t, roomkeytest.Config{})
	lead := o.one("/leads?filter[stage]=contacted", shared)
	path := "/leads/" + lead.ID
	var out any
	scoring := o.run(o.own, "roomkey.lead-score/score", map[string]any{"lead": lead.ID, "asOf": today + "T09:00:00Z"},
		&out)
	before := len(o.history(path, 0))
	id, err := crm.ParseID(lead.ID)
	if err != nil {
		t.Fatal(err)
	}
	c := o.Dial(o.abe, testclient.Options{})
	o.JoinOwn(c, &demo.Agent2)
	doc := o.Open(c, id)
	heads, start := doc.Tip()
	const actor = crdt.Actor("a forger's actor")
	forged := &crdt.Change{Deps: heads, Actor: actor, Seq: 1, StartOp: start, Message: "task " + scoring.ID +
		" · roomkey.lead-score 1.0.0", Ops: []crdt.Op{{
		ID: crdt.OpID{Counter: start, Actor: actor}, Key: "lostReason", Action: crdt.ActionSet,
		Value: crdt.Value{Type: crdt.ValueString, Bytes: "none"},
	}}}
	if err := crdt.EncodeChange(forged); err != nil {
		t.Fatal(err)
	}
	o.Save(doc, forged.Hash, doc.Add(forged))
	entries := o.history(path, before)
	if len(entries) != 1 || entries[0].Message != forged.Message || entries[0].Task != nil ||
		entries[0].User != demo.Agent2.ID.String() {
		t.Errorf("the history says %+v", entries)
	}
}
