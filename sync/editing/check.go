package editing

import (
	"encoding/json"
	"errors"
	"reflect"
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
func checkField(f *crm.Field, at string, old, after any, user *crm.User, leeway leeway, today string) error {
	if after == nil {
		if was, ok := old.(string); ok && !leeway.moves {
			return f.CheckMove(at, was, "")
		}
		return nil
	}
	if err := checkValue(f, at, old, after, leeway, today); err != nil {
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

// checkValue judges what is new in a value. What comes back has been there, perhaps before a rule within the field.
func checkValue(f *crm.Field, at string, old, after any, leeway leeway, today string) error {
	if leeway.moves {
		return f.Check(at, after)
	}
	return joinFaults(f.Faults(at, after, old, today))
}

// joinFaults is one error of several, or nil of none.
func joinFaults(faults []*crm.Error) error {
	all := make([]error, len(faults))
	for i, fault := range faults {
		all[i] = fault
	}
	return oneOf(all)
}

// oneOf is one error of several, of which some may be nil: the only one as it is.
func oneOf(all []error) error {
	all = slices.DeleteFunc(all, func(err error) bool { return err == nil })
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
}

// checkRules checks the rules across fields that the patch touches. Empty strings are no values.
func checkRules(t *crm.RecordType, private bool, now map[string]json.RawMessage, after map[string]any) error {
	if private {
		return nil // they are about fields of the shared half
	}
	changed := func(pointer string) bool {
		value, patched := after[pointer[1:]]
		return patched && !reflect.DeepEqual(value, plain(now[pointer[1:]]))
	}
	return joinFaults(t.Broken(func(pointer string) any {
		if value, patched := after[pointer[1:]]; patched {
			return value
		}
		return plain(now[pointer[1:]])
	}, changed))
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
	return joinFaults(t.MissingFields(func(name string) bool { return !touched(t, name, after) || has(name) }))
}

// touched reports whether a patch names a field, or another one of a group of which one is required.
func touched(t *crm.RecordType, name string, after map[string]any) bool {
	named := func(name string) bool { _, patched := after[name]; return patched }
	return named(name) || slices.ContainsFunc(t.RequireOne, func(group []string) bool {
		return slices.Contains(group, name) && slices.ContainsFunc(group, named)
	})
}
