package crdt

import (
	"slices"
	"time"
)

// How many changes may wait for missing dependencies, per document and peer, and for how long.
const (
	maxWaitingChanges    = 256
	maxWaitingBytes      = 1 << 20
	maxWaitingOperations = 20_000 // a decoded operation takes many times its encoded size
	waitingTime          = 60 * time.Second
)

// Waiting holds changes of one peer for one document whose dependencies have not arrived yet. That happens if a filter
// wrongly held one back. The zero Waiting is empty. It isn't safe for concurrent use.
type Waiting struct {
	changes []waitingChange // in order of arrival, so oldest first
	bytes   int
	ops     int
	lost    bool // a change was dropped: the peer believes that we have it and must be asked to send it again
}

type waitingChange struct {
	*Change
	since time.Time
}

// Add keeps a change, once. It returns an error of code too_large if no more may wait. The change is then lost, and
// Peer will ask for all lost changes.
func (w *Waiting) Add(c *Change, now time.Time) error {
	if w.Has(c.Hash) {
		return nil
	}
	if len(w.changes) >= maxWaitingChanges || w.bytes+len(c.Data) > maxWaitingBytes ||
		w.ops+len(c.Ops) > maxWaitingOperations {
		w.lost = true
		return tooLarge("too many changes wait for others")
	}
	w.changes = append(w.changes, waitingChange{c, now})
	w.bytes += len(c.Data)
	w.ops += len(c.Ops)
	return nil
}

// Len returns the number of waiting changes.
func (w *Waiting) Len() int { return len(w.changes) }

// Has reports whether the change is waiting.
func (w *Waiting) Has(h Hash) bool {
	return slices.ContainsFunc(w.changes, func(c waitingChange) bool { return c.Hash == h })
}

// Ready removes and returns, in causal order, the changes that wait only for each other and for changes that g has. It
// removes changes that g already has without returning them.
func (w *Waiting) Ready(g *Graph) []*Change {
	if len(w.changes) == 0 {
		return nil
	}
	var ready []*Change
	there := map[Hash]bool{}
	for again := true; again; {
		again = false
		w.remove(func(c waitingChange) bool {
			if g.Has(c.Hash) {
				return true
			}
			for _, dep := range c.Deps {
				if !there[dep] && !g.Has(dep) {
					return false
				}
			}
			again, there[c.Hash] = true, true
			ready = append(ready, c.Change)
			return true
		})
	}
	return ready
}

// Missing returns the dependencies of waiting changes that neither wait themselves nor are in g, sorted.
func (w *Waiting) Missing(g *Graph) []Hash {
	if len(w.changes) == 0 {
		return nil
	}
	there := make(map[Hash]bool, len(w.changes))
	for _, c := range w.changes {
		there[c.Hash] = true
	}
	var missing []Hash
	for _, c := range w.changes {
		for _, dep := range c.Deps {
			if !there[dep] && !g.Has(dep) {
				there[dep] = true
				missing = append(missing, dep)
			}
		}
	}
	slices.SortFunc(missing, compareHashes)
	return missing
}

// Drop removes h and all its waiting descendants and returns them in causal order. Call it when h was refused.
func (w *Waiting) Drop(h Hash) []*Change {
	refused := map[Hash]bool{h: true}
	var dropped []*Change
	for again := true; again; {
		again = false
		w.remove(func(c waitingChange) bool {
			if c.Hash != h && !slices.ContainsFunc(c.Deps, func(d Hash) bool { return refused[d] }) {
				return false
			}
			again, refused[c.Hash] = true, true
			dropped = append(dropped, c.Change)
			return true
		})
	}
	return dropped
}

// Expire drops the changes that have waited for a minute and returns their number.
func (w *Waiting) Expire(now time.Time) int {
	before := len(w.changes)
	w.remove(func(c waitingChange) bool { return now.Sub(c.since) >= waitingTime })
	if len(w.changes) < before {
		w.lost = true
	}
	return before - len(w.changes)
}

func (w *Waiting) remove(which func(waitingChange) bool) {
	w.changes = slices.DeleteFunc(w.changes, func(c waitingChange) bool {
		if !which(c) {
			return false
		}
		w.bytes -= len(c.Data)
		w.ops -= len(c.Ops)
		return true
	})
	if len(w.changes) == 0 {
		w.changes = nil
	}
}
