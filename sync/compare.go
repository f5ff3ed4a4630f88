package sync

import (
	"encoding/json"
	"reflect"
	"strconv"
	"unicode/utf8"

	"roomkey/crm"
)

// compare adds the leaves in which two values differ. Maps are compared by their keys, lists by their items' ids where
// they have them, else by place.
func compare(found map[string]beforeAfter, at string, before, after any) {
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
		compareLists(found, at, oldList, newList)
	default:
		found[at] = beforeAfter{leaf(before), leaf(after)}
		if long(before) || long(after) {
			found[at] = beforeAfter{nothing, nothing}
		}
	}
}

func compareMaps(found map[string]beforeAfter, at string, before, after map[string]any) {
	for key, value := range before {
		compare(found, at+"/"+crm.Escape(key), value, after[key])
	}
	for key, value := range after {
		if _, ok := before[key]; !ok {
			compare(found, at+"/"+crm.Escape(key), nil, value)
		}
	}
}

// compareLists names an item that is there by its place now, and one that is gone by the place that it had.
func compareLists(found map[string]beforeAfter, at string, before, after []any) {
	old := make(map[string]any, len(before))
	for i, item := range before {
		old[nameOf(item, i)] = item
	}
	for i, item := range after {
		name := nameOf(item, i)
		compare(found, at+"/"+strconv.Itoa(i), old[name], item)
		delete(old, name)
	}
	for i, item := range before {
		if _, gone := old[nameOf(item, i)]; gone {
			compare(found, at+"/"+strconv.Itoa(i), item, nil)
		}
	}
}

// nameOf is what tells an item from the others.
func nameOf(item any, place int) string {
	if m, ok := item.(map[string]any); ok {
		if id, ok := m["id"].(string); ok && id != "" {
			return "id " + id
		}
	}
	return strconv.Itoa(place)
}

// leaf is a scalar as JSON; what is no scalar here has changed its kind, and is announced but not carried.
func leaf(value any) json.RawMessage {
	switch value.(type) {
	case nil, map[string]any, []any:
		return nothing
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return nothing
	}
	return raw
}

func long(value any) bool {
	text, ok := value.(string)
	return ok && utf8.RuneCountInString(text) > maxCarriedText
}
