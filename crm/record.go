package crm

import (
	"encoding/json"
	"time"
)

// Record is the projection of a record, whole: what lists, search, REST and plugins read by way of a View. It is
// derived from the documents and stored in the transaction that stores their changes; the documents are the truth.
type Record struct {
	ID   ID
	Type string
	Row
	// The ids of the halves' documents, where the record was renewed; see DocumentOf.
	Document, PrivateDocument ID
	Born                      *Born // what Row was before transfers; nil: there were none

	Heads        []Hash                     // of the shared document, sorted
	PrivateHeads []Hash                     // of the private document, sorted; nil while there is none
	Fields       map[string]json.RawMessage // root fields of the shared document, and derived ones
	Private      map[string]json.RawMessage // root fields of the private document
	Conflicts    map[string][]Conflicting   // by JSON Pointer; see IsPrivate
	Flags        []string                   // for people to look at, for example "review:/status"
	CreatedAt    time.Time
	UpdatedAt    time.Time // the server's receipt time
	ArchivedAt   time.Time // zero: not archived
	DeletedAt    time.Time // zero: not deleted
	Seq          uint64    // place in the order of all changes to records; the catalog's cursor
}

// Born is what the row of a record began with, and which parts of the row transfers have set since.
type Born struct {
	Row
	OwnerSet, TeamSet, VisibilitySet bool
}

// Unnumbered returns the year, in UTC, among whose escrows the record gets its number. lacks is false if it needs none:
// it is no escrow, is deleted, or has one.
func (r *Record) Unnumbered() (year int, lacks bool) {
	return r.CreatedAt.UTC().Year(), r.Type == "escrow" && r.DeletedAt.IsZero() && r.Fields["escrowNumber"] == nil
}

// DocumentOf is the id of the document that holds the private half, or the shared one: the document that the half was
// given when it was last renewed, else the first one, whose id follows from the record's.
func (r *Record) DocumentOf(private bool) ID {
	switch {
	case private && r.PrivateDocument.IsZero():
		return PrivateID(r.ID)
	case private:
		return r.PrivateDocument
	case r.Document.IsZero():
		return r.ID
	}
	return r.Document
}

// Conflicting is one of several values that were set at once for one field. The first of a list is the winner, which
// Fields shows.
type Conflicting struct {
	Value json.RawMessage `json:"value"`
	Actor string          `json:"actor"` // hexadecimal
	User  ID              `json:"user"`
	At    time.Time       `json:"at"` // the author's claim
}

// StoredChange is one Automerge change as it came, and what the server knows of its coming.
type StoredChange struct {
	Hash Hash
	Data []byte // a whole chunk of type 1 (inflated): magic, checksum, type, length, data
	User ID     // who presented it first; zero for the fixed first changes
	At   time.Time
}

// Stored is a document as it is stored. Document bytes are opaque to the store.
type Stored struct {
	ID              ID
	Record          ID   // the record that it belongs to; the document's own ID for a first shared document
	Private         bool // the record's private document
	Draft           bool // not a record yet: only Author sees it
	Author          ID   // of a draft
	Moved           ID   // the document in which its half goes on since the record was renewed; zero: in this one
	Heads           []Hash
	Snapshot        []byte // a document chunk that holds the first SnapshotChanges changes, or nil
	SnapshotChanges int
	Changes         []StoredChange // every change, oldest first, also those within the snapshot
}

// Write is what one document's step makes durable: all of it in one transaction, or nothing. Of, Private and Draft may
// differ from what is stored only while that is a draft.
type Write struct {
	Document ID
	Of       ID   // the record that the document belongs to
	Private  bool // the document is Of's private one
	Draft    bool // the document is (still) a draft by Author
	Author   ID
	Anew     bool // a draft that is stored by this id is forgotten first: it had no right to be there
	Rewrites bool // Changes are all that the document has from now on: others are taken out of it
	Renews   ID   // the document of the same half that Document, a new one, continues
	Ends     ID   // the document that takes no more changes, since its half goes on in this one; zero: Renews
	Moved    ID   // the half goes on in this one already, not in Document, which continues Renews too; see CurrentOf
	Patient  bool // only acknowledgements wait for it: the store may let it wait for others
	Changes  []StoredChange
	Heads    []Hash        // of Document afterwards, sorted; nil: unchanged
	Record   *Record       // the projection afterwards; nil: there is none, or it is unchanged
	Bind     map[string]ID // actors (raw bytes) seen first in this write, and whose they are from now on
	Events   []Event       // Offset is filled in by the store
	Audit    []AuditEntry
	Notices  []Notice
	Rows     []OrderedRowChange // of Record's row, where this region alone orders them; without Seq
	TookRows uint64             // Record has taken in the changes of its row that wait, up to this place
	Imported []LogItem          // what Changes has taken in from other regions, with what was here already
}

// Notice tells one user of something, for example that a note mentions them. One that was stored before is not stored
// again.
type Notice struct {
	ID     ID
	User   ID // who is told
	At     time.Time
	Kind   string          // such as NoticeMention
	Record ID              // zero: about none; whether User may still read it is asked when it is shown
	By     ID              // whose doing it is
	Data   json.RawMessage // or nil
}

// Kinds of notices.
const (
	NoticeMention    = "mention"          // data {note}
	NoticeAssignment = "assignment"       // data {item}: of a checklist
	NoticeRefusal    = "refusal"          // data {code, field?, message}: of changes that the user made
	NoticeTransfer   = "transfer"         // data {before, after: {owner, team, visibility}, private?: true}
	NoticeWebhook    = "webhook:disabled" // data {webhook, url, reason}: the server has disabled one of the user's
)

// NoticeOutlastsRights reports whether a user is shown notices of a kind although they may not read the record any
// more: those that say so, or that are about what they wrote themselves. They hold no values.
func NoticeOutlastsRights(kind string) bool { return kind == NoticeTransfer || kind == NoticeRefusal }

// Event is the event that tells the user of the notice.
func (n *Notice) Event() Event {
	data, err := json.Marshal(struct {
		ID     ID     `json:"id"`
		Kind   string `json:"kind"`
		Record ID     `json:"record"`
		By     ID     `json:"by"`
	}{n.ID, n.Kind, n.Record, n.By})
	if err != nil {
		data = json.RawMessage("{}") // can't happen, because ids and strings always marshal
	}
	e := Event{Room: UserRoom(n.User), Name: EventNotification, Data: data, At: n.At}
	if !NoticeOutlastsRights(n.Kind) { // of others only readers of the record hear
		e.Record = n.Record
	}
	return e
}

// Receipt is what the store says of a durable Write.
type Receipt struct {
	Events []Event // the Write's events with their offsets
	Epochs map[Room]string
	Seq    uint64 // of Write.Record; 0 where there was none
}

// AuditEntry is one line of the append-only audit log: who did what to which field and why, never a value.
type AuditEntry struct {
	At     time.Time `json:"at"`
	User   ID        `json:"user"`
	Action string    `json:"action"`
	Record ID        `json:"record"`
	Field  string    `json:"field"`
	Reason string    `json:"reason"`
}
