package editing

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/sync/live"
)

// prepared is a checked patch of one half of a record.
type prepared struct {
	patch json.RawMessage // for the engine; nil where there is nothing to do
	after map[string]any  // the root fields that the patch names, as they will be; nil: gone
}

// prepare checks a merge patch against the schema, the rules, the references and the moves of the status, and fills in
// the parts that clients may leave out: the ids of list items, and a note's author and time. The error joins all that
// is wrong, each with its field; what prepare returns beside it is only good to find more.
func prepare(ctx context.Context, v *live.Visit, t *crm.RecordType, private bool, now map[string]json.RawMessage,
	patch json.RawMessage, user *crm.User, leeway leeway) (*prepared, error) {
	p := &prepared{after: make(map[string]any)}
	names, err := objectOf(patch, private)
	if err != nil || len(names) == 0 {
		return p, err
	}
	out := make(map[string]any, len(names))
	merged := make(map[string]json.RawMessage, len(names))
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(names)) {
		raw, err := p.prepareField(v, t, private, now, name, names[name], user, leeway)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		out[name], merged[name] = raw.out, raw.after
	}
	if !leeway.moves {
		wrong = append(wrong, checkRules(t, private, now, p.after))
	}
	wrong = append(wrong, checkRequired(t, now, p.after, private))
	lookup := func(fields map[string]json.RawMessage) func(string) (json.RawMessage, bool) {
		return func(name string) (json.RawMessage, bool) { raw, ok := fields[name]; return raw, ok }
	}
	roots := slices.Sorted(maps.Keys(merged))
	wrong = append(wrong, v.CheckReferences(ctx, t, private, roots, lookup(merged), lookup(now), user, leeway.proposed))
	if err := oneOf(wrong); err != nil {
		return p, err
	}
	p.patch, err = json.Marshal(out)
	return p, err
}

// preparedField is a checked patch of one field: what the engine writes, and the value afterwards.
type preparedField struct {
	out   any
	after json.RawMessage
}

// prepareField checks one field of a patch by itself, and notes what it will be.
func (p *prepared) prepareField(v *live.Visit, t *crm.RecordType, private bool, now map[string]json.RawMessage,
	name string, value any, user *crm.User, leeway leeway) (f preparedField, err error) {
	at := crm.PointerTo(name, private)
	field := t.Root(name)
	if field == nil || field.Private != private {
		return f, crm.Invalid(at, "there is no such field")
	}
	if field.Derived || field.Server {
		return f, crm.Invalid(at, "is written by the server alone")
	}
	m := merger{v: v, user: user}
	old := plain(now[name])
	out, after := m.merge(field, strip(field, old), value)
	if m.err != nil {
		return f, m.err
	}
	p.after[name] = after
	if isNotes(field) {
		inOrder(old, out, after)
	}
	if err := checkField(field, at, old, after, user, leeway, crm.Today(v.Time())); err != nil {
		return f, err
	}
	if f.after, err = json.Marshal(after); err != nil {
		return f, crm.Invalid(at, "can't be stored")
	}
	f.out = out
	return f, nil
}

// objectOf reads a patch; nothing and null patch nothing.
func objectOf(patch json.RawMessage, private bool) (map[string]any, error) {
	if len(patch) == 0 {
		return nil, nil
	}
	var names map[string]any
	if err := json.Unmarshal(patch, &names); err != nil {
		name := "fields"
		if private {
			name = "private"
		}
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && strings.HasPrefix(wrong.Value, "number ") {
			return nil, crm.Invalid(name, "has a number that is out of range")
		}
		return nil, crm.Invalid(name, "must be an object")
	}
	return names, nil
}

// missing is the error of all required fields that a new record's patch does not name; checkRequired names the others.
func (p *prepared) missing(t *crm.RecordType) error {
	return joinFaults(t.MissingFields(func(name string) bool { _, named := p.after[name]; return named }))
}
