package editing

import (
	"context"
	"encoding/json"
	"errors"
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

// prepare checks a merge patch against the schema, the references and the moves of the status, and fills in the parts
// that clients may leave out: the ids of list items, and a note's author and time. The error names the field.
func prepare(ctx context.Context, v *live.Visit, t *crm.RecordType, private bool, now map[string]json.RawMessage,
	patch json.RawMessage, user *crm.User, leeway leeway) (*prepared, error) {
	p := &prepared{after: make(map[string]any)}
	names, err := objectOf(patch, private)
	if err != nil || len(names) == 0 {
		return p, err
	}
	out := make(map[string]any, len(names))
	merged := make(map[string]json.RawMessage, len(names))
	for name, value := range names {
		at := crm.PointerTo(name, private)
		field := t.Root(name)
		if field == nil || field.Private != private {
			return nil, crm.Invalid(at, "there is no such field")
		}
		if field.Derived || field.Server {
			return nil, crm.Invalid(at, "is written by the server alone")
		}
		m := merger{v: v, user: user}
		old := plain(now[name])
		if out[name], p.after[name] = m.merge(field, strip(field, old), value); m.err != nil {
			return nil, m.err
		}
		if isNotes(field) {
			inOrder(old, out[name], p.after[name])
		}
		if err := checkField(field, at, old, p.after[name], user, leeway); err != nil {
			return nil, err
		}
		if merged[name], err = json.Marshal(p.after[name]); err != nil {
			return nil, crm.Invalid(at, "can't be stored")
		}
	}
	if err := checkRequired(t, now, p.after, private); err != nil {
		return nil, err
	}
	lookup := func(fields map[string]json.RawMessage) func(string) (json.RawMessage, bool) {
		return func(name string) (json.RawMessage, bool) { raw, ok := fields[name]; return raw, ok }
	}
	roots := make([]string, 0, len(names))
	for name := range names {
		roots = append(roots, name)
	}
	slices.Sort(roots)
	if err := v.CheckReferences(ctx, t, private, roots, lookup(merged), lookup(now), user,
		leeway.proposed); err != nil {
		return nil, err
	}
	p.patch, err = json.Marshal(out)
	return p, err
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
