package crdt

import (
	"hash/maphash"
	"slices"
)

// Peer is the sync state of one peer for one document: what the peer holds, what it was sent, and what was said last.
// It speaks with stock Automerge. It isn't safe for concurrent use; the document's owner has all its peers.
//
// The owner's part:
//
//	m, err := ParseMessage(data)
//	for each chunk of m.Changes: Graph.Add and Peer.Holds, or Peer.Waiting.Add, or Peer.Refuse
//	and again for what Peer.Waiting.Ready returns
//	peer.Receive(graph, m)
//	if out, ok := peer.Generate(graph); ok { send out.Encode(chunks of out.Changes) }
//
// and Generate, or the shared message of EncodePush, for every other peer when the graph has grown.
//
// It can't loop: a message is sent only if it carries changes, or says something that the last one did not, or answers
// something that the peer's last one did not say.
type Peer struct {
	Waiting Waiting // this peer's changes whose dependencies are missing

	heard      bool
	theirHeads []Hash
	theirNeed  []Hash // not yet served
	theirHave  []Have // not yet answered
	saying     uint64 // digest of the heads, need and have of their last message
	news       bool   // it says something new, or may be the answer to changes
	stuck      bool   // it repeats the heads of the one before though changes have been sent
	unsettled  bool   // its heads have not all been known yet

	shared    []Hash // heads of what the peer holds, by its own word
	before    []Hash // shared, before their last message
	covered   []Hash // heads of what the peer holds or was sent
	described bool   // covered has been worked out: all that is not in it must be sent
	filtered  bool   // their filter kept changes back, maybe wrongly: the peer will ask for those by name
	refused   refusals

	spoke     bool
	saidHeads []Hash
	saidNeed  []Hash
	sent      bool // changes have been sent since their last message
	probed    bool // we have asked what they hold beyond a lastSync that we don't know
	asked     int  // times that we have asked for everything again
}

const (
	// bloomFrom is how many changes a peer may send us again rather than be given a filter of what we have.
	bloomFrom = 32
	// maxAsked bounds the requests for what was lost from Waiting.
	maxAsked = 3
)

// NewPeer makes the state of a peer of which nothing is known.
func NewPeer() *Peer { return &Peer{} }

// Receive takes in what a message says; its changes are the owner's to add, before or after. The peer keeps the
// message's slices until the next Generate.
func (p *Peer) Receive(g *Graph, m *Message) {
	heads := sortedHashes(m.Heads)
	saying := digest(m)
	p.news = !p.heard || p.sent || saying != p.saying
	p.stuck = p.heard && p.sent && slices.Equal(heads, p.theirHeads)
	if len(m.Changes) == 0 && p.spoke && slices.Equal(heads, g.Heads()) {
		p.saidHeads = g.Heads()
	}
	// A peer that asks for what it once held has lost data, as one that holds nothing has.
	if len(heads) == 0 || asksForAll(m) || len(m.Need) > 0 && g.coversAny(p.shared, m.Need) {
		p.shared, p.covered, p.described, p.filtered = nil, nil, false, false
	}
	p.heard, p.sent, p.unsettled, p.saying, p.before = true, false, true, saying, p.shared
	p.theirHeads, p.theirNeed, p.theirHave = heads, m.Need, m.Have
	p.absorb(g)
}

// sortedHashes are hashes in order, each once: the slice itself where it is so already, as it should be.
func sortedHashes(hashes []Hash) []Hash {
	inOrder := true
	for i := 1; i < len(hashes) && inOrder; i++ {
		inOrder = compareHashes(hashes[i-1], hashes[i]) < 0
	}
	if inOrder {
		return hashes
	}
	hashes = slices.Clone(hashes)
	slices.SortFunc(hashes, compareHashes)
	return slices.Compact(hashes)
}

// asksForAll recognises the message of an Automerge that doesn't know our lastSync: it describes nothing of what it holds.
func asksForAll(m *Message) bool {
	return len(m.Have) > 0 && len(m.Have[0].LastSync) == 0 && m.Have[0].Bloom.IsZero()
}

