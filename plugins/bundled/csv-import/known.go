package main

import (
	"maps"
	"slices"
)

// known is a record that this import creates or may add to, in its state after the proposals so far.
type known struct {
	id              string   // "": not proposed yet
	plan            *planned // the change that creates it, in the current batch
	fields, private map[string]any
	loaded          bool
	privateToo      bool // the private fields were asked for
}

// sorted returns a map's keys in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
