package crdt_test

import (
	"reflect"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

func TestHistory_TellsHeadsAndFieldsOfEveryChange(t *testing.T) {
	lead := crm.TypeNamed("lead")
	genesis := crdt.Genesis(lead, false)
	next := genesis.MaxOp() + 1
	a, b := write("a", next), write("b", next)
	a.Message, a.Time = "names them", 7
	a.text(root, "name", "Ann")
	var notes crdt.OpID
	for _, op := range genesis.Ops {
		if op.Key == "notes" {
			notes = op.ID
		}
	}
	note := b.pushes(notes, root, crdt.ActionMakeMap)
	b.set(note, "id", "n1")
	b.text(note, "body", "hello")
	one, two := a.encode(t, 1, genesis.Hash), b.encode(t, 1, genesis.Hash)
	merge := write("a", max(one.MaxOp(), two.MaxOp())+1).encode(t, 2, one.Hash, two.Hash)

	entries, err := crdt.History(lead, false, []*crdt.Change{genesis, one, two, merge})
	if err != nil {
		t.Fatal(err)
	}
	if got := entries[1]; got.Message != "names them" || got.Time != 7 || got.Actor != "a" || got.Hash != one.Hash {
		t.Errorf("the second entry is %+v", got)
	}
	if !reflect.DeepEqual(entries[0].Fields, []string{"/areas", "/briefing", "/notes", "/tags", "/type"}) {
		t.Errorf("the first change is about %v", entries[0].Fields)
	}
	for i, want := range [][]string{{"/name"}, {"/notes/n1"}, nil} {
		if got := entries[i+1].Fields; !reflect.DeepEqual(got, want) {
			t.Errorf("change %d is about %v", i+1, got)
		}
	}
	for i, want := range []int{1, 1, 2, 1} {
		if got := entries[i].Heads; len(got) != want {
			t.Errorf("after change %d heads are %v", i, got)
		}
	}
}
