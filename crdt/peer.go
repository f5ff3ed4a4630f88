package crdt

import (
	"hash/maphash"
	"slices"
)

// Peer is the sync state of one peer for one document: the changes that the peer holds, the changes that it was sent,
// and the last message of each side. It is compatible with stock Automerge. It isn't safe for concurrent use; the
// document's owner holds the Peers of all its peers.
//
// For each message the owner parses it, then handles each of its changes with Graph.Add and Peer.Holds,
// Peer.Waiting.Add or Peer.Refuse, and handles the changes that Peer.Waiting.Ready returns in the same way. Then it
// calls Receive and, until it returns false, Generate. When the graph has grown, it calls Generate for every other
// peer, or sends the shared message of EncodePush. See the example of the package.
//
// The exchange always ends: a message is sent only if it carries changes, differs from our last message, or answers a
// message of the peer that differed from its previous one.
type Peer struct {
	Waiting Waiting // the peer's changes whose dependencies are missing

	received     bool // a message of the peer has arrived
	theirHeads   []Hash
	theirNeed    []Hash // not yet served
	theirHave    []Have // not yet answered
	lastDigest   uint64 // digest of the heads, need and have of the peer's last message
	lastIsNew    bool   // the peer's last message differs from the one before, or may answer changes that we sent
	stuck        bool   // the peer repeats its heads although changes have been sent
	headsUnknown bool   // some of the peer's heads have been unknown since its last message

	shared    []Hash // heads of the changes that the peer says it holds
	before    []Hash // shared, before the peer's last message
	covered   []Hash // heads of the changes that the peer holds or was sent
	described bool   // covered is known: every other change must be sent
	filtered  bool   // the peer's filter kept changes back, perhaps wrongly: it will request those by hash
	refused   refusals

	generated    bool // a message to the peer has been generated
	sentHeads    []Hash
	sentNeed     []Hash
	sentChanges  bool // changes have been sent since the peer's last message
	askedForHave bool // we have asked what the peer holds after a lastSync that we don't know
	timesAsked   int  // how often we have asked for everything again
}

const (
	// bloomFrom is the number of our changes from which on we send the peer a filter. Below it the peer may send us
	// some changes again.
	bloomFrom = 32
	// maxAsked limits how often we ask again for changes that Waiting dropped.
	maxAsked = 3
)

// NewPeer returns the state of a peer of which nothing is known.
func NewPeer() *Peer { return &Peer{} }

// Receive records a message. The owner adds the message's changes to the graph itself, before or after. The peer keeps
// the message's slices until the next Generate.
func (p *Peer) Receive(g *Graph, m *Message) {
	heads := sortedHashes(m.Heads)
	said := digest(m)
	p.lastIsNew = !p.received || p.sentChanges || said != p.lastDigest
	p.stuck = p.received && p.sentChanges && slices.Equal(heads, p.theirHeads)
	if len(m.Changes) == 0 && p.generated && slices.Equal(heads, g.Heads()) {
		p.sentHeads = g.Heads()
	}
	// A peer that requests a change that it once held has lost data. So has a peer that holds nothing.
	if len(heads) == 0 || asksForAll(m) || len(m.Need) > 0 && g.coversAny(p.shared, m.Need) {
		p.shared, p.covered, p.described, p.filtered = nil, nil, false, false
	}
	p.received, p.sentChanges, p.headsUnknown, p.lastDigest, p.before = true, false, true, said, p.shared
	p.theirHeads, p.theirNeed, p.theirHave = heads, m.Need, m.Have
	p.absorb(g)
}

// sortedHashes returns hashes in ascending order, each once. It returns the slice itself if it is already so.
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

// absorb updates the changes that the peer holds from its last message, as far as the graph knows those changes.
func (p *Peer) absorb(g *Graph) {
	if !p.received || !p.headsUnknown {
		return
	}
	if len(g.Missing(p.theirHeads)) == 0 {
		p.headsUnknown = false
		switch {
		case slices.Equal(p.theirHeads, g.Heads()):
			p.shared = g.Heads() // one slice for all peers
		case slices.Equal(p.shared, p.theirHeads):
		case g.covers(p.theirHeads, p.before):
			p.shared = g.Maximal(slices.Concat(p.shared, p.theirHeads))
		default: // the peer has lost changes that it once held
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
	p.shared = g.Maximal(holds)
}

// Holds records changes of g that the peer itself has sent, so that they are not sent back.
func (p *Peer) Holds(g *Graph, hashes ...Hash) {
	p.shared = g.Maximal(slices.Concat(p.shared, hashes))
}

// Refuse records a change of the peer that will not be added. It is never requested, and it is ignored when heads are
// compared. Changes that wait for it are refused too; Refuse returns them in causal order. The owner must refuse later
// changes that depend on a change for which Refused returns true.
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

// Refused reports whether at least one of hashes was refused.
func (p *Peer) Refused(hashes ...Hash) bool { return slices.ContainsFunc(hashes, p.refused.has) }

// InSync reports whether the peer holds or was sent all changes of g and owes no answer. The next changes may then be
// sent to it by EncodePush. Call it before adding them.
func (p *Peer) InSync(g *Graph) bool {
	heads := g.Heads()
	if !p.received || !p.generated || p.filtered || !p.described || p.Waiting.lost || p.Waiting.Len() > 0 ||
		len(p.theirNeed)+len(p.theirHave) > 0 {
		return false
	}
	if !slices.Equal(p.covered, heads) || !slices.Equal(p.sentHeads, heads) {
		return false
	}
	return slices.Equal(p.theirHeads, heads) || len(p.need(g)) == 0
}

// Pushed records that a peer for which InSync was true has been sent EncodePush's message with hashes.
func (p *Peer) Pushed(g *Graph, hashes []Hash) {
	p.sentHeads, p.sentChanges = g.Heads(), true
	p.covered = g.Maximal(slices.Concat(p.covered, hashes))
	if slices.Equal(p.covered, g.Heads()) {
		p.covered = g.Heads() // one slice for all peers
	}
}

// Reset reduces the state to the changes that both sides hold, for a new connection.
func (p *Peer) Reset() { *p = Peer{shared: p.shared} }

// need returns the changes to request by hash: the peer's heads that we neither have nor wait for nor refused, and the
// missing dependencies of waiting changes.
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
