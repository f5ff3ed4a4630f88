package crdt_test

import (
	"reflect"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// twinsOf returns an escrow whose checklist has the given items, each by another author, after it was mended.
func twinsOf(t *testing.T, items ...map[string]string) (list []any, repairs int) {
	t.Helper()
	escrow := crm.TypeNamed("escrow")
	genesis := crdt.Genesis(escrow, false)
	s, changes := crdt.NewOpSet(), []*crdt.Change{genesis}
	add(t, s, genesis)
	var checklist crdt.OpID
	for _, op := range genesis.Ops {
		if op.Key == "checklist" {
			checklist = op.ID
		}
	}
	for i, item := range items {
		p := write(string(rune('a'+i)), genesis.MaxOp()+1)
		made := p.pushes(checklist, root, crdt.ActionMakeMap)
		for _, key := range []string{"id", "title", "due", "status"} {
			if value, there := item[key]; there {
				p.set(made, key, value)
			}
		}
		changes = append(changes, add(t, s, p.encode(t, 1, genesis.Hash)))
	}
	repairs = mend(t, s, escrow, &changes)
	list, _ = content(t, s)["checklist"].([]any)
	return list, repairs
}

// R32
func TestRepair_FoldsTwins(t *testing.T) {
	type item = map[string]string
	cases := map[string]struct {
		items []item
		want  []any // without the derived id
	}{
		"equal": {[]item{{"id": "x", "title": "Keys"}, {"id": "x", "title": "Keys"}},
			[]any{map[string]any{"id": "x", "title": "Keys"}}},
		"three": {[]item{{"id": "x", "title": "Keys"}, {"id": "x"}, {"id": "x", "due": "2026-01-02"}},
			[]any{map[string]any{"id": "x", "title": "Keys", "due": "2026-01-02"}}},
		"one has more": {[]item{{"id": "x", "title": "Keys", "status": "todo"}, {"id": "x", "title": "Keys"}},
			[]any{map[string]any{"id": "x", "title": "Keys", "status": "todo"}}},
		"others": {[]item{{"id": "x", "title": "Keys"}, {"id": "y", "title": "Keys"}},
			[]any{map[string]any{"id": "y", "title": "Keys"}, map[string]any{"id": "x", "title": "Keys"}}},
		"different": {[]item{{"id": "x", "title": "Keys"}, {"id": "x", "title": "Locks"}},
			[]any{map[string]any{"id": "x", "title": "Locks"}, map[string]any{"id": "", "title": "Keys"}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, repairs := twinsOf(t, c.items...)
			if repairs != 1 && name != "others" {
				t.Errorf("took %d repairs", repairs)
			}
			for _, one := range got {
				if fields, ok := one.(map[string]any); ok && strings.Count(fields["id"].(string), "-") == 4 {
					fields["id"] = ""
				}
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("the list is %s", line(got))
			}
		})
	}
}

// Two repairs of one text restore it twice: what others typed in the copy that lost is kept, and nothing is doubled.
func TestRepair_FoldsOnlyWhatOthersAddedToARestoredText(t *testing.T) {
	listing := crm.TypeNamed("listing")
	genesis := crdt.Genesis(listing, false)
	s, view := crdt.NewOpSet(), crdt.NewOpSet()
	var remarks crdt.OpID
	for _, op := range genesis.Ops {
		if op.Key == "PublicRemarks" {
			remarks = op.ID
		}
	}
	text := write("a", genesis.MaxOp()+1)
	after := root
	for _, r := range "Sunny." {
		after = text.push(remarks, after, string(r))
	}
	text.encode(t, 1, genesis.Hash)
	changes := []*crdt.Change{genesis, text.Change}
	for _, c := range changes {
		add(t, s, c)
		add(t, view, c)
	}
	var restored []*crdt.Change
	for _, actor := range []string{"b", "c"} { // both delete the text, and have not seen the other do it
		p := write(actor, text.MaxOp()+1)
		p.remove(root, "PublicRemarks", remarks)
		p.encode(t, 1, text.Hash)
		verdict, err := crdt.Policy{Type: listing, User: bob}.Judge(view, p.Change)
		if err != nil {
			t.Fatal(err)
		}
		repairs, err := verdict.Repair([]crdt.Hash{p.Hash})
		if err != nil || len(repairs) != 1 {
			t.Fatal(repairs, err)
		}
		changes = append(changes, add(t, s, p.Change), add(t, s, repairs[0]))
		restored = append(restored, repairs[0])
	}
	for i, r := range restored { // somebody types in each copy
		last := r.Ops[len(r.Ops)-1].ID
		typed := write("typing "+string(r.Actor[:4]), r.MaxOp()+1)
		typed.push(r.Ops[0].ID, last, []string{"!", "?"}[i])
		changes = append(changes, add(t, s, typed.encode(t, 1, r.Hash)))
	}
	mend(t, s, listing, &changes)
	if got := content(t, s)["PublicRemarks"]; got != "Sunny.!\n?" && got != "Sunny.?\n!" {
		t.Errorf("remarks are %q", got)
	}
}
