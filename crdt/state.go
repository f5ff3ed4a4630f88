package crdt

import (
	"context"
	"encoding/json"

	"roomkey/crm"
)

// Doc says which document a call to the engine is about, and where its changes come from when the engine does not hold it.
type Doc struct {
	ID crm.ID
	// Load gives the document's chunks in causal order, a snapshot first where there is one, then the changes after it; an
	// empty document has none. It must include every change whose Apply or Author has returned without an error. It is
	// called in the goroutine of the caller, at most a few times in one call, and may block on I/O; the chunks stay the
	// caller's and must not change until the call returns. A nil Load stands for an empty document.
	Load func(context.Context) ([][]byte, error)
}

// State is what a document holds at some heads.
type State struct {
	Heads  []Hash                     // sorted; empty for an empty document
	Fields map[string]json.RawMessage // root fields: text and string as a JSON string, numbers without fraction as integers, time as RFC 3339 in UTC, bytes as base64
	Absent []string                   // root fields that were asked for and have no value, sorted
	Ops    int                        // operations in the document's whole history, deletions and marks too
}

// Draft is a change that the server writes: a merge patch, then patches of single items, all in one change. Containers are
// mended by Repair.
type Draft struct {
	Actor   [16]byte // whose next seq the change takes
	Time    int64    // seconds since 1970
	Message string
	Type    string // a record type's name: its schema says which kinds the values are written as
	Private bool   // the document is the private one: only private fields and privateOf may be named

	// Patch is a merge patch (RFC 7396) over the root fields: null deletes, maps are merged. A text field is spliced by the
	// difference in code points, never replaced. A list's new value is its whole content: items with an `id` are matched by
	// it and patched in place, as RFC 7396 patches a map; the rest are matched by value; items that it lacks are removed.
	Patch json.RawMessage
	// Items patches single items of lists of maps and leaves the others alone.
	Items []ItemPatch
	// Merge makes an empty change of all heads where nothing else changes; without it nothing is made then.
	Merge bool
}

// ItemPatch patches the item named ID of the list at Pointer ("/checklist"). Where there is no such item, one is appended
// with Patch as its fields; null removes it.
type ItemPatch struct {
	Pointer string
	ID      string
	Patch   json.RawMessage
}

// QuarantineError says that one change, alone on a fresh engine, made it die or overrun its deadline. It must never be
// given to an engine again. For errors.As a crm.Error of code invalid stands behind it.
type QuarantineError struct {
	Hash   Hash
	Reason string // for the operator: what the engine was seen to do; no content of documents
}

func (e *QuarantineError) Error() string {
	return "change " + e.Hash.String() + " stops the engine: " + e.Reason
}

// Unwrap gives what the author is told.
func (e *QuarantineError) Unwrap() error {
	return &crm.Error{Code: crm.CodeInvalid, Message: "this change can't be processed"}
}

// RefusedError says that Automerge can't take a change, or that a draft does not fit the schema or the document. Nothing
// of it was kept. Err's code is invalid, or not found where heads or an item are asked for that the document lacks.
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

// Unwrap gives what the author is told.
func (e *RefusedError) Unwrap() error { return e.Err }
