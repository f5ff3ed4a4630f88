package crm

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// Bounds of a user's preferences.
const (
	// MaxPreferences is how many bytes they have at most, as one JSON object.
	MaxPreferences = 64 << 10
	// MaxPreferenceNames is how many there are at most.
	MaxPreferenceNames = 256
	// MaxPreferenceName is how many bytes the name of one has at most.
	MaxPreferenceName = 128
)

// CheckPreferences checks the names of preferences, an object, and how many there are. Errors: invalid, of the field
// values.
func CheckPreferences(values json.RawMessage) error {
	members := map[string]json.RawMessage{}
	if json.Unmarshal(values, &members) != nil {
		return Invalid("values", "must be an object")
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if len(name) > MaxPreferenceName {
			return Invalid("values", "has a name of more than %d bytes", MaxPreferenceName)
		}
	}
	if len(members) > MaxPreferenceNames {
		return Invalid("values", "has more than %d names", MaxPreferenceNames)
	}
	return nil
}

// MergePreferences is a user's preferences, an object or nil, with the members of another object: null takes a name
// out, and any other value replaces what is there as a whole. Errors: invalid and too large, of the field values, where
// the result is beyond the bounds.
func MergePreferences(values, patch json.RawMessage) (json.RawMessage, error) {
	merged, changes := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	if values != nil && json.Unmarshal(values, &merged) != nil || json.Unmarshal(patch, &changes) != nil {
		return nil, Invalid("values", "must be an object")
	}
	for name, value := range changes {
		if string(value) == "null" {
			delete(merged, name)
		} else {
			merged[name] = value
		}
	}
	joined := JoinPreferences(merged)
	if len(joined) > MaxPreferences {
		return nil, &Error{Code: CodeTooLarge, Field: "values", Message: "has too much together with what is set"}
	}
	return joined, CheckPreferences(joined)
}

// JoinPreferences is an object without white space, sorted by name. Its values have none either.
func JoinPreferences(members map[string]json.RawMessage) json.RawMessage {
	object := []byte{'{'}
	for i, name := range slices.Sorted(maps.Keys(members)) {
		if i > 0 {
			object = append(object, ',')
		}
		object = append(append(append(object, quoted(name)...), ':'), members[name]...)
	}
	return append(object, '}')
}

// PreferenceSize is how many bytes JoinPreferences makes of one, without a comma.
func PreferenceSize(name string, value json.RawMessage) int {
	return len(quoted(name)) + len(":") + len(value)
}

// quoted is a text as JSON that no page of HTML holds.
func quoted(text string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text can be encoded
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
