package crdt_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"roomkey/crdt"
	"roomkey/crm"
)

// Whatever is accepted of a user leaves what others' notes say, their order and their number as they were.
func TestPolicy_NobodyElsesAcceptedChangeTouchesANote(t *testing.T) {
	users := map[crdt.Actor]crm.ID{"a": alice, "b": bob, "c": {0xc0, 1: 3, 15: 3}}
	accepted, forbidden := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newNotesWorld(t, users)
		for range rapid.IntRange(5, 30).Draw(t, "changes") {
			p := w.notesChange(t)
			w.policy.User = users[p.Actor]
			before := w.notesOfOthers(t)
			if _, err := w.policy.Check(w.set, p.Change); crm.CodeOf(err) == crm.CodeForbidden {
				forbidden++
				continue
			} else if err != nil {
				continue
			}
			accepted++
			if err := w.set.Apply(p.Change); err != nil {
				t.Fatalf("accepted but not applicable: %v", err)
			}
			w.learn(p)
			if after := w.notesOfOthers(t); !reflect.DeepEqual(before, after) {
				t.Fatalf("a change by %s turned others' notes from %s to %s", p.Actor, line(before), line(after))
			}
		}
	})
	if accepted < forbidden/20 || forbidden < accepted/20 {
		t.Errorf("%d accepted, %d forbidden: the generator is lopsided", accepted, forbidden)
	}
}

// newNotesWorld is a lead with two notes of each user.
func newNotesWorld(t *rapid.T, users map[crdt.Actor]crm.ID) *world {
	w := &world{
		set: crdt.NewOpSet(), seqs: map[crdt.Actor]uint64{}, slots: map[string][]crdt.OpID{},
		policy: crdt.Policy{Type: crm.TypeNamed("lead")}, places: []place{{action: crdt.ActionMakeMap}},
	}
	apply := func(p pen) {
		if err := w.set.Apply(p.Change); err != nil {
			t.Fatal(err)
		}
		w.learn(p)
	}
	genesis := crdt.Genesis(w.policy.Type, false)
	apply(pen{genesis})
	list := genesis.Ops[slices.IndexFunc(genesis.Ops, func(op crdt.Op) bool { return op.Key == "notes" })].ID
	for _, actor := range []crdt.Actor{"a", "b", "c"} {
		p := write(string(actor), w.top+1)
		for _, id := range []string{"1", "2"} {
			note := p.pushes(list, root, crdt.ActionMakeMap)
			p.set(note, "id", string(actor)+id)
			p.set(note, "author", users[actor].String())
			p.text(note, "body", "hello")
			p.push(p.makes(note, "mentions", crdt.ActionMakeList), root, alice.String())
		}
		apply(p)
	}
	return w
}

// notesChange draws a change of a few operations, most of them on notes.
func (w *world) notesChange(t *rapid.T) pen {
	actor := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "actor")
	p := write(actor, w.top+1)
	near := *w
	near.places = slices.DeleteFunc(slices.Clone(w.places), func(o place) bool { return !w.ofNotes(o.field) })
	for range rapid.IntRange(1, 2).Draw(t, "operations") {
		if rapid.IntRange(0, 9).Draw(t, "anywhere") == 0 {
			w.operation(t, p)
		} else {
			near.operation(t, p)
		}
	}
	return p
}

// ofNotes reports whether a field is the list of notes or within it.
func (w *world) ofNotes(f *crm.Field) bool {
	notes := w.policy.Type.Root("notes")
	if f == nil || f == notes || f == notes.Item {
		return f != nil
	}
	return slices.ContainsFunc([]string{"id", "author", "at", "body", "mentions"}, func(name string) bool {
		child := notes.Item.Child(name)
		return f == child || f == child.Item
	})
}

// notesOfOthers are the notes that do not name the policy's user as their author.
func (w *world) notesOfOthers(t *rapid.T) []any {
	list, _ := content(t, w.set)["notes"].([]any)
	return slices.DeleteFunc(list, func(item any) bool {
		note, _ := item.(map[string]any)
		return note["author"] == w.policy.User.String()
	})
}
