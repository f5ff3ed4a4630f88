package sync

import (
	"encoding/json"
	"fmt"

	"roomkey/crdt"
	"roomkey/crm"
)

// Rebuild computes a record's projection anew from all changes of its documents, each in causal order; private may be
// empty. What no document holds (owner, flags, times) is taken from rec, which is left alone. users says whose actors are.
func Rebuild(rec crm.Record, shared, private []*crdt.Change, users map[crdt.Actor]crm.ID) (*crm.Record, error) {
	t := crm.TypeNamed(rec.Type)
	if t == nil {
		return nil, crm.Invalid("/type", "there is no such type of record")
	}
	rec.Conflicts = nil
	halves := []struct {
		changes []*crdt.Change
		private bool
		except  string
		fields  *map[string]json.RawMessage
		heads   *[]crm.Hash
	}{
		{shared, false, "type", &rec.Fields, &rec.Heads},
		{private, true, "privateOf", &rec.Private, &rec.PrivateHeads},
	}
	for _, half := range halves {
		*half.fields, *half.heads = nil, nil
		if len(half.changes) == 0 {
			continue
		}
		graph, ops := crdt.NewGraph(), crdt.NewOpSet()
		for _, change := range half.changes {
			if err := graph.Add(crdt.NodeOf(change)); err != nil {
				return nil, fmt.Errorf("change %s: %w", change.Hash, err)
			}
			if err := ops.Apply(change); err != nil {
				return nil, fmt.Errorf("change %s: %w", change.Hash, err)
			}
		}
		fields := ops.Fields()
		roots := make([]string, 0, len(fields))
		for name := range fields {
			roots = append(roots, name)
		}
		delete(fields, half.except)
		*half.fields, *half.heads = fields, graph.Heads()
		doc := &document{ops: ops, actors: users}
		for pointer, values := range ops.ConflictsOf(t, half.private, roots) {
			if list := doc.conflicting(values); len(list) > 1 {
				if rec.Conflicts == nil {
					rec.Conflicts = make(map[string][]crm.Conflicting)
				}
				rec.Conflicts[pointer] = list
			}
		}
	}
	derive(&rec, t, rec.UpdatedAt)
	return &rec, nil
}
