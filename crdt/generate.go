package crdt

import "slices"

// Generate returns the next message to the peer, if there is anything to say. It records the message as sent.
func (p *Peer) Generate(g *Graph) (Outgoing, bool) {
	heads := g.Heads()
	if p.nothingToSay(heads) {
		return Outgoing{}, false
	}
	if p.Waiting.lost {
		if out, ok := p.askAgain(); ok {
			return out, true
		}
	}
	p.absorb(g)
	need := p.need(g)
	changes, whole := p.changes(g)
	if !p.mustSend(heads, need, changes) {
		return Outgoing{}, false
	}
	p.generated, p.sentHeads, p.sentNeed, p.lastIsNew, p.stuck = true, heads, need, false, false
	p.sentChanges = p.sentChanges || len(changes) > 0
	return Outgoing{Heads: heads, Need: need, Have: p.have(g, need), Changes: changes, Whole: whole}, true
}

// nothingToSay is the fast path for the acknowledgement of a pushed change: the peer is up to date and asked for
// nothing.
func (p *Peer) nothingToSay(heads []Hash) bool {
	if !p.received || !p.generated || !p.described || p.Waiting.Len() > 0 || p.Waiting.lost || len(p.theirNeed) > 0 {
		return false
	}
	if !slices.Equal(p.theirHeads, heads) || !slices.Equal(p.sentHeads, heads) || !slices.Equal(p.covered, heads) {
		return false
	}
	p.theirHave, p.filtered, p.lastIsNew, p.stuck = nil, false, false, false
	return true
}

func (p *Peer) mustSend(heads, need, changes []Hash) bool {
	switch {
	case len(changes) > 0, !p.generated, !slices.Equal(heads, p.sentHeads):
		return true
	case len(need) > 0:
		return p.lastIsNew || !slices.Equal(need, p.sentNeed)
	}
	// A peer that lags behind the changes that it was sent will catch up. If its heads did not move at all, it may have
	// lost them.
	return p.stuck && !slices.Equal(p.shared, heads)
}

// wholeFrom is the number of missing changes from which on a peer gets the whole document instead.
const wholeFrom = 50_000

// changes returns the changes to send, and clears the peer's requests.
func (p *Peer) changes(g *Graph) (changes []Hash, whole bool) {
	if !p.received {
		return nil, false
	}
	whole = len(p.theirHeads) == 0 && len(p.covered) == 0
	changes, filtered, ok := p.missingChanges(g)
	if ok {
		p.covered, p.described = g.Heads(), true
		p.filtered = filtered || p.filtered && !slices.Equal(p.shared, g.Heads())
	}
	if len(p.theirNeed) > 0 {
		changes = g.inOrder(append(changes, p.theirNeed...))
	}
	p.theirNeed, p.theirHave = nil, nil
	return changes, whole && len(changes) > 0 || len(changes) > wholeFrom
}

// missingChanges returns the changes that the peer neither holds nor was sent. ok is false if that is not known yet.
func (p *Peer) missingChanges(g *Graph) (changes []Hash, filtered, ok bool) {
	base := slices.Concat(p.shared, p.covered)
	if len(g.Missing(p.theirHeads)) == 0 || len(p.theirHave) == 0 {
		if p.headsUnknown && !p.described {
			return nil, false, false
		}
		return g.Since(base), false, true
	}
	for _, have := range p.theirHave {
		if len(g.Missing(have.LastSync)) == 0 {
			base = append(base, have.LastSync...)
		} else if !p.askedForHave {
			// Either we or the peer have lost changes. Before sending everything, describe what we hold.
			p.askedForHave = true
			return nil, false, false
		}
	}
	changes, filtered = outsideFilters(g, g.since(base), p.theirHave)
	return changes, filtered, true
}

// outsideFilters returns the changes that no filter seems to contain, and those made after one of them.
func outsideFilters(g *Graph, numbers []uint32, haves []Have) (changes []Hash, filtered bool) {
	sent := make(map[uint32]bool, len(numbers))
	for _, n := range numbers {
		h := g.index.hashes[n]
		seems := slices.ContainsFunc(haves, func(have Have) bool { return have.Bloom.Contains(h) })
		if seems && !slices.ContainsFunc(g.depsOf(n), func(d uint32) bool { return sent[d] }) {
			filtered = true
			continue
		}
		sent[n] = true
		changes = append(changes, h)
	}
	return changes, filtered
}

// have describes the changes that we hold. The peer sends everything that its last description of us lacks. We send a
// description even if we need nothing, so that the peer's next edit comes at once.
func (p *Peer) have(g *Graph, need []Hash) []Have {
	switch {
	case !p.received && len(p.shared) == 0:
		return nil // nothing is known of the peer: it should describe itself first
	case len(need) == 0 && p.described && !p.filtered && slices.Equal(p.covered, g.Heads()):
		return []Have{{LastSync: g.Heads()}}
	}
	have := Have{LastSync: p.shared}
	if ours := g.Since(p.shared); len(ours) >= bloomFrom {
		have.Bloom = NewBloom(ours)
	}
	return []Have{have}
}

// askAgain asks the peer to send everything after the shared changes again, by claiming to have lost it. Otherwise
// Automerge never sends a change twice.
func (p *Peer) askAgain() (Outgoing, bool) {
	p.Waiting = Waiting{}
	if p.timesAsked >= maxAsked {
		return Outgoing{}, false
	}
	p.timesAsked++
	p.generated, p.sentHeads, p.sentNeed, p.lastIsNew = true, nil, nil, false
	return Outgoing{Have: []Have{{LastSync: p.shared}}}, true
}
