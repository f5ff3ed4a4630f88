package crdt_test

import (
	"reflect"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

func TestTouched_NamesFieldsThroughObjectsOfTheSameChange(t *testing.T) {
	lead := crm.TypeNamed("lead")
	sc := newScene(t, "lead", false)
	p := write("bob's actor", sc.next)
	p.text(root, "name", "Ann")
	note := noteBy(sc, p, "n2", bob)
	p.makes(note, "mentions", crdt.ActionMakeList)
	p.push(sc.field["body"], root, "H")
	p.push(sc.made["tags"], root, "hot")
	p.set(root, "nonsense", 1)
	touches, err := sc.Touched(lead, false, p.Change)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, touch := range touches {
		kind := "none"
		if touch.Field != nil {
			kind = string(touch.Field.Kind)
		}
		got[touch.Pointer] = touch.Root + " " + kind
	}
	want := map[string]string{
		"/name": "name string", "/nonsense": "nonsense none", "/notes/n1/body": "notes string",
		"/notes/n2":        "notes map",
		"/notes/n2/author": "notes ref", "/notes/n2/id": "notes string", "/notes/n2/mentions": "notes list",
		"/tags/0": "tags string",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	if got := line(content(t, sc.OpSet)["tags"]); got != "[]" {
		t.Errorf("asking changed the set: %s", got)
	}
}

func TestTouched_NamesAnItemThatIsRemoved(t *testing.T) {
	sc := newScene(t, "lead", false)
	p := write("bob's actor", sc.next)
	p.op(crdt.Op{Obj: sc.made["notes"], Elem: sc.note, List: true, Action: crdt.ActionDelete,
		Pred: []crdt.OpID{sc.note}})
	touches, err := sc.Touched(crm.TypeNamed("lead"), false, p.Change)
	if err != nil || len(touches) != 1 || touches[0].Pointer != "/notes/n1" {
		t.Errorf("got %v, %v", touches, err)
	}
}

func TestTouched_PutsPrivateFieldsBelowPrivate(t *testing.T) {
	sc := newScene(t, "escrow", true)
	p := write("bob's actor", sc.next)
	p.set(sc.made["commission"], "grossPct", 2)
	touches, err := sc.Touched(crm.TypeNamed("escrow"), true, p.Change)
	if err != nil || len(touches) != 1 || touches[0].Pointer != "/private/commission/grossPct" ||
		touches[0].Field == nil {
		t.Errorf("got %v, %v", touches, err)
	}
}
