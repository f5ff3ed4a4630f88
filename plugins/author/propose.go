package author

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/calls"
)

func (s *stage) opPropose(in []byte) (any, error) {
	asked, err := calls.Read[calls.Propose](in)
	if err != nil {
		return nil, err
	}
	if len(s.proposed)+len(s.pending)+len(asked.Changes) > calls.MaxProposals {
		return nil, calls.ErrTooManyProposals
	}
	var all []proposal
	var answer []calls.Proposed
	for i, c := range asked.Changes {
		p := proposal{Type: c.Type, ID: c.ID.String(), New: c.ID.IsZero(), Fields: c.Fields, Private: c.Private,
			Note: c.Note}
		if p.New {
			p.ID = fmt.Sprintf("00000000-0000-4000-8000-%012d", len(s.proposed)+len(s.pending)+len(all)+1)
		}
		if err := s.check(&p); err != nil {
			return nil, calls.Within(fmt.Sprintf("changes/%d", i), err)
		}
		id, err := crm.ParseID(p.ID)
		if err != nil {
			return nil, err
		}
		all, answer = append(all, p), append(answer, calls.Proposed{Record: id, Type: p.Type})
	}
	for _, p := range all {
		if p.New {
			s.made[p.ID] = p.Type
		}
	}
	s.pending = append(s.pending, all...)
	return calls.Proposals{Proposals: answer}, nil
}

// check checks the right to propose a change, and checks the change against the schema. Without the record's document
// it can't check everything that the server checks.
func (s *stage) check(p *proposal) error {
	kind := crm.TypeNamed(p.Type)
	if kind == nil {
		return crm.Invalid("/type", "there is no such type of record")
	}
	existing := s.find(p.Type, p.ID)
	if !p.New && existing == nil && s.made[p.ID] != p.Type {
		return crm.ErrNotFound
	}
	if existing != nil && existing.ReadOnly {
		return calls.Refuse("denied", "%s", crm.ErrForbidden.Message)
	}
	fields, err := s.half(kind, p.Fields, false)
	if err != nil {
		return err
	}
	private, err := s.half(kind, p.Private, true)
	if err != nil {
		return err
	}
	if err := breaksRule(kind, fields, private, existing); err != nil {
		return err
	}
	if p.Note != "" && !s.manifest.Capabilities.MayPropose(p.Type, "/notes") {
		return calls.Refuse("denied", "plugin.json does not ask for the capability records.propose of %s.notes", p.Type)
	}
	if p.New {
		return kind.Missing(func(name string) bool { return fields[name] != nil && fields[name] != "" })
	}
	if status, ok := fields[kind.Status].(string); ok && existing != nil {
		from, _ := existing.Fields[kind.Status].(string)
		return kind.Root(kind.Status).CheckMove("/"+kind.Status, from, status)
	}
	return nil
}

// breaksRule is the error of the first rule that a change breaks, beside the values that the record has.
func breaksRule(kind *crm.RecordType, fields, private map[string]any, existing *record) error {
	if existing == nil {
		existing = &record{}
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		after, before := fields, existing.Fields
		if f.Private {
			after, before = private, existing.Private
		}
		if value, patched := after[f.Name]; patched {
			if faults := f.Faults(crm.PointerTo(f.Name, f.Private), value, before[f.Name], ""); len(faults) > 0 {
				return faults[0]
			}
		}
	}
	changed := func(pointer string) bool { _, patched := fields[pointer[1:]]; return patched }
	broken := kind.Broken(func(pointer string) any {
		if changed(pointer) {
			return fields[pointer[1:]]
		}
		return existing.Fields[pointer[1:]]
	}, changed)
	if len(broken) > 0 {
		return broken[0]
	}
	return nil
}

// half checks the shared or the private half of a change.
func (s *stage) half(kind *crm.RecordType, patch json.RawMessage, private bool) (map[string]any, error) {
	if len(patch) == 0 {
		return nil, nil
	}
	member := "/fields"
	if private {
		member = "/private"
	}
	var fields map[string]any
	if err := json.Unmarshal(patch, &fields); err != nil {
		return nil, crm.Invalid(member, "must be an object")
	}
	prefix := "/"
	if private {
		prefix = "/private/"
	}
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		if at := prefix + crm.Escape(field); !s.manifest.Capabilities.MayPropose(kind.Name, at) {
			return nil, calls.Refuse("denied", "plugin.json does not ask for the capability records.propose of %s",
				plugins.ProposalOf(kind.Name, at))
		}
	}
	stripped, _ := withoutNulls(fields).(map[string]any)
	return stripped, kind.Check(stripped, private)
}

// withoutNulls returns a merge patch without the members that it removes.
func withoutNulls(value any) any {
	switch value := value.(type) {
	case map[string]any:
		kept := make(map[string]any, len(value))
		for name, member := range value {
			if member != nil {
				kept[name] = withoutNulls(member)
			}
		}
		return kept
	case []any:
		kept := make([]any, len(value))
		for i := range value {
			kept[i] = withoutNulls(value[i])
		}
		return kept
	}
	return value
}
