package crdt_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"roomkey/crdt"
)

func TestOpSet_IsTheSameInEveryCausalOrder(t *testing.T) {
	var documents [][]*crdt.Change
	for _, h := range stockHistories(t, 100_000, 100) {
		var changes []*crdt.Change
		for _, data := range h.Changes {
			c, err := crdt.ParseChange(data, nil)
			if err != nil {
				t.Fatal(err)
			}
			changes = append(changes, c)
		}
		documents = append(documents, changes)
	}
	rapid.Check(t, func(t *rapid.T) {
		changes := rapid.SampledFrom(documents).Draw(t, "document")
		want := crdt.NewOpSet()
		for _, c := range changes {
			if err := want.Apply(c); err != nil {
				t.Fatal(err)
			}
		}
		got := crdt.NewOpSet()
		for _, c := range shuffle(t, changes) {
			if err := got.Apply(c); err != nil {
				t.Fatal(err)
			}
			if rapid.IntRange(0, 3).Draw(t, "read") == 0 {
				got.Fields() // reading sorts, which must not change the result
			}
		}
		if !reflect.DeepEqual(got.Fields(), want.Fields()) {
			t.Fatalf("fields are %s, in another order %s", line(want.Fields()), line(got.Fields()))
		}
		if !reflect.DeepEqual(got.Conflicts(nil), want.Conflicts(nil)) {
			t.Fatalf("conflicts are %v, in another order %v", want.Conflicts(nil), got.Conflicts(nil))
		}
	})
}

// shuffle draws a causal order.
func shuffle(t *rapid.T, changes []*crdt.Change) []*crdt.Change {
	done := map[crdt.Hash]bool{}
	var order []*crdt.Change
	for len(order) < len(changes) {
		var ready []*crdt.Change
		for _, c := range changes {
			if !done[c.Hash] && all(c.Deps, done) {
				ready = append(ready, c)
			}
		}
		next := rapid.SampledFrom(ready).Draw(t, "next")
		done[next.Hash] = true
		order = append(order, next)
	}
	return order
}

func all(hashes []crdt.Hash, done map[crdt.Hash]bool) bool {
	for _, h := range hashes {
		if !done[h] {
			return false
		}
	}
	return true
}
