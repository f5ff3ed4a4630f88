package store

import (
	"encoding/json"

	"roomkey/crm"
)

// shelfName says what a shelf holds: one brokerage's records of one type.
type shelfName struct {
	broker crm.ID
	typ    string
}

// shelf holds what lists and catalogs decide by, of all records of one brokerage and type: a slot each, by columns. A
// slot is never given up: deleted records stay, marked.
type shelf struct {
	numbers  []int64
	ids      []crm.ID
	scopes   []uint32 // places in index.scopes
	seqs     []uint64
	borns    []uint64 // seq of the record's first projection
	created  []int64
	updated  []int64
	archived []int64
	deleted  []bool
	columns  []*column
	named    map[string]*column
}

// entry is one record on its way to its slot.
type entry struct {
	number                    int64
	id                        crm.ID
	scope                     uint32
	seq, born                 uint64
	created, updated, archive int64
	deleted                   bool
	fields                    map[string]json.RawMessage // root fields
	object                    []byte                     // or these as a JSON object
}

func newShelf(t *crm.RecordType) *shelf {
	s := &shelf{named: map[string]*column{}}
	for i := range t.Fields {
		if f := &t.Fields[i]; columnar(f) {
			c := newColumn(f)
			s.columns = append(s.columns, c)
			s.named[f.Name] = c
		}
	}
	return s
}

func (s *shelf) len() int { return len(s.numbers) }

// add makes a slot for a record.
func (s *shelf) add(e *entry) uint32 {
	slot := uint32(len(s.numbers))
	s.numbers = append(s.numbers, e.number)
	s.ids = append(s.ids, e.id)
	s.borns = append(s.borns, e.born)
	s.scopes = append(s.scopes, 0)
	s.seqs = append(s.seqs, 0)
	s.created = append(s.created, 0)
	s.updated = append(s.updated, 0)
	s.archived = append(s.archived, 0)
	s.deleted = append(s.deleted, false)
	for _, c := range s.columns {
		c.grow()
	}
	return slot
}

// set takes a record's new state; an older one than the slot has is ignored.
func (s *shelf) set(slot uint32, e *entry) {
	if e.seq <= s.seqs[slot] {
		return
	}
	fresh := s.seqs[slot] == 0
	s.seqs[slot], s.scopes[slot] = e.seq, e.scope
	s.created[slot], s.updated[slot], s.archived[slot] = e.created, e.updated, e.archive
	s.deleted[slot] = e.deleted
	for _, c := range s.columns {
		if value := e.fields[c.field.Name]; value != nil || !fresh {
			c.set(slot, value)
		}
	}
	if e.object == nil {
		return
	}
	// A damaged object places its record wrongly, and is found out by its checksum when the record is to be shown.
	_ = walkObject(e.object, func(name, value []byte) {
		if c := s.named[string(name)]; c != nil {
			c.set(slot, value)
		}
	})
}
