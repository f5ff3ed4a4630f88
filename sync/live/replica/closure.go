package replica

import (
	"roomkey/crdt"
	"roomkey/crm"
)

// maxRebuilt bounds the operations that one batch may have decoded again for closures: two documents of the greatest
// length, or hundreds of usual ones.
const maxRebuilt = 2 * maxOps

var errRebuilt = crm.Errorf(crm.CodeTooLarge, "too many changes were made beside others that had to be judged")

// closure is a document as the author of a change had seen it, with the repairs of the changes in it: the ancestors of
// that change and what puts the bad ones among them right. A change is judged by its closure alone, so that every
// server comes to the same result whatever else it has.
type closure struct {
	ops  *crdt.OpSet
	done map[crdt.Hash]bool // the changes that ops holds
}

// outsideOf returns the changes of the history that are not in the closure of a change with these dependencies. repairs
// are those of the closure that the change's author had not seen.
func (c *content) outsideOf(deps []crdt.Hash) (outside map[crdt.Hash]bool, repairs []crdt.Hash) {
	since := c.graph.Since(deps)
	outside = make(map[crdt.Hash]bool, len(since))
	for _, h := range since {
		outside[h] = true
	}
	for _, h := range since { // in causal order, so a repair comes after what it repairs
		if cause, ok := c.causes[h]; ok && !outside[cause] {
			delete(outside, h)
			repairs = append(repairs, h)
		}
	}
	return outside, repairs
}

// closureOf returns the document that a change is judged by, and the heads of that document with the change. The
// changes of one offline spell follow each other, so it keeps the last one and adds to it what has come since.
func (s *sieve) closureOf(c *crdt.Change) (view *crdt.OpSet, heads []crdt.Hash, err error) {
	outside, repairs := s.outsideOf(c.Deps)
	heads = append(s.graph.Maximal(repairs), c.Hash)
	if len(outside) == 0 {
		return s.ops, heads, nil
	}
	if known := s.b.closure; known != nil && !known.overlaps(outside) {
		if err := known.addBatch(s.b.Changes, outside); err != nil {
			return nil, nil, err
		}
		if len(known.done) == s.graph.Len()-len(outside) {
			return known.ops, heads, nil
		}
	}
	if s.b.rebuilt += s.count; s.b.rebuilt > maxRebuilt {
		return nil, nil, errRebuilt
	}
	if s.b.closure, err = s.rebuild(outside); err != nil {
		return nil, nil, err
	}
	return s.b.closure.ops, heads, nil
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
