package main

import (
	"maps"
	"slices"
	"strings"
)

// text is a value of decoded JSON as a text; "" if it is none.
func text(value any) string {
	text, _ := value.(string)
	return text
}

// texts returns the texts of a list, or the texts with a name in its items.
func texts(value any, name string) (all []string) {
	list, _ := value.([]any)
	for _, item := range list {
		if within, ok := item.(map[string]any); ok {
			item = within[name]
		}
		all = append(all, text(item))
	}
	return all
}

// sorted returns a map's keys in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// shown quotes a cell in a message, and shortens a long one.
func shown(cell string) string {
	if short := []rune(cell); len(short) > 40 {
		cell = string(short[:40]) + "…"
	}
	return "“" + strings.ReplaceAll(cell, "\n", " ") + "”"
}

// short cuts a text at a number of bytes.
func short(text string, bytes int) string {
	if len(text) > bytes {
		text = string([]rune(text)[:bytes/4]) + "…" // a rune has at most 4 bytes
	}
	return text
}

// lower begins a label in lower case, for the middle of a sentence.
func lower(label string) string {
	if len(label) > 1 && label[1] >= 'A' && label[1] <= 'Z' { // "MLS number", "ZIP code"
		return label
	}
	return strings.ToLower(label[:1]) + label[1:]
}

// orEmpty makes no items encode as [] instead of null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
