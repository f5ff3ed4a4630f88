package crdt

import (
	"slices"

	"roomkey/crm"
)

// CheckReferences refuses a change that names operations which are not its ancestors', or whose author's previous
// change is not among its ancestors. An op set finds such operations if it happens to hold them, so that some servers
// would take the change and others not. CheckReferences also refuses a change whose operations are not numbered above
// its ancestors': stock Automerge can't load the document that it saves then. All its dependencies must be in the
// graph, and the change must not. The error has code invalid.
func (g *Graph) CheckReferences(c *Change) error {
	for _, dep := range c.Deps {
		if n, ok := g.index.find(dep); ok && uint64(g.maxOps[n]) >= c.StartOp {
			return crm.Invalid("", "its operations are not numbered above those before it")
		}
	}
	outside := g.outsideOf(c)
	if len(outside) == 0 {
		return nil
	}
	last := make(map[Actor]uint64, 1+len(c.Others)) // by actor: its greatest counter among the ancestors
	for _, actor := range append(slices.Clone(c.Others), c.Actor) {
		last[actor] = g.lastBefore(actor, outside)
	}
	if seq := g.Last(c.Actor); seq > 0 {
		if _, found := slices.BinarySearch(outside, g.actors[c.Actor][seq-1]); found {
			return crm.Invalid("", "its author's previous change is not among the changes before it")
		}
	}
	unknown := func(id OpID) bool {
		return !id.IsZero() && id.Counter > last[id.Actor] && (id.Actor != c.Actor || id.Counter < c.StartOp)
	}
	for i := range c.Ops {
		if op := &c.Ops[i]; unknown(op.Obj) || unknown(op.Elem) || slices.ContainsFunc(op.Pred, unknown) {
			return crm.Invalid("", "an operation refers to a change that is not among the changes before it")
		}
	}
	return nil
}

// lastBefore returns the greatest counter of the actor's changes that are not outside. Each change of an actor is an
// ancestor of its next one, so those outside are its last.
func (g *Graph) lastBefore(actor Actor, outside []uint32) uint64 {
	numbers := g.actors[actor]
	n, _ := slices.BinarySearchFunc(numbers, outside, func(number uint32, outside []uint32) int {
		if _, found := slices.BinarySearch(outside, number); found {
			return 1
		}
		return -1
	})
	if n == 0 {
		return 0
	}
	return uint64(g.maxOps[numbers[n-1]])
}

// outsideOf returns the numbers of the changes that are not ancestors of c, ascending.
func (g *Graph) outsideOf(c *Change) []uint32 {
	outside, follows := g.follow(c)
	if !follows {
		outside = g.since(c.Deps)
	}
	g.lately = lately{c.Hash, outside, g.Len()}
	return outside
}

// follow returns what outsideOf does if c follows the last change that was asked about and has seen nothing more.
func (g *Graph) follow(c *Change) (outside []uint32, follows bool) {
	before := &g.lately
	own, known := g.index.find(before.change)
	if !known || !slices.Contains(c.Deps, before.change) {
		return nil, false
	}
	outside = before.outside
	for n := uint32(before.length); n < uint32(g.Len()); n++ {
		if n != own {
			outside = append(outside, n)
		}
	}
	before.outside, before.length = outside, g.Len()
	for _, dep := range c.Deps {
		if n, _ := g.index.find(dep); n != own {
			if _, unseen := slices.BinarySearch(outside, n); unseen {
				return nil, false
			}
		}
	}
	return outside, true
}

// changeOf returns the hash and the greatest counter of the change that holds an operation, which must be there.
func (g *Graph) changeOf(id OpID) Node {
	numbers := g.actors[id.Actor]
	n, _ := slices.BinarySearchFunc(numbers, id.Counter, func(number uint32, counter uint64) int {
		if uint64(g.maxOps[number]) < counter {
			return -1
		}
		return 1
	})
	if n == len(numbers) {
		return Node{}
	}
	return Node{Hash: g.index.hashes[numbers[n]], MaxOp: uint64(g.maxOps[numbers[n]])}
}
