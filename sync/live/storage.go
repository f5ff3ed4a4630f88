package live

import (
	"context"

	"roomkey/crdt"
	"roomkey/crm"
)

// Storage is where everything durable is. Every method may be called from many goroutines.
type Storage interface {
	Documents
	Actors
	RecordReader
	Directory
}

// Documents stores what documents are made of; their bytes are opaque to it.
type Documents interface {
	// Document gives a stored document, crm.ErrNotFound where there is none.
	Document(ctx context.Context, id crm.ID) (*crm.Stored, error)
	// ChangeData gives the chunks (type 1) of changes that the document has, in the order asked for.
	ChangeData(ctx context.Context, doc crm.ID, hashes []crm.Hash) ([][]byte, error)
	// Submit queues a write. done is called after it is durable, or has failed, in the order of the writes and in one
	// goroutine: it must not block. Submit blocks while the queue is full.
	Submit(w *crm.Write, done func(crm.Receipt, error))
	// Compact replaces the first n changes by a snapshot that holds exactly them; the changes stay available.
	Compact(ctx context.Context, doc crm.ID, snapshot []byte, heads []crm.Hash, n int) error
}

// Actors knows who writes, and which changes nobody may.
type Actors interface {
	// ActorUser tells whose an actor (raw bytes) is.
	ActorUser(ctx context.Context, actor []byte) (crm.ID, bool, error)
	// Quarantine remembers a change that stops the engine.
	Quarantine(ctx context.Context, hash crm.Hash, doc, user crm.ID, reason string) error
	Quarantined(ctx context.Context) (map[crm.Hash]bool, error)
}

// RecordReader reads projections and what else is known of records.
type RecordReader interface {
	Record(ctx context.Context, id crm.ID) (*crm.Record, error)
	// DraftIDs names a user's drafts but those that are private halves.
	DraftIDs(ctx context.Context, user crm.ID) ([]crm.ID, error)
	// ErasedIDs names the documents that are denied for ever. The directory's version rises when there are more.
	ErasedIDs(ctx context.Context) ([]crm.ID, error)
	// ReserveEscrowNumber gives the next number of a brokerage and year, never the same twice.
	ReserveEscrowNumber(ctx context.Context, broker crm.ID, year int) (string, error)
}

// Directory knows the people.
type Directory interface {
	UserByID(ctx context.Context, id crm.ID) (*crm.User, error)
	Users(ctx context.Context, broker crm.ID) ([]*crm.User, error)
	DirectoryVersion(ctx context.Context) (uint64, error)
}

// Engine holds documents for the records. Everything a client sent has been parsed and checked before it gets there.
type Engine interface {
	// Apply adds changes, which are in causal order, and says what the root fields named by roots hold afterwards (nil:
	// all root fields). A *crdt.QuarantineError names the one change that stops the engine; nothing was applied then.
	Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error)
	// Author makes a change of a draft and applies it. The change is nil where the draft changes nothing.
	Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) (change []byte, state crdt.State, err error)
	// Fields says what all root fields hold at heads (nil: now).
	Fields(ctx context.Context, doc crdt.Doc, heads []crm.Hash) (crdt.State, error)
	// Snapshot gives the document as one chunk, verified to hold the same changes, with its heads.
	Snapshot(ctx context.Context, doc crdt.Doc) ([]byte, []crm.Hash, error)
	// Drop forgets documents that the engine may hold.
	Drop(docs ...crm.ID)
}

// Rooms passes on what happened. Its methods never block.
type Rooms interface {
	// Publish tells the rooms of events that are durable.
	Publish(events []crm.Event, epochs map[crm.Room]string)
	// RowChanged says that a record's row is another now; nil: the record is gone.
	RowChanged(id crm.ID, row *crm.Row)
}

// Subscriber is what a live document tells a session. The methods are called from the document's goroutine, never
// block, and may drop the session instead when its queue is full. What is passed is shared: it must not be changed.
type Subscriber interface {
	Send(doc crm.ID, data []byte) // one sync message; the session puts the envelope around it
	Unavailable(doc crm.ID)       // absent or not readable, one and the same
	Saved(doc crm.ID, hashes []crm.Hash)
	Rejected(doc crm.ID, hashes []crm.Hash, err *crm.Error)
}
