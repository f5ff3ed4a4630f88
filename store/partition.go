package store

import "roomkey/crm"

// partitionKey names the partition of one brokerage's records of one type.
type partitionKey struct {
	broker crm.ID
	kind   *crm.RecordType
}

// partition holds, by columns, the entries of all records of one brokerage and type. Each record has a slot, and keeps
// it: deleted records stay and are marked.
type partition struct {
	numbers  []int64
	ids      []crm.ID
	scopes   []uint32 // indexes in content.scopes
	seqs     []uint64
	firsts   []uint64 // seq of the record's first projection
	created  []int64
	updated  []int64
	archived []int64
	deleted  []bool
	columns  []*column
	named    map[string]*column
}

func newPartition(t *crm.RecordType) *partition {
	s := &partition{named: map[string]*column{}}
	for _, f := range columnFields[t.Name] {
		c := newColumn(f)
		s.columns = append(s.columns, c)
		s.named[f.Name] = c
	}
	return s
}

func (s *partition) len() int { return len(s.numbers) }

// add makes a slot for a record.
func (s *partition) add(e *entry) uint32 {
	slot := uint32(len(s.numbers))
	s.numbers = append(s.numbers, e.number)
	s.ids = append(s.ids, e.id)
	s.firsts = append(s.firsts, e.first)
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

// set stores a record's new state. It ignores a state that is older than the slot's.
func (s *partition) set(slot, scope uint32, e *entry) {
	if e.seq <= s.seqs[slot] {
		return
	}
	fresh := s.seqs[slot] == 0
	s.seqs[slot], s.scopes[slot] = e.seq, scope
	s.created[slot], s.updated[slot], s.archived[slot] = e.created, e.updated, e.archive
	s.deleted[slot] = e.deleted
	rest := e.values
	for _, c := range s.columns {
		var value []byte
		value, rest, _ = cutSized(rest) // no value if the entry ends early
		if len(value) > 0 || !fresh {
			c.set(slot, value)
		}
	}
}
