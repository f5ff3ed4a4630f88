// Package merge combines two records of the same thing, for the bundled plugins in Go. Records have the form in which
// encoding/json decodes their fields. A value that the record has is not changed.
package merge

import (
	"encoding/json"
	"maps"
	"slices"

	"roomkey/plugins/bundled/words"
)

// Gaps returns the values of more that a record lacks: empty fields, and list items. It also adds them to record.
func Gaps(record, more map[string]any) map[string]any {
	patch := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(more)) {
		switch value := more[name].(type) {
		case []any:
			list, _ := record[name].([]any)
			if all := Union(slices.Clone(list), value); len(all) > len(list) {
				patch[name], record[name] = all, all
			}
		case map[string]any:
			inner, ok := record[name].(map[string]any)
			if !ok {
				inner = map[string]any{}
			}
			if within := Gaps(inner, value); len(within) > 0 {
				patch[name], record[name] = within, inner
			}
		default:
			if record[name] == nil || record[name] == "" {
				patch[name], record[name] = value, value
			}
		}
	}
	return patch
}

// itemKey identifies items of a list: phone numbers by their digits, e-mail addresses without regard to case, places by
// their street, contingencies by their type, and other maps without their ids.
func itemKey(item any) string {
	switch item := item.(type) {
	case string:
		if email := words.Email(item); email != "" {
			return email
		}
		return item
	case map[string]any:
		if number, ok := item["number"].(string); ok && words.Phone(number) != "" {
			return words.Phone(number)
		}
		if kind, ok := item["type"].(string); ok && item["status"] != nil {
			return "contingency " + kind
		}
		if street, ok := item["street"].(string); ok && words.Address(street).Key() != "" {
			return "street " + words.Address(street).Key()
		}
		raw, err := json.Marshal(unnamed(item))
		if err != nil {
			return ""
		}
		return string(raw)
	}
	raw, err := json.Marshal(item)
	if err != nil {
		return ""
	}
	return string(raw)
}

// Union appends the items of more that list lacks.
func Union(list, more []any) []any {
	known := make(map[string]bool, len(list))
	for _, item := range list {
		known[itemKey(item)] = true
	}
	for _, item := range more {
		if key := itemKey(item); !known[key] {
			known[key] = true
			list = append(list, unnamed(item))
		}
	}
	return list
}

// unnamed returns an item without its id, which is valid only in its own record's list.
func unnamed(item any) any {
	fields, ok := item.(map[string]any)
	if !ok {
		return item
	}
	fields = maps.Clone(fields)
	delete(fields, "id")
	return fields
}
