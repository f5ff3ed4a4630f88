package live

import (
	"encoding/json"

	"roomkey/crm"
)

// checkWhole checks all of a record's shared fields.
func checkWhole(t *crm.RecordType, fields map[string]json.RawMessage) error {
	values, err := decodeFields(fields, "type")
	if err != nil {
		return err
	}
	if err := t.Check(values, false); err != nil {
		return err
	}
	return t.Missing(func(name string) bool { return values[name] != nil && values[name] != "" })
}

// decodeFields reads fields as crm.RecordType.Check takes them.
func decodeFields(fields map[string]json.RawMessage, except string) (map[string]any, error) {
	values := make(map[string]any, len(fields))
	for name, raw := range fields {
		if name == except {
			continue
		}
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			return nil, crm.Invalid("/"+crm.Escape(name), "is not JSON")
		}
		values[name] = value
	}
	return values, nil
}
