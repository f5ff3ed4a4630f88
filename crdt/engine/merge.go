package engine

import (
	"bytes"
	"encoding/json"
)

// merge applies a merge patch to an item's JSON. If there is no item, the patch is the value.
func merge(item json.RawMessage, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok || item == nil {
		return patch
	}
	return mergeInto(decodeRendered(item), changes)
}

func mergeInto(target any, changes map[string]any) any {
	merged, ok := target.(map[string]any)
	if !ok {
		merged = map[string]any{}
	}
	for name, change := range changes {
		switch change := change.(type) {
		case nil:
			delete(merged, name)
		case map[string]any:
			merged[name] = mergeInto(merged[name], change)
		default:
			merged[name] = change
		}
	}
	return merged
}

// decodeRendered decodes JSON that appendValue wrote.
func decodeRendered(rendered []byte) (value any) {
	decoder := json.NewDecoder(bytes.NewReader(rendered))
	decoder.UseNumber()
	decoder.Decode(&value) // appendValue writes valid JSON
	return value
}
