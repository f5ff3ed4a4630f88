package crdt_test

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"roomkey/crdt"
)

// content is what the set shows, as encoding/json reads it.
func content(t *testing.T, s *crdt.OpSet) map[string]any {
	t.Helper()
	fields := map[string]any{}
	for key, raw := range s.Fields() {
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			t.Fatalf("%s is %s: %v", key, raw, err)
		}
		fields[key] = value
	}
	return fields
}

func line(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

func hexadecimal(a crdt.Actor) string { return hex.EncodeToString([]byte(a)) }
