package replica

import (
	"slices"

	"roomkey/crdt"
)

// fanOut gives the peers the changes since the last time. All peers that were in sync get one message, which is encoded
// once. The others get the changes that they lack. speaker is the peer whose message is being received; it is answered
// later, and may be nil.
//
// Nothing goes out while a change of the server is not durable, because the server forgets its own changes in a crash
// and nobody else may offer them again. The same holds for the first change of an actor: after a crash another peer
// could offer it before its author does, and would become the owner of the actor.
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
		Peers:       d.pushed,
		Hashes:      hashes,
		Message:     crdt.EncodePush(d.graph, Deflated(chunks)),
		ExpectedAck: crdt.Echo(d.graph),
	}
	for _, p := range d.pushed {
		p.sync.Pushed(d.graph, hashes)
	}
	return append(effects, push)
}

// deflateFrom is the size in bytes from which it pays to deflate a change.
const deflateFrom = 1024

// Deflated deflates chunks in place if that pays. A nil chunk stays nil.
func Deflated(chunks [][]byte) [][]byte {
	for i, chunk := range chunks {
		if len(chunk) >= deflateFrom {
			chunks[i] = crdt.Deflate(chunk)
		}
	}
	return chunks
}

// Laborious reports whether chunks have to be read, or deflated, before they are sent.
func Laborious(chunks [][]byte) bool {
	return slices.ContainsFunc(chunks, func(chunk []byte) bool { return chunk == nil || len(chunk) >= deflateFrom })
}

// Converse sends a peer the next message, if there is one.
func (d *Document) Converse(effects []Effect, p *Peer) []Effect {
	if p.stage == closed || d.held > 0 && p.Reads() {
		p.lag() // it gets a message when the held changes go out
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

// Hear takes in the expected acknowledgement of a peer.
func (d *Document) Hear(p *Peer, m *crdt.Message) []Effect {
	p.sync.Receive(d.seen(p), m)
	return d.Converse(nil, p)
}

// Answer takes in a message except for its changes, and answers it. request says that the sender wants to hear if the
// document is unavailable.
func (d *Document) Answer(p *Peer, m *crdt.Message, request bool) (effects []Effect) {
	first := p.stage == quiet
	if first {
		effects = d.ackKnownHeads(effects, p, m.Heads)
		p.stage = behind
	}
	if request && !p.Reads() && len(m.Changes) == 0 {
		return append(effects, Unavailable{p})
	}
	p.sync.Receive(d.seen(p), m)
	effects = d.Converse(effects, p)
	if first {
		effects = append(effects, TellMoved(d, p)...)
	}
	return effects
}

// Allow gives a peer the right to read, or takes that right away. A peer that lost the document gets nothing more. With
// a peer that gained it, the conversation begins again.
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
