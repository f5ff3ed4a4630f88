package replica

import "roomkey/crdt"

// fanOut gives the peers what was applied since the last time: one message, encoded once, to all that were in sync,
// and to the others what they need. Nothing goes out while a change that the server wrote is not durable: only its
// author can offer a change again, and the server forgets its own in a crash. The same holds for the first change by
// an actor: after a crash a peer could offer it before its author does, and the actor would be the peer's. speaker,
// whose message is being received, is answered later.
func (d *Document) fanOut(effects []Effect, speaker *Peer) []Effect {
	if d.held > 0 || len(d.outbox) == 0 {
		return effects
	}
	hashes, chunks := d.outbox, d.chunks
	d.outbox, d.chunks, d.pushed = nil, nil, d.pushed[:0]
	for _, p := range d.peers {
		switch {
		case p.stage == closed || p.stage == quiet || p == speaker || !p.Reads():
		case p.stage == inStep:
			d.pushed = append(d.pushed, p)
		default:
			effects = d.Converse(effects, p)
		}
	}
	if len(d.pushed) == 0 {
		return effects
	}
	push := Push{
		Peers:   d.pushed,
		Hashes:  hashes,
		Message: crdt.EncodePush(d.graph, Deflated(chunks)),
		Echo:    crdt.Echo(d.graph),
	}
	for _, p := range d.pushed {
		p.sync.Pushed(d.graph, hashes)
	}
	return append(effects, push)
}

// deflateFrom is the size from which deflating a change saves enough bytes to be worth it.
const deflateFrom = 1024

// Deflated deflates chunks in place where that pays; nil stays nil.
func Deflated(chunks [][]byte) [][]byte {
	for i, chunk := range chunks {
		if len(chunk) >= deflateFrom {
			chunks[i] = crdt.Deflate(chunk)
		}
	}
	return chunks
}

// Converse sends a peer what there is to say to it, if anything.
func (d *Document) Converse(effects []Effect, p *Peer) []Effect {
	if p.stage == closed || d.held > 0 && p.Reads() {
		p.lag() // it is spoken to when what is held goes out
		return effects
	}
	out, ok := p.sync.Generate(d.seen(p))
	if !ok {
		return effects
	}
	say := Say{Peer: p, Out: out}
	if len(out.Changes) > 0 && !(out.Whole && d.summary > 0) {
		say.Chunks = d.Recent(out.Changes)
	}
	return append(effects, say)
}

// Hear takes in that a peer has said what it was expected to.
func (d *Document) Hear(p *Peer, m *crdt.Message) []Effect {
	p.sync.Receive(d.seen(p), m)
	return d.Converse(nil, p)
}

// Answer takes in what a message says besides its changes, and answers it; request says that its sender wants to hear
// if the document can't be had.
func (d *Document) Answer(p *Peer, m *crdt.Message, request bool) (effects []Effect) {
	if p.stage == quiet {
		effects = d.ackKnownHeads(effects, p, m.Heads)
		p.stage = behind
	}
	if request && !p.Reads() && len(m.Changes) == 0 {
		return append(effects, Unavailable{p})
	}
	p.sync.Receive(d.seen(p), m)
	return d.Converse(effects, p)
}

// Allow gives a peer the right to read, or takes it: one that lost the document gets nothing more, and with one that
// gained it the conversation begins again.
func (d *Document) Allow(p *Peer, may bool) []Effect {
	if p.reads.Swap(may) == may {
		return nil
	}
	p.Reset()
	effects := []Effect{Restart{Peer: p}}
	if may && p.stage != quiet {
		effects = d.Converse(effects, p)
	}
	return effects
}
