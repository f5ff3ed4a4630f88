package replica

import (
	"sync/atomic"
	"time"

	"roomkey/crdt"
)

// stage is how far the conversation with a peer is.
type stage uint8

const (
	quiet  stage = iota // it has asked for nothing yet: nothing is pushed to it
	behind              // it is told what it lacks
	inStep              // it has all but what is in the document's outbox, and gets the shared message
	closed              // it gets nothing more
)

// Peer is one session's view of one document: what it has and lacks, and what was refused it.
type Peer struct {
	Tag   any // its maker's own: it comes back with every effect, and is never looked at here
	stage stage
	sync  *crdt.Peer
	reads atomic.Bool
	at    *content // of the document that has it among its peers; nil: none
}

// NewPeer makes a peer that has said nothing and may read nothing.
func NewPeer(tag any) *Peer { return &Peer{Tag: tag, sync: crdt.NewPeer()} }

// Reads reports whether the peer was found to be able to read the document, and still is. Any goroutine may ask.
func (p *Peer) Reads() bool { return p.reads.Load() }

// SetReads says whether the peer may read the document.
func (p *Peer) SetReads(may bool) { p.reads.Store(may) }

// Quiet reports whether the peer has asked for nothing yet.
func (p *Peer) Quiet() bool { return p.stage == quiet }

// Closed reports whether the peer is gone.
func (p *Peer) Closed() bool { return p.stage == closed }

// Attached reports whether a document has the peer.
func (p *Peer) Attached() bool { return p.at != nil }

// Reset forgets what the peer was sent and has said.
func (p *Peer) Reset() {
	p.sync = crdt.NewPeer()
	p.lag()
}

// lag notes that the peer is to be told what it lacks.
func (p *Peer) lag() {
	if p.stage == inStep {
		p.stage = behind
	}
}

// Close ends the peer: it gets nothing more.
func (p *Peer) Close() {
	p.stage = closed
	p.SetReads(false)
}

// Expire drops those of the peer's changes that have waited too long for what they depend on.
func (p *Peer) Expire(now time.Time) { p.sync.Waiting.Expire(now) }

// Ready removes and returns the peer's changes that wait for nothing any more.
func (p *Peer) Ready() []*crdt.Change { return p.sync.Waiting.Ready(p.at.graph) }
