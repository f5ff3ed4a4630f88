package main

import (
	"roomkey/plugins/bundled/identity"
	"roomkey/plugins/bundled/words"
)

// What happens to a row whose record exists already.
const (
	skipThem  = "skip"
	mergeThem = "merge"
	createAll = "create"
)

// key is a property by which two records count as the same. Two keys with a place match only if the places agree, and
// two with a person only if the names do: people of one household share a telephone.
type key struct {
	label, value string
	place        words.Place
	person       *identity.Person
}

// seen says where a key was found: in an existing record, or in a row of the file.
type seen struct {
	known  *known
	row    int // 0: not in the file
	place  words.Place
	person *identity.Person
}

// maxShared is how many people with one telephone are compared by name.
const maxShared = 200

// index finds the records and rows with a key.
type index map[string][]seen

func (x index) add(keys []key, s seen) {
	for _, k := range keys {
		s.place, s.person = k.place, k.person
		x[k.label+" "+k.value] = append(x[k.label+" "+k.value], s)
	}
}

// match is what an index finds: the same thing, or somebody of the same household.
type match struct {
	twin, relative *seen
	by, through    string // the labels of the keys that they share
}

// find returns the first record or row that is the same as one with these keys; it prefers one that can be merged into.
func (x index) find(keys []key) (m match) {
	for _, k := range keys {
		for i := range x[k.label+" "+k.value] {
			s := &x[k.label+" "+k.value][i]
			switch {
			case !k.place.Agrees(s.place):
			case k.person != nil && (i >= maxShared || !identity.Compatible(k.person, s.person)):
				if m.relative == nil {
					m.relative, m.through = s, k.label
				}
			case m.twin == nil || m.twin.known == nil && s.known != nil || m.twin.gone() && !s.gone():
				m.twin, m.by = s, k.label
				if k.person != nil {
					m.by += " and name"
				}
			}
		}
	}
	return m
}

// gone reports whether it is a record that is archived or deleted.
func (s *seen) gone() bool { return s.known != nil && s.known.state != "" }
