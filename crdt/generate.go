package crdt

import "slices"

// Generate makes the next message to the peer, if there is something to say. After it the message counts as sent.
func (p *Peer) Generate(g *Graph) (Outgoing, bool) {
	heads := g.Heads()
	if p.atRest(heads) {
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
	if !p.worthSaying(heads, need, changes) {
		return Outgoing{}, false
	}
	p.spoke, p.saidHeads, p.saidNeed, p.news, p.stuck = true, heads, need, false, false
	p.sent = p.sent || len(changes) > 0
	return Outgoing{Heads: heads, Need: need, Have: p.have(g, need), Changes: changes, Whole: whole}, true
}

// atRest is the quick answer for the acknowledgement of a push: nothing to say, nothing to ask.
func (p *Peer) atRest(heads []Hash) bool {
	if !p.heard || !p.spoke || !p.described || p.Waiting.Len() > 0 || p.Waiting.lost || len(p.theirNeed) > 0 {
		return false
	}
	if !slices.Equal(p.theirHeads, heads) || !slices.Equal(p.saidHeads, heads) || !slices.Equal(p.covered, heads) {
		return false
	}
	p.theirHave, p.filtered, p.news, p.stuck = nil, false, false, false
	return true
}

func (p *Peer) worthSaying(heads, need, changes []Hash) bool {
	switch {
	case len(changes) > 0, !p.spoke, !slices.Equal(heads, p.saidHeads):
		return true
	case len(need) > 0:
		return p.news || !slices.Equal(need, p.saidNeed)
	}
	// A peer that lags behind what it was sent will catch up; one that does not even say so may have lost it.
	return p.stuck && !slices.Equal(p.shared, heads)
}

// changes works out what to send, and clears what the peer has asked for.
func (p *Peer) changes(g *Graph) (changes []Hash, whole bool) {
	if !p.heard {
		return nil, false
	}
	whole = len(p.theirHeads) == 0 && len(p.covered) == 0
	changes, filtered, ok := p.lacking(g)
	if ok {
		p.covered, p.described = g.Heads(), true
		p.filtered = filtered || p.filtered && !slices.Equal(p.shared, g.Heads())
	}
	if len(p.theirNeed) > 0 {
		changes = g.inOrder(append(changes, p.theirNeed...))
	}
	p.theirNeed, p.theirHave = nil, nil
	return changes, whole && len(changes) > 0 || len(changes) > maxMessageChanges
}

// lacking are the changes that the peer neither holds nor was sent; ok is false where that is not known yet.
func (p *Peer) lacking(g *Graph) (changes []Hash, filtered, ok bool) {
	base := slices.Concat(p.shared, p.covered)
	if len(g.Missing(p.theirHeads)) == 0 || len(p.theirHave) == 0 {
		if p.unsettled && !p.described {
			return nil, false, false
		}
		return g.Since(base), false, true
	}
	for _, have := range p.theirHave {
		if len(g.Missing(have.LastSync)) == 0 {
			base = append(base, have.LastSync...)
		} else if !p.probed {
			// We have lost changes, or the peer has. Rather than send it everything, say first what we have.
			p.probed = true
			return nil, false, false
		}
	}
	changes, filtered = beyondFilters(g, g.since(base), p.theirHave)
	return changes, filtered, true
}

// beyondFilters leaves out the changes that a filter seems to contain, unless they were made after one that is sent.
func beyondFilters(g *Graph, numbers []uint32, haves []Have) (changes []Hash, filtered bool) {
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

// have describes what we hold. The peer sends whatever is not in the last description that it got, so it is given one
// even where we need nothing: its next edit then comes at once.
func (p *Peer) have(g *Graph, need []Hash) []Have {
	switch {
	case !p.heard && len(p.shared) == 0:
		return nil // nothing is known of the peer: let it describe itself first
	case len(need) == 0 && p.described && !p.filtered && slices.Equal(p.covered, g.Heads()):
		return []Have{{LastSync: g.Heads()}}
	}
	have := Have{LastSync: p.shared}
	if ours := g.Since(p.shared); len(ours) >= bloomFrom {
		have.Bloom = NewBloom(ours)
	}
	return []Have{have}
}

// askAgain has the peer send everything since what we share once more, by claiming to have lost it: an Automerge never
// sends a change twice otherwise.
func (p *Peer) askAgain() (Outgoing, bool) {
	p.Waiting = Waiting{}
	if p.asked >= maxAsked {
		return Outgoing{}, false
	}
	p.asked++
	p.spoke, p.saidHeads, p.saidNeed, p.news = true, nil, nil, false
	return Outgoing{Have: []Have{{LastSync: p.shared}}}, true
}
