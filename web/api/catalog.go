package api

import (
	"encoding/json"

	"roomkey/crm"
)

// SchemaAnswer is what forms, CSV mapping and clients are driven by.
type SchemaAnswer struct {
	Types []*crm.RecordType `json:"types"`
}

// DocumentAnswer is this document.
type DocumentAnswer struct {
	Written `ref:"Object" same:"true"`
}

// CatalogRequest asks for what changed since a cursor.
type CatalogRequest struct {
	After string `query:"after"` // The next of an earlier answer; none: from the beginning.
	Limit int    `query:"limit" minimum:"1" maximum:"10000" default:"100"`
}

// CatalogAnswer is every record that the caller may read and that changed since, and the ids of those lost: of large
// records fewer than were asked for, 8 MiB of them at most or one.
type CatalogAnswer struct {
	Items Written  `json:"items" ref:"Record" list:"true"`
	Gone  []crm.ID `json:"gone"`
	// A cursor, at the end too: for the next time.
	Next string `json:"next"`
	// The cursor that was sent means nothing here, such as one from before a restore, or another user's: this is the
	// first page. What the client has and isn't told of again may be gone, or may not have come back yet.
	Reset bool `json:"reset"`
}

// SyncBulkRequest is a CBOR map from document ids to the heads that the client has. An empty list means that it has
// nothing, an empty map all that the caller may read.
type SyncBulkRequest struct {
	Body []byte `contentType:"application/cbor"`
}

// BulkRequest is one merge patch over many records, each for itself.
type BulkRequest struct {
	// A type of records.
	Type  string   `json:"type"`
	IDs   []crm.ID `json:"ids" ref:"SomeIDs"`
	Patch Patch    `json:"patch"`
}

// Patch is a JSON Merge Patch (RFC 7396) over a record.
type Patch struct {
	Fields  json.RawMessage `json:"fields,omitempty" ref:"Object" nullable:"true"`
	Private json.RawMessage `json:"private,omitempty" ref:"Object" nullable:"true"`
}

// UndoRequest names a bulk edit by the token that it was answered with.
type UndoRequest struct {
	Token string `path:"token"`
}

// BulkAnswer is what became of several records. Where they are large, the later ones fail with too_large: they are to
// be sent again.
type BulkAnswer struct {
	Items  Written   `json:"items" ref:"Record" list:"true"`
	Failed []Failure `json:"failed"`
	// Takes all of it back, once.
	Undo string `json:"undo"`
}

// UndoAnswer is what became of several records.
type UndoAnswer struct {
	Items  Written   `json:"items" ref:"Record" list:"true"`
	Failed []Failure `json:"failed"`
}
