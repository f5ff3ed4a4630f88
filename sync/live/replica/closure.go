package replica

import (
	"roomkey/crdt"
	"roomkey/crm"
)

// maxRebuilt bounds the operations that one batch may have decoded again for closures: one document of the greatest
// length, or a hundred usual ones.
const maxRebuilt = 2 * maxOps

var errRebuilt = crm.Errorf(crm.CodeTooLarge, "too many changes were made beside others at the limit of a field")

// closure is a document as the author of a change had seen it: the ancestors of that change.
type closure struct {
	ops  *crdt.OpSet
	done map[crdt.Hash]bool // the changes that ops holds
}

// checkMerge judges a change that leaves a list, text or counter beyond its limits, and whose author had not seen
// everything. The merge is to blame if the change is legal after what its author had seen: it is accepted then, and the
// field is flagged. Otherwise the change is refused.
func (s *sieve) checkMerge(policy crdt.Policy, c *crdt.Change) ([]string, error) {
	policy.Merged = true
	roots, err := policy.Check(s.ops, c)
	if err != nil {
		return nil, err
	}
	policy.Merged = false
	seen, err := s.closureOf(c.Deps)
	if err != nil {
		return nil, err
	}
	if _, err := policy.Check(seen, c); err != nil {
		return nil, err
	}
	s.b.Merged = true
	return roots, nil
}

// closureOf returns the document at deps. The changes of one offline spell follow each other, so it keeps the last one
// and adds to it what has come since.
func (s *sieve) closureOf(deps []crdt.Hash) (*crdt.OpSet, error) {
	outside := make(map[crdt.Hash]bool)
	for _, h := range s.graph.Since(deps) {
		outside[h] = true
	}
	if known := s.b.closure; known != nil && !known.overlaps(outside) {
		if err := known.addBatch(s.b.Changes, outside); err != nil {
			return nil, err
		}
		if len(known.done) == s.graph.Len()-len(outside) {
			return known.ops, nil
		}
	}
	if s.b.rebuilt += s.count; s.b.rebuilt > maxRebuilt {
		return nil, errRebuilt
	}
	fresh, err := s.rebuild(outside)
	if err != nil {
		return nil, err
	}
	s.b.closure = fresh
	return fresh.ops, nil
}

// rebuild decodes all changes again but those outside: the stored ones, the unsaved ones and those of the batch.
func (s *sieve) rebuild(outside map[crdt.Hash]bool) (*closure, error) {
	stored, err := s.judge.Stored()
	if err != nil {
		return nil, err
	}
	fresh := &closure{crdt.NewOpSet(), make(map[crdt.Hash]bool)}
	if stored != nil {
		for i := range stored.Changes {
			if err := fresh.addChunk(stored.Changes[i].Hash, stored.Changes[i].Data, outside); err != nil {
				return nil, err
			}
		}
	}
	for i := range s.unsaved {
		if err := fresh.addChunk(s.unsaved[i].Hash, s.unsaved[i].Data, outside); err != nil {
			return nil, err
		}
	}
	return fresh, fresh.addBatch(s.b.Changes, outside)
}

// overlaps reports whether the closure holds one of these changes.
func (k *closure) overlaps(outside map[crdt.Hash]bool) bool {
	for h := range outside {
		if k.done[h] {
			return true
		}
	}
	return false
}

func (k *closure) addChunk(h crdt.Hash, data []byte, outside map[crdt.Hash]bool) error {
	if outside[h] || k.done[h] {
		return nil
	}
	c, err := crdt.ParseChange(data, nil)
	if err != nil {
		return ErrCorrupt
	}
	return k.add(c)
}

func (k *closure) addBatch(changes []*crdt.Change, outside map[crdt.Hash]bool) error {
	for _, c := range changes {
		if outside[c.Hash] || k.done[c.Hash] {
			continue
		}
		if err := k.add(c); err != nil {
			return err
		}
	}
	return nil
}

// add adds a change that the document has accepted.
func (k *closure) add(c *crdt.Change) error {
	if err := k.ops.Apply(c); err != nil {
		return ErrCorrupt
	}
	k.done[c.Hash] = true
	return nil
}