func digest(m *Message) uint64 {
	var d maphash.Hash
	d.SetSeed(hashSeed)
	write := func(hashes []Hash) {
		for _, h := range hashes {
			_, _ = d.Write(h[:])
		}
		_ = d.WriteByte(byte(len(hashes)))
	}
	write(m.Heads)
	write(m.Need)
	for _, h := range m.Have {
		write(h.LastSync)
		_, _ = d.Write(h.Bloom.bits)
	}
	return d.Sum64()
}

// absorb turns what the peer said into what it holds, as far as the graph knows those changes by now.
func (p *Peer) absorb(g *Graph) {
	if !p.heard || !p.unsettled {
		return
	}
	if len(g.Missing(p.theirHeads)) == 0 {
		p.unsettled = false
		switch {
		case slices.Equal(p.theirHeads, g.Heads()):
			p.shared = g.Heads() // one slice for all peers
		case slices.Equal(p.shared, p.theirHeads):
		case g.covers(p.theirHeads, p.before):
			p.shared = g.maximal(slices.Concat(p.shared, p.theirHeads))
		default: // the peer has lost what it once held
			p.shared, p.covered = p.theirHeads, nil
		}
		return
	}
	holds := slices.Concat(p.shared, p.theirHeads)
	if len(p.theirHeads) > 0 {
		for _, h := range p.theirHave {
			holds = append(holds, h.LastSync...)
		}
	}
	p.shared = g.maximal(holds)
}

// Holds notes changes in g that the peer itself has sent, so that they are not sent back.
func (p *Peer) Holds(g *Graph, hashes ...Hash) {
	p.shared = g.maximal(slices.Concat(p.shared, hashes))
}

// Refuse notes a change of the peer that will not be added: it is never asked for, and does not count when heads are
// compared. What waits for it is refused too, and returned in causal order; what comes later and names a Refused change
// as a dependency is to be refused by the owner.
func (p *Peer) Refuse(g *Graph, n Node) []*Change {
	p.refused.add(n.Hash)
	p.Holds(g, n.Deps...)
	dropped := p.Waiting.Drop(n.Hash)
	for _, c := range dropped {
		p.refused.add(c.Hash)
		p.Holds(g, c.Deps...)
	}
	return dropped
}

// Refused reports whether any of hashes was refused.
func (p *Peer) Refused(hashes ...Hash) bool { return slices.ContainsFunc(hashes, p.refused.has) }

// InSync reports whether the peer holds, or was sent, all that is in g, and owes us nothing: then what is added next may
// be sent to it by EncodePush. To be asked before the changes are added.
func (p *Peer) InSync(g *Graph) bool {
	heads := g.Heads()
	if !p.heard || !p.spoke || p.filtered || !p.described || p.Waiting.lost || p.Waiting.Len() > 0 || len(p.theirNeed)+len(p.theirHave) > 0 {
		return false
	}
	if !slices.Equal(p.covered, heads) || !slices.Equal(p.saidHeads, heads) {
		return false
	}
	return slices.Equal(p.theirHeads, heads) || len(p.need(g)) == 0
}

// Pushed notes that a peer which was InSync has been sent EncodePush's message with hashes.
func (p *Peer) Pushed(g *Graph, hashes []Hash) {
	p.saidHeads, p.sent = g.Heads(), true
	p.covered = g.maximal(slices.Concat(p.covered, hashes))
	if slices.Equal(p.covered, g.Heads()) {
		p.covered = g.Heads() // one slice for all peers
	}
}

// Reset cuts the state back to what both sides hold, for a new connection.
func (p *Peer) Reset() { *p = Peer{shared: p.shared} }

// need are the changes to ask for by name: their heads that neither are here nor wait nor were refused, and what the
// waiting ones wait for.
func (p *Peer) need(g *Graph) []Hash {
	var need []Hash
	for _, h := range p.theirHeads {
		if !g.Has(h) && !p.refused.has(h) && !p.Waiting.Has(h) {
			need = append(need, h)
		}
	}
	if p.Waiting.Len() == 0 {
		return need
	}
	need = append(need, p.Waiting.Missing(g)...)
	slices.SortFunc(need, compareHashes)
	need = slices.Compact(need)
	return need[:min(len(need), maxMessageHashes)]
}
