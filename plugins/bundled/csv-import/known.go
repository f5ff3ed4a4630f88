package main

import (
	"maps"
	"slices"
)

// known is a record that this import makes or may add to, as it is with what was proposed.
type known struct {
	id              string   // "": not proposed yet
	plan            *planned // that makes it, in the batch that is being made
	fields, private map[string]any
	loaded          bool
}

// sorted are a map's names in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
