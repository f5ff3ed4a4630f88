package projection

import (
	"fmt"
	"maps"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// Rebuild computes the projection of a record again from all changes of its documents. Each list must be in causal
// order; private may be empty. Rebuild takes from rec what no document holds (owner, flags, times), and leaves rec
// unchanged. users gives the owners of the actors.
func Rebuild(rec crm.Record, shared, private []*crdt.Change, users map[crdt.Actor]crm.ID) (*crm.Record, error) {
	t := crm.TypeNamed(rec.Type)
	if t == nil {
		return nil, crm.Invalid("/type", "there is no such type of record")
	}
	rec.Conflicts, rec.Fields, rec.Private, rec.Heads, rec.PrivateHeads = nil, nil, nil, nil, nil
	for i, changes := range [][]*crdt.Change{shared, private} {
		if len(changes) == 0 {
			continue
		}
		half, err := replay(changes, users)
		if err != nil {
			return nil, err
		}
		half.Private = i == 1
		roots := slices.Collect(maps.Keys(half.Fields))
		fields := update(nil, half, roots)
		if half.Private {
			rec.Private, rec.PrivateHeads = fields, half.Heads
		} else {
			rec.Fields, rec.Heads = fields, half.Heads
		}
		rec.Conflicts = conflicts(rec.Conflicts, t, half, roots)
	}
	derive(&rec, t, rec.UpdatedAt)
	return &rec, nil
}

// replay returns the content that the changes result in.
func replay(changes []*crdt.Change, users map[crdt.Actor]crm.ID) (*Half, error) {
	graph, ops := crdt.NewGraph(), crdt.NewOpSet()
	for _, change := range changes {
		if err := graph.Add(crdt.NodeOf(change)); err != nil {
			return nil, fmt.Errorf("change %s: %w", change.Hash, err)
		}
		if err := ops.Apply(change); err != nil {
			return nil, fmt.Errorf("change %s: %w", change.Hash, err)
		}
	}
	return &Half{Heads: graph.Heads(), Fields: ops.Fields(), Ops: ops, Actors: users}, nil
}
