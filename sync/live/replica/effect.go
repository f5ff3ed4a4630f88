package replica

import (
	"roomkey/crdt"
	"roomkey/crm"
)

// Effect is something that an event requires, and has one of the types below. Effects must be performed in their order.
type Effect interface{ effect() }

type (
	// Push gives changes to all peers that lack only these changes. All get the same message.
	Push struct {
		Peers   []*Peer // valid until the next event of the document
		Hashes  []crdt.Hash
		Message []byte
		// ExpectedAck is the message by which a standard peer acknowledges the push.
		ExpectedAck *crdt.Message
	}
	// Say sends one peer a message. Changes that are not in memory must be read from the storage.
	Say struct {
		Peer *Peer
		Out  crdt.Outgoing
		// Chunks are the bytes of Out.Changes, in their order. A chunk is nil if it is not in memory. A nil slice means
		// that the whole document is sent.
		Chunks [][]byte
	}
	// Restart begins the conversation with a peer again. Acknowledgements of earlier messages no longer count. Message
	// asks the peer for all changes that the document lacks; it may be nil.
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
	// Rejected tells the submitter of changes that they are refused.
	Rejected struct {
		Peer   *Peer // nil if the server submitted them
		Hashes []crdt.Hash
		Err    *crm.Error
	}
	// Repaired tells the submitter of changes that they are accepted, and that the server has put right what they did
	// to a field.
	Repaired struct {
		Peer   *Peer // nil if the server submitted them
		Hashes []crdt.Hash
		Err    *crm.Error
	}
	// TakenBack tells a peer that an accepted change is refused after all.
	TakenBack struct {
		Peer *Peer
		Hash crdt.Hash
		Err  *crm.Error
	}
	// Release ends a claim on an actor. A write has bound the actor, or no write ever will.
	Release struct{ Actor crdt.Actor }
	// Drop makes the engine forget the document, because it holds another history.
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
func (Repaired) effect()    {}
func (TakenBack) effect()   {}
func (Release) effect()     {}
func (Drop) effect()        {}
func (Notify) effect()      {}
