package replica

import (
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// Limits on the changes and bytes that one call of Sift gets.
const (
	SliceChanges = 256
	SliceBytes   = 1 << 20
)

// The peers of a document wait while more changes or bytes than this are accepted but not durable. So one write holds
// at most this and what one turn adds, and so does the write after a failed one, which holds the changes of that too.
const (
	maxPendingChanges = 4096 - SliceChanges
	maxPendingBytes   = 4<<20 - SliceBytes
)

// Accepted is a change that the engine has applied but that is not durable yet.
type Accepted struct {
	crm.StoredChange
	Actor  crdt.Actor
	From   []*Peer   // the peers to tell that it is saved; never changed in place
	Came   time.Time // when its message came
	Repair bool      // the server has added it to put another one right
	held   bool      // written by the server, or the first of its actor; see P7
}

// Own reports whether the server has made the change of itself, to put another one right or to mend the document.
func (a *Accepted) Own() bool { return a.Repair || len(a.From) == 0 && a.User.IsZero() }

// binding says that the next write binds an actor to a user.
type binding struct {
	actor crdt.Actor
	user  crm.ID
}

// ledger holds the changes that a document has accepted and that are not durable yet.
type ledger struct {
	unsaved []Accepted  // oldest first
	held    int         // how many of unsaved are held
	outbox  []crdt.Hash // changes that the peers do not have yet; some may be durable
	chunks  [][]byte    // the bytes of the outbox
	tries   int         // failed writes since the last good one
	binding []binding   // the actors that the next write binds

	imported []crm.LogItem // entries of other regions' logs that the next write logs
}

// keep appends a change.
func (l *ledger) keep(a Accepted) {
	l.unsaved = append(l.unsaved, a)
	l.outbox, l.chunks = append(l.outbox, a.Hash), append(l.chunks, a.Data)
	if a.held {
		l.held++
	}
}

// recentChunk returns the chunk of an unsaved change, or nil.
func (l *ledger) recentChunk(h crdt.Hash) []byte {
	for i := len(l.unsaved) - 1; i >= 0; i-- {
		if l.unsaved[i].Hash == h {
			return l.unsaved[i].Data
		}
	}
	return nil
}

// Recent returns the chunks of the unsaved changes among hashes. The others are nil.
func (l *ledger) Recent(hashes []crdt.Hash) [][]byte {
	chunks := make([][]byte, len(hashes))
	if len(l.unsaved) > 0 {
		for i, h := range hashes {
			chunks[i] = l.recentChunk(h)
		}
	}
	return chunks
}

// Unsaved returns the chunks of all unsaved changes, oldest first.
func (l *ledger) Unsaved() [][]byte {
	chunks := make([][]byte, len(l.unsaved))
	for i := range l.unsaved {
		chunks[i] = l.unsaved[i].Data
	}
	return chunks
}

// Full reports whether the peers of the document must wait for the storage. The changes of a running commit count,
// because it may fail.
func (l *ledger) Full() bool {
	size := 0
	for i := range l.unsaved {
		size += len(l.unsaved[i].Data)
	}
	return len(l.unsaved) > maxPendingChanges || size > maxPendingBytes
}

// Delivered reports whether the peers have got all accepted changes.
func (l *ledger) Delivered() bool { return len(l.outbox) == 0 }

// Mark returns the number of unsaved changes, for Since. It is valid within one turn of the actor.
func (l *ledger) Mark() int { return len(l.unsaved) }

// Since returns the changes of an actor that were accepted after a mark.
func (l *ledger) Since(mark int, actor crdt.Actor) (hashes []crdt.Hash) {
	for _, a := range l.unsaved[min(mark, len(l.unsaved)):] {
		if a.Actor == actor {
			hashes = append(hashes, a.Hash)
		}
	}
	return hashes
}

// drop forgets everything. It releases the actors that no write will bind.
func (l *ledger) drop(effects []Effect) []Effect {
	for _, b := range l.binding {
		effects = append(effects, Release{b.actor})
	}
	*l = ledger{}
	return effects
}
