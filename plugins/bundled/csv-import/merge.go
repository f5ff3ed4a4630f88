package main

import (
	"encoding/json"
	"maps"
	"slices"

	"roomkey/plugins/bundled/words"
)

// known is a record that this import makes or may add to, as it is with what was proposed.
type known struct {
	id              string   // "": not proposed yet
	plan            *planned // that makes it, in the batch that is being made
	fields, private map[string]any
	loaded          bool
}

// gaps is what more has and a record lacks: fields that are empty, items of lists. It brings the record up to date.
func gaps(record, more map[string]any) map[string]any {
	patch := map[string]any{}
	for _, name := range sorted(more) {
		switch value := more[name].(type) {
		case []any:
			list, _ := record[name].([]any)
			if all := union(slices.Clone(list), value); len(all) > len(list) {
				patch[name], record[name] = all, all
			}
		case map[string]any:
			inner, ok := record[name].(map[string]any)
			if !ok {
				inner = map[string]any{}
			}
			if within := gaps(inner, value); len(within) > 0 {
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

// itemKey tells items of a list apart: phone numbers by their digits, addresses without regard to case, maps without their ids.
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
		bare := maps.Clone(item)
		delete(bare, "id")
		raw, err := json.Marshal(bare)
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

// sorted are a map's names in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
