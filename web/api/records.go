package api

import (
	"encoding/json"
	"io"
	"time"

	"roomkey/crm"
)

// Record is the shape of a record. Nobody fills it: records write themselves, see Written.
type Record struct {
	ID         crm.ID `json:"id"`
	Type       string `json:"type"`
	DocumentID string `json:"documentId"`
	// Only for who may read the private half.
	PrivateDocumentID string          `json:"privateDocumentId,omitempty"`
	Owner             crm.ID          `json:"owner" ref:"MaybeID"`
	Team              crm.ID          `json:"team" ref:"MaybeID"`
	Visibility        crm.Visibility  `json:"visibility"`
	Heads             []crm.Hash      `json:"heads"`
	Fields            json.RawMessage `json:"fields" ref:"RecordFields"`
	Private           json.RawMessage `json:"private,omitempty" ref:"RecordPrivate"`
	// By JSON Pointer, the values that were set at once; the first is the one that fields show.
	Conflicts map[string][]Value `json:"conflicts"`
	// For people to look at, such as review:/status.
	Flags      []string `json:"flags"`
	CreatedAt  Time     `json:"createdAt"`
	UpdatedAt  Time     `json:"updatedAt"`
	ArchivedAt *Time    `json:"archivedAt"`
	DeletedAt  *Time    `json:"deletedAt"`
}

// Value is one of several values that were set at once for one field.
type Value struct {
	Value json.RawMessage `json:"value"`
	Actor string          `json:"actor"`
	User  crm.ID          `json:"user" ref:"MaybeID"`
	// The author's claim.
	At time.Time `json:"at"`
}

// RecordAnswer is one record.
type RecordAnswer struct {
	// The record's state, for If-Match and base.
	ETag string `json:"-" header:"ETag"`
	// It was there before the request, which asked to make it: 200 instead of 201.
	Already bool `json:"-" already:"true"`
	Written `ref:"Record"`
}

// RecordsOf names the type of record that an address is about. The route fills it.
type RecordsOf struct {
	Type *crm.RecordType `json:"-"`
}

// RecordRequest names a record.
type RecordRequest struct {
	RecordsOf
	ID crm.ID `path:"id"`
}

// EditRequest names a record that is to be changed.
type EditRequest struct {
	RecordRequest
	// Entity tags of the record, of which one must be its present one; or *.
	IfMatch string `header:"If-Match"`
}

