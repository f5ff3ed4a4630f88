package crdt

import (
	"bytes"
	"slices"

	"roomkey/crm"
)

// Node is the part of a change that the graph needs.
type Node struct {
	Hash  Hash
	Deps  []Hash // the changes that it was made after; Add copies them
	Actor Actor
	Seq   uint64 // 1 for the actor's first change
	MaxOp uint64 // counter of the last operation, StartOp-1 if there is none
}

// NodeOf returns the node of a change.
func NodeOf(c *Change) Node {
	return Node{Hash: c.Hash, Deps: c.Deps, Actor: c.Actor, Seq: c.Seq, MaxOp: c.MaxOp()}
}

// ErrEquivocation is returned for a change whose actor has already made another change with the same sequence number,
// or has not yet made the preceding one.
var ErrEquivocation = crm.Errorf(crm.CodeForbidden,
	"the actor has made another change of that number, or none before it")

// Graph is the history of one document: its changes, and the dependencies of each. It holds no contents and takes about
// 75 bytes per change. It isn't safe for concurrent use, not even for reading; its document's owner uses it alone.
//
// Changes are numbered in the order in which they were added, so a change's number is greater than the numbers of its
// ancestors. Every walk relies on that.
type Graph struct {
	index   hashSet
	deps    []uint32 // all changes' dependencies, one after the other
	depsEnd []uint32 // by number: the end of the change's own dependencies in deps
	actors  map[Actor][]uint32
	heads   []Hash // sorted; replaced, never modified, so that peers may keep the slice
	maxOp   uint64
	maxOps  []uint32 // by number: the counter of the change's last operation
	lately  lately
	flags   []flag // scratch memory of the walks; all zero between them
	walked  int
}

// Walked returns how many changes Since and CheckReferences have visited so far, which is what they cost.
func (g *Graph) Walked() int { return g.walked }

// lately remembers the changes that are not ancestors of a change, because the changes of one offline spell follow
// each other.
type lately struct {
	change  Hash
	outside []uint32 // ascending
	length  int      // of the graph then
}

// flag records facts about a change during a walk.
type flag uint8

const (
	wanted flag = 1 << iota // asked about
	known                   // among the given heads or their ancestors
)

// NewGraph returns the graph of an empty document.
func NewGraph() *Graph { return &Graph{actors: map[Actor][]uint32{}} }

// Has reports whether the graph contains the change.
func (g *Graph) Has(h Hash) bool { return g.index.has(h) }

// Len returns the number of changes.
func (g *Graph) Len() int { return len(g.index.hashes) }

// Heads returns the changes that no other change depends on, sorted. The caller may keep the slice but must not modify
// it.
func (g *Graph) Heads() []Hash { return g.heads }

// MaxOp returns the greatest operation counter of the document.
func (g *Graph) MaxOp() uint64 { return g.maxOp }

// Last returns the sequence number of the actor's last change, 0 if it has made none.
func (g *Graph) Last(a Actor) uint64 { return uint64(len(g.actors[a])) }

// ByActorSeq finds a change by its actor and sequence number.
func (g *Graph) ByActorSeq(a Actor, seq uint64) (Hash, bool) {
	numbers := g.actors[a]
	if seq == 0 || seq > uint64(len(numbers)) {
		return Hash{}, false
	}
	return g.index.hashes[numbers[seq-1]], true
}

// Hashes returns all changes in the order in which they were added, which is a causal order. The caller must not modify
// the slice.
func (g *Graph) Hashes() []Hash { return g.index.hashes }

// Add adds a change. All its dependencies must be in the graph. Adding a change twice has no effect. Errors: conflict
// if a dependency is missing, ErrEquivocation.
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
	g.maxOps = append(g.maxOps, uint32(min(n.MaxOp, maxCounter)))
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

// Missing returns the hashes that the graph lacks, in the given order.
func (g *Graph) Missing(hashes []Hash) []Hash {
	var missing []Hash
	for _, h := range hashes {
		if !g.Has(h) {
			missing = append(missing, h)
		}
	}
	return missing
}

func compareHashes(a, b Hash) int { return bytes.Compare(a[:], b[:]) }
