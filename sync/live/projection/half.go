package projection

import (
	"encoding/json"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// Half is the content of one of a record's two documents. It is only read.
type Half struct {
	Private bool
	Heads   []crm.Hash
	Fields  map[string]json.RawMessage // root fields
	Ops     *crdt.OpSet
	Actors  map[crdt.Actor]crm.ID // the owners of the actors
}

// except returns the root key of the half that is not a field.
func (h *Half) except() string {
	if h.Private {
		return "privateOf"
	}
	return "type"
}

// Check checks all fields of the half against the schema. A shared half must also have all required fields. The error
// names the field.
func (h *Half) Check(t *crm.RecordType) error {
	values, err := h.values()
	if err != nil {
		return err
	}
	if err := t.Check(values, h.Private); err != nil || h.Private {
		return err
	}
	return t.Missing(func(name string) bool { return values[name] != nil && values[name] != "" })
}

// values returns the fields in the form that crm.RecordType.Check takes.
func (h *Half) values() (map[string]any, error) {
	values := make(map[string]any, len(h.Fields))
	for name, raw := range h.Fields {
		if name == h.except() {
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

// The first and last seconds that RFC 3339 can express.
const minClaim, maxClaim = -62_135_596_800, 253_402_300_799

// Claimed converts the time that an author claims for a change, in seconds since 1970. An author may claim any number.
// If it is out of range, the result is the nearest time that RFC 3339 can express.
func Claimed(seconds int64) time.Time {
	return time.Unix(min(max(seconds, minClaim), maxClaim), 0).UTC()
}

// Hex returns an actor in hexadecimal.
func Hex(a crdt.Actor) string {
	const digits = "0123456789abcdef"
	text := make([]byte, 0, 2*len(a))
	for i := range len(a) {
		text = append(text, digits[a[i]>>4], digits[a[i]&15])
	}
	return string(text)
}
