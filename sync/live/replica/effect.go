package replica

import (
	"roomkey/crdt"
	"roomkey/crm"
)

// Effect is something that has to be done because of an event: one of the types below. Effects are performed in their
// order.
type Effect interface{ effect() }

type (
	// Push gives changes to all peers that had everything before them, by one message.
	Push struct {
		Peers   []*Peer // valid until the document's next event
		Hashes  []crdt.Hash
		Message []byte
		Echo    *crdt.Message // what a stock peer answers once it has taken the message in
	}
	// Say sends one peer a message. The chunks of its changes that are not in memory have to be read from the storage.
	Say struct {
		Peer *Peer
		Out  crdt.Outgoing
		// Chunks are those of Out.Changes, in their order; nil where not in memory. Without any, the whole document is sent.
		Chunks [][]byte
	}
	// Restart says that the conversation with a peer begins again: an echo of what it was sent before counts no more.
	// Message, where it isn't nil, asks the peer for all that the document lacks.
	Restart struct {
		Peer    *Peer
		Message []byte
	}
	// Unavailable tells a peer that the document is absent or not readable.
	Unavailable struct{ Peer *Peer }
	// Saved tells a peer that changes are durable.
	Saved struct {
		Peer   *Peer
		Hashes []crdt.Hash
	}
	// Rejected tells who submitted changes that they are not accepted.
	Rejected struct {
		Peer   *Peer // nil: the server submitted them
		Hashes []crdt.Hash
		Err    *crm.Error
	}
	// TakenBack tells a peer that a change which had been accepted is refused after all.
	TakenBack struct {
		Peer *Peer
		Hash crdt.Hash
		Err  *crm.Error
	}
	// Release ends a claim on an actor, which a write has bound or never will.
	Release struct{ Actor crdt.Actor }
	// Drop has the engine forget the document: it holds something else than the history.
	Drop struct{}
	// Notify tells somebody who waited how the commit ended.
	Notify struct {
		Waiter func(error)
		Err    error
	}
)

func (Push) effect()        {}
func (Say) effect()         {}
func (Restart) effect()     {}
func (Unavailable) effect() {}
func (Saved) effect()       {}
func (Rejected) effect()    {}
func (TakenBack) effect()   {}
func (Release) effect()     {}
func (Drop) effect()        {}
func (Notify) effect()      {}
