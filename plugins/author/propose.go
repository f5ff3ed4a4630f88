package author

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"roomkey/crm"
)

func (s *stage) opPropose(in []byte) (any, error) {
	var asked struct {
		Changes []struct {
			Type    string          `json:"type"`
			ID      string          `json:"id"`
			Fields  json.RawMessage `json:"fields"`
			Private json.RawMessage `json:"private"`
			Note    string          `json:"note"`
		} `json:"changes"`
	}
	if err := ask(in, &asked); err != nil {
		return nil, err
	}
	if len(asked.Changes) == 0 {
		return nil, refuse("invalid", "changes: is empty")
	}
	type named struct {
		Record string `json:"record"`
		Type   string `json:"type"`
	}
	var all []proposal
	var answer []named
	for i, c := range asked.Changes {
		p := proposal{Type: c.Type, ID: c.ID, New: c.ID == "", Fields: c.Fields, Private: c.Private, Note: c.Note}
		if p.New {
			p.ID = fmt.Sprintf("00000000-0000-4000-8000-%012d", len(s.proposed)+len(s.pending)+len(all)+1)
		}
		if err := s.check(&p); err != nil {
			return nil, at(fmt.Sprintf("changes/%d", i), err)
		}
		all, answer = append(all, p), append(answer, named{p.ID, p.Type})
	}
	for _, p := range all {
		if p.New {
			s.made[p.ID] = p.Type
		}
	}
	s.pending = append(s.pending, all...)
	return map[string]any{"proposals": answer}, nil
}

// at adds the place in a request to an error.
func at(place string, err error) error {
	if refused, ok := refusal(err); ok {
		refused.Message = place + ": " + refused.Message
		return refused
	}
	return err
}

// check checks the right to propose a change, and checks the change against the schema. Without the record's document
// it can't check everything that the server checks.
func (s *stage) check(p *proposal) error {
	kind := crm.TypeNamed(p.Type)
	if kind == nil {
		return refuse("invalid", "type: there is no such type of record")
	}
	existing := s.find(p.Type, p.ID)
	if !p.New && existing == nil && s.made[p.ID] != p.Type {
		return crm.ErrNotFound
	}
	if existing != nil && existing.ReadOnly {
		return refuse("denied", "%s", crm.ErrForbidden.Message)
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
		return refuse("denied", "plugin.json does not ask for the capability records.propose of %s.notes", p.Type)
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
	var fields map[string]any
	if err := json.Unmarshal(patch, &fields); err != nil {
		return nil, refuse("invalid", "fields and private must be objects")
	}
	prefix, name := "/", "."
	if private {
		prefix, name = "/private/", "./private/"
	}
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		if !s.manifest.Capabilities.MayPropose(kind.Name, prefix+crm.Escape(field)) {
			return nil, refuse("denied", "plugin.json does not ask for the capability records.propose of %s%s%s",
				kind.Name, name, field)
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
