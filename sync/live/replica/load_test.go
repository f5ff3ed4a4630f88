package replica_test

import (
	"fmt"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// storedLead is a stored lead with changes of ops operations each.
func storedLead(t *testing.T, changes, ops int) *crm.Stored {
	t.Helper()
	first := crdt.Genesis(crm.TypeNamed("lead"), false)
	s := &crm.Stored{ID: crm.ID{1}, Record: crm.ID{1},
		Changes: []crm.StoredChange{{Hash: first.Hash, Data: first.Data}}}
	last, next, actor := first.Hash, first.MaxOp()+1, crdt.Actor("0123456789abcdef")
	for i := range changes {
		c := &crdt.Change{Deps: []crm.Hash{last}, Actor: actor, Seq: uint64(i + 1), StartOp: next}
		for range ops {
			c.Ops = append(c.Ops, crdt.Op{ID: crdt.OpID{Counter: next, Actor: actor}, Action: crdt.ActionSet,
				Key: fmt.Sprint("k", next), Value: crdt.Value{Type: crdt.ValueString, Bytes: "x"}})
			next++
		}
		if err := crdt.EncodeChange(c); err != nil {
			t.Fatal(err)
		}
		s.Changes, last = append(s.Changes, crm.StoredChange{Hash: c.Hash, Data: c.Data}), c.Hash
	}
	s.Heads = []crm.Hash{last}
	return s
}

// A long history is decoded in parts, and each but the first one when its turn has come; a short one at once. So it is
// when a document is restored, and when a rollback ends.
func TestLoad_WaitsBeforeThePartsOfALongHistory(t *testing.T) {
	for _, c := range []struct{ changes, ops, waits int }{{10, 10, 0}, {10, 990, 0}, {45, 1_000, 4}} {
		begun, ended := 0, 0
		long := func() func() {
			if begun++; begun != ended+1 {
				t.Error("it waits for its turn while it has one")
			}
			return func() { ended++ }
		}
		stored := storedLead(t, c.changes, c.ops)
		d, err := replica.Load(stored, long)
		if err != nil {
			t.Fatal(err)
		}
		for _, way := range []struct {
			name string
			read func() error
		}{
			{"loading", func() error { return nil }}, // that was done above
			{"restoring", func() error { return d.Restore(stored, nil, long) }},
			{"reinstating", func() error { return d.Reinstate(stored, long) }},
		} {
			if err := way.read(); err != nil {
				t.Fatal(err)
			}
			if begun != c.waits || ended != c.waits {
				t.Errorf("%s %d changes of %d operations waits %d times, and %d waits end", way.name, c.changes,
					c.ops, begun, ended)
			}
			begun, ended = 0, 0
			if first := crdt.Genesis(crm.TypeNamed("lead"), false); d.Count() != len(first.Ops)+c.changes*c.ops {
				t.Errorf("after %s, it has %d operations", way.name, d.Count())
			}
		}
	}
}
