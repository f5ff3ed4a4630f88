package replica

import (
	"slices"

	"roomkey/crdt"
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
	for len(b.refused) > 0 {
		err := b.refused[0].err
		var hashes []crdt.Hash
		rest := b.refused[:0:0]
		for _, r := range b.refused {
			if r.err == err || r.err.Code == err.Code && r.err.Message == err.Message && r.err.Field == err.Field {
				hashes = append(hashes, r.hash)
			} else {
				rest = append(rest, r)
			}
		}
		b.refused = rest
		effects = append(effects, Rejected{b.By.Peer, hashes, err})
	}
	return effects
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
