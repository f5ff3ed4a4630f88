package editing

import (
	"encoding/json"

	"roomkey/crm"
)

var null = json.RawMessage("null")

// orNull is a field's value as JSON, null if it has none.
func orNull(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return null
	}
	return raw
}

// plain is a value as maps, lists, texts and float64; nil if there is none.
func plain(raw json.RawMessage) any {
	var value any
	if len(raw) > 0 && json.Unmarshal(raw, &value) != nil {
		return nil
	}
	return value
}

// present reports whether a field has a value.
func present(value any) bool { return value != nil && value != "" }

// strip removes derived fields.
func strip(f *crm.Field, value any) any {
	m, ok := value.(map[string]any)
	if !ok {
		return value
	}
	for i := range f.Fields {
		if f.Fields[i].Derived {
			delete(m, f.Fields[i].Name)
		}
	}
	return m
}