// ListRequest asks for a page of records.
type ListRequest struct {
	RecordsOf
	Q       string  `query:"q" maxLength:"1000"` // What people type: names, numbers, phones, addresses, words.
	Filters Filters `query:"filter"`
	// A field; with - before it, downwards. Without it, the best found come first, then the latest update.
	Sort string `query:"sort" ref:"RecordSort"`
	// Archived ones, and only those.
	Archived bool `query:"archived"`
	// Those that were deleted and that the caller may restore, and only those.
	Deleted bool   `query:"deleted"`
	Cursor  string `query:"cursor"` // The next of an earlier answer to the same query.
	Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// SearchRequest asks for the records that a person means.
type SearchRequest struct {
	Q     string `query:"q" maxLength:"1000"` // What people type: names, numbers, phones, addresses, words.
	Type  string `query:"type"`               // Of this type of records alone; singular.
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// SearchAnswer is what was found: the best first, then the latest update; of large records fewer than were asked for.
type SearchAnswer struct {
	Items Written `json:"items" ref:"Record" list:"true"`
	// How many were found.
	Total int `json:"total" minimum:"0"`
}

// Filters are what the records of a list must fulfil, all of them: parameters filter[field], which compares for
// equality (texts in upper and lower case), and filter[field][op].
type Filters []Filter

// Filter compares one field.
type Filter struct {
	Field string
	Op    string // eq, ne, gt, gte, lt, lte or empty
	Value string
}

// RecordPage is a page of a list: of large records fewer than were asked for, 8 MiB of them at most or one. Records of
// the list that changed after its first page was read come again at the end, so that a record that moved to an earlier
// page isn't missed; use the last copy of each id. While more records change between two pages than a page holds, there
// is always a next page. In a list by createdAt, which never changes, each comes once. A record that has left the list
// meanwhile may have come.
type RecordPage struct {
	Items Written `json:"items" ref:"Record" list:"true"`
	// The cursor of the page that follows; null at the end.
	Next *string `json:"next"`
	// How many records the whole list has.
	Total int `json:"total" minimum:"0"`
}

// CreateRecordRequest makes a record of the caller's own.
type CreateRecordRequest struct {
	RecordsOf
	// A UUID that the client makes: a retry answers with the record that is there, if it is the caller's.
	ID *crm.ID `json:"id,omitempty" nullable:"true"`
	// What it must hold depends on the type of record.
	Fields  json.RawMessage `json:"fields,omitempty" required:"true" ref:"RecordFieldsNew"`
	Private json.RawMessage `json:"private,omitempty" ref:"RecordPrivateNew" nullable:"true"`
	// team unless told.
	Visibility crm.Visibility `json:"visibility,omitempty" ref:"VisibilityOrNone"`
}

// PatchRecordRequest is a JSON Merge Patch (RFC 7396); list items that carry an id are patched in place.
type PatchRecordRequest struct {
	EditRequest
	Fields  json.RawMessage `json:"fields,omitempty" ref:"RecordFieldsPatch" nullable:"true"`
	Private json.RawMessage `json:"private,omitempty" ref:"RecordPrivatePatch" nullable:"true"`
	// A state of the record that the patch was made from: what others have written since is merged, not replaced.
	Base json.RawMessage `json:"base,omitempty" ref:"Base" nullable:"true"`
}

// TransferRequest gives a record another owner, team or visibility.
type TransferRequest struct {
	EditRequest
	Owner      *crm.ID         `json:"owner,omitempty" nullable:"true"`
	Team       *crm.ID         `json:"team,omitempty" nullable:"true"`
	Visibility *crm.Visibility `json:"visibility,omitempty" nullable:"true"`
}

// NoteRequest adds a note.
type NoteRequest struct {
	EditRequest
	Body     string   `json:"body" ref:"Text"`
	Mentions []crm.ID `json:"mentions,omitempty" nullable:"true"`
}

// OneNoteRequest names a note by its id.
type OneNoteRequest struct {
	EditRequest
	Note string `path:"note"`
}

// EditNoteRequest changes a note of the caller's. What it leaves out stays.
type EditNoteRequest struct {
	OneNoteRequest
	Body     *string   `json:"body,omitempty" ref:"Text"`
	Mentions *[]crm.ID `json:"mentions,omitempty"`
}

// AtRequest names a state of a record.
type AtRequest struct {
	RecordRequest
	Heads string `path:"heads"` // Hashes with commas between them.
}

// RevertRequest makes a record's fields again what they were.
type RevertRequest struct {
	EditRequest
	Heads []crm.Hash `json:"heads" minItems:"1" maxItems:"64"`
}

// Change is one entry of a record's history.
type Change struct {
	Heads   []crm.Hash `json:"heads"`
	Private bool       `json:"private,omitempty"`
	User    crm.ID     `json:"user" ref:"MaybeID"`
	Actor   string     `json:"actor"`
	// When the server received it.
	At Time `json:"at"`
	// The author's claim.
	ClaimedAt Time      `json:"claimedAt"`
	Message   string    `json:"message"`
	Fields    []Pointer `json:"fields"`
	// Absent where a person made the change, and once the task is forgotten.
	Task *ByTask `json:"task,omitempty"`
}

// ByTask says which task made a change.
type ByTask struct {
	ID      crm.ID `json:"id"`
	Plugin  string `json:"plugin"`
	Version string `json:"version"`
	// It takes back what the task had changed.
	Undo bool `json:"undo,omitempty"`
}

// HistoryRequest asks for a record's history, or for a page of it.
type HistoryRequest struct {
	RecordRequest
	// How many of the last changes, or of those before the cursor; 0 for all.
	Limit  int    `query:"limit" minimum:"0" maximum:"500" default:"0"`
	Cursor string `query:"cursor"` // The next of an earlier answer.
}

// HistoryAnswer lists who changed what when, the oldest first.
type HistoryAnswer struct {
	Items []Change `json:"items"`
	// The cursor of the page with the changes before these; null if there are none.
	Next *string `json:"next"`
}

// ExportRequest asks for all records of a type.
type ExportRequest struct {
	RecordsOf
	// 1: a byte order mark comes first, by which Excel knows UTF-8.
	Bom int `query:"bom" minimum:"0" maximum:"1" default:"0"`
	// 0: without archived records. They come after the others: one that is archived while the file is written may come
	// twice, and one that is brought back then may be missing.
	Archived int `query:"archived" minimum:"0" maximum:"1" default:"1"`
}

// Stream is an answer that is written as it is made. Whoever sends it closes Body.
type Stream struct {
	Body io.ReadCloser `json:"-"`
}

// Download is an answer that a browser keeps as a file.
type Download struct {
	Stream
	// How a browser names the file.
	Disposition string `json:"-" header:"Content-Disposition"`
}
