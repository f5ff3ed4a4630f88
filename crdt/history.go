package crdt

import (
	"bytes"
	"slices"
	"strings"

	"roomkey/crm"
)

// Entry is one change as a person reads a document's history.
type Entry struct {
	Hash    Hash
	Heads   []Hash // of the document made by this change and all before it in the history, sorted
	Actor   Actor
	Time    int64 // seconds since 1970: the author's claim
	Message string
	Fields  []string // JSON Pointers as Touch has them, sorted; items of a list as a whole where the change makes them
}

// History describes changes, which must be all of a document in causal order. A nil t names no fields but their
// pointers all the same.
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
			Fields: pointers(newAtlas(s, t, private).touched(c)),
		})
	}
	return entries, nil
}

// pointers lists what was touched, without what lies below another one.
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
