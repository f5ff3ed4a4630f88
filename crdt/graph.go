package crdt

import (
	"bytes"
	"slices"

	"roomkey/crm"
)

// Node is what the graph needs to know of a change.
type Node struct {
	Hash  Hash
	Deps  []Hash // the changes it was made after; copied
	Actor Actor
	Seq   uint64 // 1 for the actor's first change
	MaxOp uint64 // counter of the last operation, StartOp-1 where there is none
}

// NodeOf is the change as the graph sees it.
func NodeOf(c *Change) Node {
	return Node{Hash: c.Hash, Deps: c.Deps, Actor: c.Actor, Seq: c.Seq, MaxOp: c.MaxOp()}
}

// ErrEquivocation is returned for a change whose actor has already made another change of that number, or has not yet
// made the one before it.
var ErrEquivocation = crm.Errorf(crm.CodeForbidden, "the actor has made another change of that number, or none before it")

// Graph is the history of one document: which changes there are, and what each was made after. It holds no contents,
// about 70 bytes a change. It isn't safe for concurrent use, not even for reading: a document has one owner.
//
// Changes are numbered in the order in which they were added, so a change's number is always greater than those of its
// ancestors. Every walk relies on that.
type Graph struct {
	index    hashSet
	deps     []uint32 // all changes' dependencies, one after the other
	depsEnd  []uint32 // by number: where the change's own end in deps
	actors   map[Actor][]uint32
	heads    []Hash // sorted; replaced, never modified, so that peers may keep it
	maxOp    uint64
	painting []paint // scratch of the walks, all zero between them
}

// NewGraph makes the graph of an empty document.
func NewGraph() *Graph { return &Graph{actors: map[Actor][]uint32{}} }

// Has reports whether the change is there.
func (g *Graph) Has(h Hash) bool { return g.index.has(h) }

// Len is the number of changes.
func (g *Graph) Len() int { return len(g.index.hashes) }

// Heads are the changes that no other was made after, sorted. The slice may be kept but not modified.
func (g *Graph) Heads() []Hash { return g.heads }

// MaxOp is the greatest operation counter of the document.
func (g *Graph) MaxOp() uint64 { return g.maxOp }

// Last is the number of the actor's last change, 0 where it has made none.
func (g *Graph) Last(a Actor) uint64 { return uint64(len(g.actors[a])) }

// ByActorSeq finds a change by its author and number.
func (g *Graph) ByActorSeq(a Actor, seq uint64) (Hash, bool) {
	numbers := g.actors[a]
	if seq == 0 || seq > uint64(len(numbers)) {
		return Hash{}, false
	}
	return g.index.hashes[numbers[seq-1]], true
}

// Hashes are all changes in a causal order, that of their arrival. The slice must not be modified.
func (g *Graph) Hashes() []Hash { return g.index.hashes }

// Deps are the changes that h was made after, nil where h is unknown.
func (g *Graph) Deps(h Hash) []Hash {
	n, ok := g.index.find(h)
	if !ok {
		return nil
	}
	numbers := g.depsOf(n)
	deps := make([]Hash, len(numbers))
	for i, d := range numbers {
		deps[i] = g.index.hashes[d]
	}
	return deps
}

// Add appends a change whose dependencies are all there. A change that is there already is no error and no news. Errors:
// conflict where a dependency is missing, ErrEquivocation.
func (g *Graph) Add(n Node) error {
	if g.Has(n.Hash) {
		return nil
	}
	if n.Seq != g.Last(n.Actor)+1 {
		return ErrEquivocation
	}
	start := len(g.deps)
	for _, dep := range n.Deps {
		number, ok := g.index.find(dep)
		if !ok {
			g.deps = g.deps[:start]
			return crm.Errorf(crm.CodeConflict, "a change that this one was made after is missing")
		}
		g.deps = append(g.deps, number)
	}
	number := uint32(g.Len())
	g.index.add(n.Hash)
	g.depsEnd = append(g.depsEnd, uint32(len(g.deps)))
	g.actors[n.Actor] = append(g.actors[n.Actor], number)
	g.heads = g.headsWith(n)
	g.maxOp = max(g.maxOp, n.MaxOp)
	return nil
}

func (g *Graph) headsWith(n Node) []Hash {
	heads := make([]Hash, 0, len(g.heads)+1)
	for _, h := range g.heads {
		if !slices.Contains(n.Deps, h) {
			heads = append(heads, h)
		}
	}
	at, _ := slices.BinarySearchFunc(heads, n.Hash, compareHashes)
	return slices.Insert(heads, at, n.Hash)
}

// Missing are those of hashes that are not there, in their order.
func (g *Graph) Missing(hashes []Hash) []Hash {
	var missing []Hash
	for _, h := range hashes {
		if !g.Has(h) {
			missing = append(missing, h)
		}
	}
	return missing
}

// Since are the changes that are neither among heads nor their ancestors, in causal order; unknown heads are ignored. It
// looks only at what is newer than the oldest change that it returns, and at what was made beside it.
func (g *Graph) Since(heads []Hash) []Hash {
	if slices.Equal(heads, g.heads) {
		return nil
	}
	numbers := g.since(heads)
	if len(numbers) == 0 {
		return nil
	}
	hashes := make([]Hash, len(numbers))
	for i, n := range numbers {
		hashes[i] = g.index.hashes[n]
	}
	return hashes
}

func compareHashes(a, b Hash) int { return bytes.Compare(a[:], b[:]) }
