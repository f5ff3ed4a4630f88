package replica

import (
	"sync/atomic"
	"time"

	"roomkey/crdt"
)

// stage says how far the conversation with a peer is.
type stage uint8

const (
	quiet  stage = iota // it has said nothing yet, so it gets no push
	behind              // it gets the changes that it lacks
	inStep              // it lacks only the document's outbox, and gets the shared message
	closed              // it gets nothing more
)

// Peer is one session's view of one document. It knows which changes the session has and lacks, and which were refused.
type Peer struct {
	Tag   any // belongs to the caller of NewPeer; this package never reads it
	stage stage
	sync  *crdt.Peer
	reads atomic.Bool
	at    *content // the content of its document; nil while it is not attached
}

// NewPeer makes a peer that has said nothing and may read nothing.
func NewPeer(tag any) *Peer { return &Peer{Tag: tag, sync: crdt.NewPeer()} }

// Reads reports whether the peer may read the document, according to the last check. Any goroutine may call it.
func (p *Peer) Reads() bool { return p.reads.Load() }

// SetReads sets whether the peer may read the document.
func (p *Peer) SetReads(may bool) { p.reads.Store(may) }

// Quiet reports whether the peer has said nothing yet.
func (p *Peer) Quiet() bool { return p.stage == quiet }

// Closed reports whether the peer has left.
func (p *Peer) Closed() bool { return p.stage == closed }

// Attached reports whether the peer is attached to a document.
func (p *Peer) Attached() bool { return p.at != nil }

// Reset forgets what the peer has said and was sent.
func (p *Peer) Reset() {
	p.sync = crdt.NewPeer()
	p.lag()
}

// lag notes that the peer lacks something, so that it does not get the shared message.
func (p *Peer) lag() {
	if p.stage == inStep {
		p.stage = behind
	}
}

// Close ends the conversation with the peer.
func (p *Peer) Close() {
	p.stage = closed
	p.SetReads(false)
}

// Expire drops the peer's changes that have waited too long for their dependencies.
func (p *Peer) Expire(now time.Time) { p.sync.Waiting.Expire(now) }

// Ready removes and returns the peer's changes whose dependencies have all come.
func (p *Peer) Ready() []*crdt.Change { return p.sync.Waiting.Ready(p.at.graph) }

// AskAgain restarts the conversation with the peer and asks it for all changes that the document lacks. It is used when
// a refused change is wanted after all. A message without heads makes Automerge forget what it has sent.
func (p *Peer) AskAgain() Effect {
	p.Reset()
	m := crdt.Message{Have: []crdt.Have{{}}}
	return Restart{p, m.Encode()}
}
