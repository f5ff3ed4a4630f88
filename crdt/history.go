package crdt

import (
	"bytes"
	"slices"
	"strings"

	"roomkey/crm"
)

// Entry describes one change in a document's history, as it is shown to a person.
type Entry struct {
	Hash    Hash
	Heads   []Hash // heads of the document after this change and all earlier ones of the history, sorted
	Actor   Actor
	Time    int64 // seconds since 1970, as the author claims
	Message string
	Fields  []string // JSON Pointers as in Touch, sorted; a list as a whole if the change makes it
}

// History describes changes, which must be all changes of a document in causal order. If t is nil, History still lists
// pointers but knows no fields.
func History(t *crm.RecordType, private bool, changes []*Change) ([]Entry, error) {
	s := NewOpSet()
	entries := make([]Entry, 0, len(changes))
	var heads []Hash
	for _, c := range changes {
		if err := s.Apply(c); err != nil {
			return nil, err
		}
		heads = slices.DeleteFunc(slices.Clone(heads), func(h Hash) bool { return slices.Contains(c.Deps, h) })
		at, _ := slices.BinarySearchFunc(heads, c.Hash, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
		heads = slices.Insert(heads, at, c.Hash)
		entries = append(entries, Entry{
			Hash: c.Hash, Heads: heads, Actor: c.Actor, Time: c.Time, Message: c.Message,
			Fields: pointers(newSchemaPaths(s, t, private).touched(c)),
		})
	}
	return entries, nil
}

// pointers lists the touched pointers and leaves out those below another touched pointer.
func pointers(touches []Touch) []string {
	all := map[string]bool{}
	for _, touch := range touches {
		all[touch.Pointer] = true
	}
	var list []string
	for _, touch := range touches {
		if !within(touch.Pointer, all) {
			list = append(list, touch.Pointer)
		}
	}
	return list
}

func within(pointer string, all map[string]bool) bool {
	for at := strings.LastIndexByte(pointer, '/'); at > 0; at = strings.LastIndexByte(pointer[:at], '/') {
		if all[pointer[:at]] {
			return true
		}
	}
	return false
}
