package replica

import (
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// The most changes, and bytes, that one call of Sift is given.
const (
	SliceChanges = 256
	SliceBytes   = 1 << 20
)

// A document's peers wait while more than this is not on its way to the storage: one write holds no more than this and
// what a turn adds.
const (
	maxPendingChanges = 4096 - SliceChanges
	maxPendingBytes   = 4<<20 - SliceBytes
)

// Accepted is a change that the engine has applied and that is not durable yet.
type Accepted struct {
	crm.StoredChange
	Actor crdt.Actor
	From  []*Peer   // who hears that it is saved; never changed in place
	Came  time.Time // when the message that brought it came
	held  bool      // written here, or its actor's first: peers get nothing before it is durable
}

// binding is an actor that belongs to a user from the next write on.
type binding struct {
	actor crdt.Actor
	user  crm.ID
}

// ledger is what a document has accepted and not made durable yet.
type ledger struct {
	unsaved []Accepted  // oldest first
	sending int         // how many of unsaved are in the commit under way
	held    int         // how many of unsaved are held
	outbox  []crdt.Hash // not given to the peers yet; some may be durable already
	chunks  [][]byte    // of outbox
	tries   int         // writes that failed since the last good one
	binding []binding   // actors that the next write binds
}

// keep appends a change.
func (l *ledger) keep(a Accepted) {
	l.unsaved = append(l.unsaved, a)
	l.outbox, l.chunks = append(l.outbox, a.Hash), append(l.chunks, a.Data)
	if a.held {
		l.held++
	}
}

// recent is the chunk of a change that is not durable yet; nil for any other.
func (l *ledger) recent(h crdt.Hash) []byte {
	for i := len(l.unsaved) - 1; i >= 0; i-- {
		if l.unsaved[i].Hash == h {
			return l.unsaved[i].Data
		}
	}
	return nil
}

// Recent gives the chunks of those of hashes that are not durable yet, nil for the others.
func (l *ledger) Recent(hashes []crdt.Hash) [][]byte {
	chunks := make([][]byte, len(hashes))
	if len(l.unsaved) > 0 {
		for i, h := range hashes {
			chunks[i] = l.recent(h)
		}
	}
	return chunks
}

// Unsaved gives the chunks of what is not durable yet, oldest first.
func (l *ledger) Unsaved() [][]byte {
	chunks := make([][]byte, len(l.unsaved))
	for i := range l.unsaved {
		chunks[i] = l.unsaved[i].Data
	}
	return chunks
}

// Full reports whether a document's peers must wait for the storage.
func (l *ledger) Full() bool {
	size, pending := 0, l.unsaved[l.sending:]
	for i := range pending {
		size += len(pending[i].Data)
	}
	return len(pending) > maxPendingChanges || size > maxPendingBytes
}

// Delivered reports whether everything that was accepted has been given to the peers.
func (l *ledger) Delivered() bool { return len(l.outbox) == 0 }

// Mark remembers where the unsaved changes end. It holds within one turn of the actor.
func (l *ledger) Mark() int { return len(l.unsaved) }

// Since are the changes by an actor that were accepted after a mark.
func (l *ledger) Since(mark int, actor crdt.Actor) (hashes []crdt.Hash) {
	for _, a := range l.unsaved[min(mark, len(l.unsaved)):] {
		if a.Actor == actor {
			hashes = append(hashes, a.Hash)
		}
	}
	return hashes
}

// drop forgets all, and releases the actors that no write will bind.
func (l *ledger) drop(effects []Effect) []Effect {
	for _, b := range l.binding {
		effects = append(effects, Release{b.actor})
	}
	*l = ledger{}
	return effects
}
