package crdt

import (
	"cmp"

	"roomkey/crm"
)

// maxDescriptionBytes is the length of the longest message with which an author may describe a change: that of a short
// text.
const maxDescriptionBytes = crm.MaxStringBytes

// Policy says what a user may write in a document, given its type. It does not check whether the user may write the
// record at all (see crm.User.May).
type Policy struct {
	Type    *crm.RecordType // nil: the document does not name its type yet
	Private bool            // the document is a record's private one
	Record  crm.ID          // the record of a private document; zero: unknown
	User    crm.ID          // the author of the change
	Server  bool            // the server wrote it: it may write server fields and move other users' notes
	Moves   bool            // Judge puts back a status to which the record may not move from where it was
	Draft   bool            // the document is no record yet, so everything in it is its one author's

	DeletesNotes bool   // the user may delete others' notes
	limits       limits // of tests; the zero limits are the schema's
}

// limits are how long lists and collaborative texts may be.
type limits struct{ maxItems, maxBytes int }

func (l limits) items() int { return cmp.Or(l.maxItems, crm.MaxListItems) }

func (l limits) bytes() int { return cmp.Or(l.maxBytes, crm.MaxTextBytes) }
