package editing

import (
	"encoding/json"
	"slices"

	"roomkey/crm"
)

// leeway says which rules are waived for an undo, a revert or a proposal.
type leeway struct {
	moves    bool              // the status may go back where it came from
	authors  bool              // somebody else's note may come back, and a text of any length
	proposed map[crm.ID]string // the types of records that may be referred to although they are not there yet
}

// checkField checks one root field as it will be.
func checkField(f *crm.Field, at string, old, after any, user *crm.User, leeway leeway) error {
	if after == nil {
		if was, ok := old.(string); ok && !leeway.moves {
			return f.CheckMove(at, was, "")
		}
		return nil
	}
	if err := f.Check(at, after); err != nil {
		return err
	}
	was, _ := old.(string)
	is, text := after.(string)
	if text && f.Kind == crm.KindText {
		if leeway.authors {
			return nil // what comes back has been there
		}
		return checkPaste(at, was, is)
	}
	if text && !leeway.moves {
		return f.CheckMove(at, was, is)
	}
	if isNotes(f) {
		return checkNotes(at, old, after, user, leeway)
	}
	return nil
}

// checkRequired checks that the patch removes no required field.
func checkRequired(t *crm.RecordType, now map[string]json.RawMessage, after map[string]any, private bool) error {
	if private {
		return nil
	}
	has := func(name string) bool {
		if value, patched := after[name]; patched {
			return present(value)
		}
		return present(plain(now[name]))
	}
	for i := range t.Fields {
		f := &t.Fields[i]
		if _, patched := after[f.Name]; patched && f.Required && !has(f.Name) {
			return crm.Invalid("/"+crm.Escape(f.Name), "is required")
		}
	}
	for _, group := range t.RequireOne {
		touched := slices.ContainsFunc(group, func(name string) bool { _, patched := after[name]; return patched })
		if touched && !slices.ContainsFunc(group, has) {
			return crm.Invalid("/"+crm.Escape(group[0]), "is required, or else: %s", group[len(group)-1])
		}
	}
	return nil
}
