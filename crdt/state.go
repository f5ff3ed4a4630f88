package crdt

import (
	"context"
	"encoding/json"

	"roomkey/crm"
)

// Doc identifies a document for a call to the engine, and says how to load it if the engine does not hold it.
type Doc struct {
	ID  crm.ID
	Ops int // operations of its history, as far as they are known: a call that must load many may take longer
	New int // operations of those that Apply brings, as far as they are known
	// Load returns the document's chunks in causal order: the snapshot if there is one, then the changes after it. An
	// empty document has none. It must include every change whose Apply or Author has returned without an error. The
	// engine calls Load in the caller's goroutine, at most a few times per call; Load may block on I/O. The caller
	// keeps the chunks and must not modify them until the call returns. A nil Load stands for an empty document.
	Load func(context.Context) ([][]byte, error)
	User *crm.User // for whom the engine is called, who waits for their turn; nil: the server, which never waits
}

// State is the contents of a document at some heads.
type State struct {
	Heads []Hash // sorted; empty for an empty document
	// Fields are the root fields: text and string as a JSON string, numbers without a fraction as integers, times as
	// RFC 3339 in UTC, bytes as base64.
	Fields map[string]json.RawMessage
	Absent []string // requested root fields that have no value, sorted
	Ops    int      // operations in the document's whole history, including deletions and marks
	// Rest are the texts that the change of a draft has not finished, because one change may not have as many
	// operations. They are the Rest of the next draft.
	Rest []TextPatch
}

// Draft describes a change for the server to write: a merge patch, then patches of single items, all in one change.
// Repair adds or merges containers instead.
type Draft struct {
	Actor   [16]byte // the change gets this actor's next sequence number
	Time    int64    // seconds since 1970
	Message string
	Type    string // a record type's name: its schema determines how values are written
	Private bool   // the document is the private one: only private fields and privateOf may be named

	// Patch is a merge patch (RFC 7396) of the root fields: null deletes, and maps are merged. A text field is spliced
	// by the difference in code points, never replaced. A list's new value is its whole content: items with an `id` are
	// matched by it and patched in place, as RFC 7396 patches a map; other items are matched by value; items that the
	// new value lacks are removed.
	Patch json.RawMessage
	// Items patches single items of lists of maps and leaves the other items unchanged.
	Items []ItemPatch
	// Rest goes on with the texts that the draft's last change left unfinished. Nothing else may be asked for then.
	Rest []TextPatch
	// Base are heads of the document after which the change is made, as if everything later had not been seen: what
	// others wrote since is kept, and two values of one scalar compete. Nil stands for the current heads. The actor's
	// own last change must be among Base or its ancestors.
	Base []Hash
	// Merge asks for an empty change that depends on all heads if nothing else changes. Without it, no change is made
	// then.
	Merge bool
	// Bare asks for a State without Fields.
	Bare bool
}

// ItemPatch patches the item with the id ID of the list at Pointer ("/checklist"). If there is no such item, one is
// appended with Patch as its fields. A null Patch removes the item.
type ItemPatch struct {
	Pointer string
	ID      string
	Patch   json.RawMessage
}

// TextPatch names a text and what it must become.
type TextPatch struct {
	Pointer string // within the document's half; list items by their index
	Text    string
}

// QuarantineError says that one change, applied alone by a new engine process, killed the process or exceeded its
// deadline. The change must never be given to an engine again. It unwraps to a crm.Error of code invalid.
type QuarantineError struct {
	Hash   Hash
	Reason string // for the operator: what happened to the engine; no contents of documents
}

func (e *QuarantineError) Error() string {
	return "change " + e.Hash.String() + " stops the engine: " + e.Reason
}

// Unwrap returns the error for the author.
func (e *QuarantineError) Unwrap() error {
	return &crm.Error{Code: crm.CodeInvalid, Message: "this change can't be processed"}
}

// RefusedError says that Automerge can't apply a change, or that a draft does not fit the schema or the document.
// Nothing of it was kept. Err has the code invalid, or not found if the document lacks the given heads or item.
type RefusedError struct {
	Hash Hash // of the change; zero for a draft
	Err  *crm.Error
}

func (e *RefusedError) Error() string {
	if e.Hash == (Hash{}) {
		return e.Err.Error()
	}
	return "change " + e.Hash.String() + ": " + e.Err.Error()
}

// Unwrap returns the error for the author.
func (e *RefusedError) Unwrap() error { return e.Err }
