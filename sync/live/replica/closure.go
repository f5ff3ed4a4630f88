package replica

import (
	"errors"
	"slices"

	"roomkey/crdt"
)

// maxRebuilt bounds the operations that one batch may have decoded again for closures: two documents of the greatest
// length, or hundreds of usual ones.
const maxRebuilt = 2 * maxOps

// errRebuilt says that a batch has had as much decoded again as one may. The next one may go on.
var errRebuilt = errors.New("too much was decoded again for closures")

// closure is a document as the author of a change had seen it, with the repairs of the changes in it: the ancestors of
// that change and what puts the bad ones among them right. A change is judged by its closure alone, so that every
// server comes to the same result whatever else it has.
type closure struct {
	ops  *crdt.OpSet
	done map[crdt.Hash]bool // the changes that ops holds
	of   *unseen            // what it lacks, or lacked when it was used last
}

// unseen is what the author of a change had not seen. The changes of one offline spell follow each other, so that of
// the last one is kept and followed: it takes time proportional to what has come since, not to the history.
type unseen struct {
	graph   *crdt.Graph
	by      crdt.Hash          // the change
	length  int                // of the history when the change came
	outside map[crdt.Hash]bool // the changes that are not in the closure
	repairs []crdt.Hash        // those of the closure that the author had not seen, without what they depend on
}

// walkPerOp is about how many changes of the history are noted in the time in which one operation is decoded; so many
// times as many are visited.
const walkPerOp = 16

// unseenBy returns what the author of a change had not seen.
func (s *sieve) unseenBy(c *crdt.Change) *unseen {
	if s.follow(c) {
		return s.b.unseen
	}
	u := &unseen{graph: s.graph, by: c.Hash, length: s.graph.Len()}
	since := s.graph.Since(c.Deps)
	s.b.walked += len(since)
	u.outside = make(map[crdt.Hash]bool, len(since))
	for _, h := range since {
		u.outside[h] = true
	}
	for _, h := range since { // in causal order, so a repair comes after what it repairs
		if cause, ok := s.causes[h]; ok && !u.outside[cause] {
			delete(u.outside, h)
			u.repairs = append(u.repairs, h)
		}
	}
	u.repairs = s.graph.Maximal(u.repairs)
	s.b.unseen = u
	return u
}

// follow goes on to a change that follows the last one for which it was asked what its author had not seen. It returns
// false if the change does not.
func (s *sieve) follow(c *crdt.Change) bool {
	u := s.b.unseen
	if u == nil || u.graph != s.graph || !slices.Contains(c.Deps, u.by) || !s.graph.Has(u.by) {
		return false
	}
	var repairs []crdt.Hash
	for _, h := range s.graph.Hashes()[u.length:] {
		if cause, ok := s.causes[h]; ok && !u.outside[cause] {
			repairs = append(repairs, h)
		} else if h != u.by {
			u.outside[h] = true
		}
	}
	if len(repairs) > 0 {
		u.repairs = s.graph.Maximal(append(u.repairs, repairs...))
	}
	u.length = s.graph.Len()
	for _, dep := range c.Deps {
		if _, repair := s.causes[dep]; repair || u.outside[dep] { // the author has seen more
			s.b.unseen = nil
			return false
		}
	}
	u.by = c.Hash
	return true
}

// closureOf returns the document that a change is judged by, and the heads of that document with the change. The
// changes of one offline spell follow each other, so it keeps the last one and adds to it what has come since.
func (s *sieve) closureOf(c *crdt.Change) (view *crdt.OpSet, heads []crdt.Hash, err error) {
	u := s.unseenBy(c)
	heads = append(slices.Clone(u.repairs), c.Hash)
	if len(u.outside) == 0 {
		return s.ops, heads, nil
	}
	known, size := s.b.closure, s.graph.Len()-len(u.outside)
	if known != nil && (known.of == u || !known.overlaps(u.outside)) &&
		len(known.done)+known.lacks(s.b.Changes, u.outside) == size { // else the author has merged what is in no batch
		if err := known.addBatch(s.b.Changes, u.outside); err != nil {
			return nil, nil, err
		}
		known.of = u
		return known.ops, heads, nil
	}
	if s.b.rebuilt > 0 && s.b.rebuilt+s.count > maxRebuilt {
		return nil, nil, errRebuilt
	}
	s.b.rebuilt += s.count
	if s.b.closure, err = s.rebuild(u.outside); err != nil {
		return nil, nil, err
	}
	s.b.closure.of = u
	return s.b.closure.ops, heads, nil
}

// rebuild decodes all changes again but those outside: the stored ones, the unsaved ones and those of the batch.
func (s *sieve) rebuild(outside map[crdt.Hash]bool) (*closure, error) {
	stored, err := s.judge.Stored()
	if err != nil {
		return nil, err
	}
	fresh := &closure{ops: crdt.NewOpSet(), done: make(map[crdt.Hash]bool)}
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

// lacks counts those of the changes, without the ones outside, that the closure does not hold.
func (k *closure) lacks(changes []*crdt.Change, outside map[crdt.Hash]bool) (n int) {
	for _, c := range changes {
		if !outside[c.Hash] && !k.done[c.Hash] {
			n++
		}
	}
	return n
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
