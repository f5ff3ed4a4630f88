package engine

import "github.com/automerge/automerge-go"

// slot is a place in a document: a key of a map, or an element of a list.
type slot struct {
	in  *automerge.Map
	key string

	list   *automerge.List // used if in is nil
	index  int
	insert bool // insert a new element before index

	place string // its JSON Pointer, with list items by their index; "": not known
}

// get reads the value; void if there is none. It is invalid for a slot that inserts.
func (s slot) get() (*automerge.Value, error) {
	if s.in != nil {
		return s.in.Get(s.key)
	}
	return s.list.Get(s.index)
}

// set writes a scalar or a new, detached object, which it attaches.
func (s slot) set(value any) error {
	switch {
	case s.in != nil:
		return s.in.Set(s.key, value)
	case s.insert:
		return s.list.Insert(s.index, value)
	}
	return s.list.Set(s.index, value)
}

func (s slot) remove() error {
	if s.in != nil {
		return s.in.Delete(s.key)
	}
	return s.list.Delete(s.index)
}
