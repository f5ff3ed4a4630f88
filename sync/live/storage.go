package live

import (
	"context"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// Storage holds everything durable. Any goroutine may call its methods.
type Storage interface {
	Documents
	Actors
	RecordReader
	Directory
	RowOrder
}

// Documents stores the changes and snapshots of documents. Their bytes are opaque to it.
type Documents interface {
	// Document returns a stored document. Errors: crm.ErrNotFound.
	Document(ctx context.Context, id crm.ID) (*crm.Stored, error)
	// Chunks returns the snapshot of a stored document and the changes after it; all changes where there is no
	// snapshot. Errors: crm.ErrNotFound.
	Chunks(ctx context.Context, id crm.ID) ([][]byte, error)
	// Former lists the documents that a half of a record had before it was renewed, oldest first.
	Former(ctx context.Context, record crm.ID, private bool) ([]crm.ID, error)
	// Renewals lists the documents that a half of a record has had, its present one among them.
	Renewals(ctx context.Context, record crm.ID, private bool) ([]crm.Renewal, error)
	// ChangeData returns the chunks (type 1) of stored changes, in the order of hashes.
	ChangeData(ctx context.Context, doc crm.ID, hashes []crm.Hash) ([][]byte, error)
	// Submit queues a write, and blocks while the queue is full. It calls done once the write is durable or has failed.
	// The calls come in the order of the writes, from one goroutine, so done must not block.
	Submit(w *crm.Write, done func(crm.Receipt, error))
	// Compact replaces the first n changes by a snapshot of exactly those changes. The changes stay available. It
	// refuses if the n-th change is not the snapshot's last: then another document has come in the place of this one.
	Compact(ctx context.Context, doc crm.ID, snapshot []byte, heads []crm.Hash, n int) error
}

// Actors knows the owners of actors, and the changes that are quarantined.
type Actors interface {
	// ActorUser returns the owner of an actor, which is given as raw bytes.
	ActorUser(ctx context.Context, actor []byte) (crm.ID, bool, error)
	// Quarantine stores that a change stops the engine.
	Quarantine(ctx context.Context, hash crm.Hash, doc, user crm.ID, reason string) error
	Quarantined(ctx context.Context) (map[crm.Hash]bool, error)
}

// RecordReader reads projections and other facts about records.
type RecordReader interface {
	Record(ctx context.Context, id crm.ID) (*crm.Record, error)
	// DraftIDs returns the drafts of a user, without those that are private halves.
	DraftIDs(ctx context.Context, user crm.ID) ([]crm.ID, error)
	// ErasedIDs returns the documents that were erased for ever. Each new one raises the version of the directory.
	ErasedIDs(ctx context.Context) ([]crm.ID, error)
	// Erased reports whether a document was erased for ever.
	Erased(ctx context.Context, id crm.ID) (bool, error)
	// NumberEscrow gives an escrow the next number of a brokerage and year, or returns the one that it has. Where rows
	// are Ordered, other regions have to be reached.
	NumberEscrow(ctx context.Context, broker, record crm.ID, year int) (string, error)
	// FreeEscrowNumber gives back the number of an escrow that was not made.
	FreeEscrowNumber(ctx context.Context, broker, record crm.ID) error
	// Unnumbered lists escrows without a number that are older than a time; none where rows are not Ordered.
	Unnumbered(ctx context.Context, before time.Time) ([]crm.ID, error)
}

// Directory reads the users.
type Directory interface {
	UserByID(ctx context.Context, id crm.ID) (*crm.User, error)
	Users(ctx context.Context, broker crm.ID) ([]*crm.User, error)
	// UserIDs lists the users of all brokerages, also disabled ones.
	UserIDs(ctx context.Context) ([]crm.ID, error)
	DirectoryVersion(ctx context.Context) (uint64, error)
}

// RowOrder puts changes of rows in one order, where several regions make them.
type RowOrder interface {
	// Ordered reports whether changes of rows go through ChangeRow. Else they go with the record's own write.
	Ordered() bool
	// LedgerEnd is the place of the last entry of the order that is here.
	LedgerEnd(ctx context.Context) (uint64, error)
	// ChangeRow has a change put in order that the row has allowed as it was seen. It returns when RowChanges has it.
	// crm.ErrOvertaken: another one was put in order since.
	ChangeRow(ctx context.Context, broker crm.ID, change crm.RowChange, seen crm.RowSeen) error
	// RowChanges lists what a record has not taken in, in order.
	RowChanges(ctx context.Context, record crm.ID) ([]crm.OrderedRowChange, error)
	// RowsWaiting lists records for which RowChanges has something; this region may not know them yet.
	RowsWaiting(ctx context.Context) ([]crm.ID, error)
	// RowsDue tells, by a value, that RowsWaiting has more.
	RowsDue() <-chan struct{}
}

// Engine holds documents for the records. It gets changes of clients only after they were parsed and checked.
type Engine interface {
	// Apply adds changes in causal order, and returns the values of the named root fields afterwards. Nil roots means
	// all. A *crdt.QuarantineError names the one change that stops the engine; nothing was applied then.
	Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error)
	// Author makes a change from a draft and applies it. The change is nil if the draft changes nothing.
	Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) (change []byte, state crdt.State, err error)
	// Fields returns the values of all root fields at heads. Nil heads means now.
	Fields(ctx context.Context, doc crdt.Doc, heads []crm.Hash) (crdt.State, error)
	// Snapshot returns the document as one chunk with its heads. The engine has verified that it holds the same
	// changes.
	Snapshot(ctx context.Context, doc crdt.Doc) ([]byte, []crm.Hash, error)
	// Drop makes the engine forget documents. It may hold none of them.
	Drop(docs ...crm.ID)
}

// Rooms passes on events. Its methods never block.
type Rooms interface {
	// Publish tells the rooms about durable events.
	Publish(events []crm.Event, epochs map[crm.Room]string)
	// RowChanged says that the row of a record has changed. A nil row means that the record is gone.
	RowChanged(id crm.ID, row *crm.Row)
}

// Subscriber is how a live document talks to a session. The document's goroutine calls the methods. They never block;
// if the session's queue is full they may drop the session. The arguments are shared and must not be changed.
type Subscriber interface {
	Send(doc crm.ID, data []byte) // one sync message; the session adds the envelope
	Unavailable(doc crm.ID)       // absent or not readable; the session can't tell which
	Saved(doc crm.ID, hashes []crm.Hash)
	Rejected(doc crm.ID, hashes []crm.Hash, err *crm.Error)
	Repaired(doc crm.ID, hashes []crm.Hash, err *crm.Error)
	// Moved says that doc takes no more changes after heads. Its half of the record goes on in the document to.
	Moved(doc, to crm.ID, heads []crm.Hash)
}
