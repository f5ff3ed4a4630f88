package crdt

import (
	"encoding/json"
	"slices"
	"strconv"

	"roomkey/crm"
)

// ConflictingValue is one of several values that survive for one key or list element.
type ConflictingValue struct {
	Value json.RawMessage
	Actor Actor // who set it
	Op    OpID  // the operation that set it
	Time  int64 // seconds since 1970, as its author claims
}

// Conflicts finds the keys and list elements below the named roots (nil: all roots) that have more than one surviving
// value. It returns the values by JSON Pointer, the winner first; a pointer names a list item by its index. Conflicts
// does not search within values that lost.
func (s *OpSet) Conflicts(roots []string) map[string][]ConflictingValue {
	found := map[string][]ConflictingValue{}
	s.eachRoot(roots, func(key string, list []entry) {
		s.conflictsAt(found, "/"+crm.Escape(key), list)
	})
	return found
}

func (s *OpSet) eachRoot(roots []string, visit func(key string, list []entry)) {
	if roots == nil {
		for key, list := range s.root.keys {
			visit(key, list)
		}
		return
	}
	for _, key := range roots {
		if list := s.root.keys[key]; len(list) > 0 {
			visit(key, list)
		}
	}
}

func (s *OpSet) conflictsAt(found map[string][]ConflictingValue, pointer string, list []entry) {
	if len(list) > 1 {
		found[pointer] = s.values(list)
	}
	winner := &list[len(list)-1]
	if winner.kind != kindObject || winner.makes() == ActionMakeText {
		return
	}
	o := s.objects[winner.ref()]
	if o.seq == nil {
		for key, list := range o.keys {
			s.conflictsAt(found, pointer+"/"+crm.Escape(key), list)
		}
		return
	}
	index := 0
	s.walk(o.seq, func(_ uint32, el *element) bool {
		if el.more != nil || el.kind == kindObject {
			s.conflictsAt(found, pointer+"/"+strconv.Itoa(index), el.survivors())
		}
		index++
		return true
	})
}

// ConflictsOf returns the conflicts that a record shows. It leaves out competing containers that hold nothing: Repair
// leaves such a container behind when a field had two lists, maps or collaborative texts. The pointers have the form
// that RecordType.Field takes; in a private document they begin with /private.
func (s *OpSet) ConflictsOf(t *crm.RecordType, private bool, roots []string) map[string][]ConflictingValue {
	found, prefix := map[string][]ConflictingValue{}, ""
	if private {
		prefix = "/private"
	}
	for pointer, values := range s.Conflicts(roots) {
		pointer = prefix + pointer
		field := t.Field(pointer)
		if field == nil {
			continue // type and privateOf are not fields
		}
		if field.Container() {
			winner := values[0].Op
			values = slices.DeleteFunc(values, func(v ConflictingValue) bool {
				o := s.object(v.Op)
				return v.Op != winner && o != nil && s.empty(o)
			})
		}
		if len(values) > 1 {
			found[pointer] = values
		}
	}
	return found
}

// empty reports whether an object holds nothing, or only objects that hold nothing.
func (s *OpSet) empty(o *object) bool {
	if o.seq != nil {
		return o.seq.visible == 0
	}
	for _, list := range o.keys {
		for i := range list {
			if list[i].kind != kindObject || !s.empty(s.objects[list[i].ref()]) {
				return false
			}
		}
	}
	return true
}

// Values returns all surviving values of a map's key, the winner first; nil if the key or the map has none.
func (s *OpSet) Values(obj OpID, key string) []ConflictingValue {
	o := s.object(obj)
	if o == nil || o.seq != nil {
		return nil
	}
	return s.values(o.keys[key])
}

func (s *OpSet) values(list []entry) []ConflictingValue {
	values := make([]ConflictingValue, 0, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		e := &list[i]
		values = append(values, ConflictingValue{
			Value: s.render(nil, e), Actor: s.names[e.actor], Op: s.id(e), Time: s.times[e.change],
		})
	}
	return values
}
