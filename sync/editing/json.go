package editing

import "encoding/json"

var null = json.RawMessage("null")

// orNull is a field's value as JSON, null where it has none.
func orNull(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return null
	}
	return raw
}

// plain is a value as maps, lists, texts and float64; nil where there is none.
func plain(raw json.RawMessage) any {
	var value any
	if len(raw) > 0 && json.Unmarshal(raw, &value) != nil {
		return nil
	}
	return value
}

// present reports whether a field has a value.
func present(value any) bool { return value != nil && value != "" }
