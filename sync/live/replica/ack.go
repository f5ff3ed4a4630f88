package replica

import (
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// ackKnown acknowledges changes that the document had already, as soon as they are durable.
func (l *ledger) ackKnown(effects []Effect, by Submission, known []crdt.Hash) []Effect {
	p := by.Peer
	if p == nil || p.stage == closed || len(known) == 0 || !by.Reads {
		return effects
	}
	waiting := make(map[crdt.Hash]int, len(l.unsaved))
	for i := range l.unsaved {
		waiting[l.unsaved[i].Hash] = i
	}
	var saved []crdt.Hash
	for _, h := range known {
		if i, ok := waiting[h]; !ok {
			saved = append(saved, h)
		} else if a := &l.unsaved[i]; !slices.Contains(a.From, p) {
			a.From = append(slices.Clone(a.From), p)
		}
	}
	if len(saved) > 0 {
		effects = append(effects, Saved{p, saved})
	}
	return effects
}

// ackKnownHeads tells a peer, at its first message, which of the heads that it names are durable or become so.
// Otherwise a change that was saved while the last connection broke would wait on the device for ever, because a peer
// in sync sends no change again.
func (d *Document) ackKnownHeads(effects []Effect, p *Peer, heads []crdt.Hash) []Effect {
	var known []crdt.Hash
	for _, h := range heads {
		if d.graph.Has(h) {
			known = append(known, h)
		}
	}
	return d.ackKnown(effects, Submission{Peer: p, Reads: p.Reads()}, known)
}

// tellRefused tells the author which changes are refused. Changes with the same reason share one effect.
func tellRefused(effects []Effect, b *Batch) []Effect {
	for _, g := range grouped(b.refused) {
		effects = append(effects, Rejected{b.By.Peer, g.hashes, g.err})
	}
	b.refused = nil
	return effects
}

// tellRepaired tells the author which of the accepted changes were put right, and where.
func tellRepaired(effects []Effect, b *Batch) []Effect {
	accepted := make(map[crdt.Hash]bool, len(b.Changes))
	if len(b.repaired) > 0 {
		for _, c := range b.Changes {
			accepted[c.Hash] = true
		}
	}
	for _, g := range grouped(slices.DeleteFunc(b.repaired, func(r reason) bool { return !accepted[r.hash] })) {
		effects = append(effects, Repaired{b.By.Peer, g.hashes, g.err})
	}
	b.repaired = nil
	return effects
}

// group is the changes that have one reason.
type group struct {
	hashes []crdt.Hash
	err    *crm.Error
}

// grouped puts changes with the same reason together, in the order of the first of each.
func grouped(reasons []reason) []group {
	type key struct {
		code           crm.Code
		message, field string
	}
	var groups []group
	at := make(map[key]int, min(len(reasons), 1))
	for _, r := range reasons {
		k := key{r.err.Code, r.err.Message, r.err.Field}
		i, known := at[k]
		if !known {
			i = len(groups)
			at[k] = i
			groups = append(groups, group{err: r.err})
		}
		groups[i].hashes = append(groups[i].hashes, r.hash)
	}
	return groups
}

// tellSaved tells peers which of the first n unsaved changes are durable. Each peer is told once, in the order of the
// first change.
func (l *ledger) tellSaved(effects []Effect, n int) []Effect {
	var told []Saved
	for i := range l.unsaved[:n] {
		for _, p := range l.unsaved[i].From {
			if p.stage == closed || !p.Reads() {
				continue
			}
			at := len(told) - 1
			for at >= 0 && told[at].Peer != p {
				at--
			}
			if at < 0 {
				at = len(told)
				told = append(told, Saved{Peer: p})
			}
			told[at].Hashes = append(told[at].Hashes, l.unsaved[i].Hash)
		}
	}
	for _, saved := range told {
		effects = append(effects, saved)
	}
	return effects
}
