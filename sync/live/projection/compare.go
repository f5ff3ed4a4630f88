package projection

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"strconv"
	"unicode/utf8"

	"roomkey/crm"
)

// Limits on the values that an event carries. Beyond them it only names the field that has changed.
const (
	maxCarriedText   = 100 // in characters
	maxCarriedLeaves = 64  // for one root field
)

var null = json.RawMessage("null")

// differences returns the leaves that differ, by JSON Pointer.
func differences(prefix string, before, after map[string]json.RawMessage) map[string]crm.Change {
	found := make(map[string]crm.Change)
	names := maps.Clone(after)
	if names == nil {
		names = map[string]json.RawMessage{}
	}
	maps.Copy(names, before)
	for name := range names {
		old, fresh := before[name], after[name]
		if bytes.Equal(old, fresh) {
			continue
		}
		leaves := make(map[string]crm.Change)
		at := prefix + "/" + crm.Escape(name)
		if was, is, skipped, lists := changedItems(old, fresh); lists {
			compareLists(leaves, at, decodeItems(was), decodeItems(is), skipped)
		} else {
			compare(leaves, at, Decode(old), Decode(fresh))
		}
		if len(leaves) > maxCarriedLeaves {
			leaves = map[string]crm.Change{at: {null, null}}
		}
		maps.Copy(found, leaves)
	}
	return found
}

// Decode decodes JSON. It returns nil for empty or malformed input.
func Decode(raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	return value
}

// compare adds the leaves in which two values differ. It matches map entries by key. It matches list items by id, or by
// position if they have no id.
func compare(found map[string]crm.Change, at string, before, after any) {
	if reflect.DeepEqual(before, after) {
		return
	}
	oldMap, wasMap := before.(map[string]any)
	newMap, isMap := after.(map[string]any)
	oldList, wasList := before.([]any)
	newList, isList := after.([]any)
	switch {
	case (wasMap || before == nil) && (isMap || after == nil) && (wasMap || isMap):
		compareMaps(found, at, oldMap, newMap)
	case (wasList || before == nil) && (isList || after == nil) && (wasList || isList):
		compareLists(found, at, oldList, newList, 0)
	default:
		found[at] = crm.Change{leaf(before), leaf(after)}
		if long(before) || long(after) {
			found[at] = crm.Change{null, null}
		}
	}
}

func compareMaps(found map[string]crm.Change, at string, before, after map[string]any) {
	for key, value := range before {
		compare(found, at+"/"+crm.Escape(key), value, after[key])
	}
	for key, value := range after {
		if _, ok := before[key]; !ok {
			compare(found, at+"/"+crm.Escape(key), nil, value)
		}
	}
}

// compareLists names each present item by its position now, and each removed item by its former position. The positions
// begin at first.
func compareLists(found map[string]crm.Change, at string, before, after []any, first int) {
	old := make(map[string]any, len(before))
	for i, item := range before {
		old[NameOf(item, first+i)] = item
	}
	for i, item := range after {
		name := NameOf(item, first+i)
		compare(found, at+"/"+strconv.Itoa(first+i), old[name], item)
		delete(old, name)
	}
	for i, item := range before {
		if _, gone := old[NameOf(item, first+i)]; gone {
			compare(found, at+"/"+strconv.Itoa(first+i), item, nil)
		}
	}
}

// NameOf returns a name that tells an item of a list from the other items.
func NameOf(item any, place int) string {
	if m, ok := item.(map[string]any); ok {
		if id, ok := m["id"].(string); ok && id != "" {
			return "id " + id
		}
	}
	return strconv.Itoa(place)
}

// leaf returns a scalar as JSON. It returns null for a map or a list: the value has changed its kind, so the event
// names it without carrying it.
func leaf(value any) json.RawMessage {
	switch value.(type) {
	case nil, map[string]any, []any:
		return null
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return null
	}
	return raw
}

// long reports whether a text is too long for an event.
func long(value any) bool {
	text, ok := value.(string)
	return ok && utf8.RuneCountInString(text) > maxCarriedText
}
