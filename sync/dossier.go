package sync

import (
	"context"
	"time"

	"roomkey/crm"
)

// dossier is a record while somebody has it open or is changing it: its row, its projection, and its two documents, the
// shared one and the private one. It is an actor on demand: a mailbox, and a goroutine only while something is in it, so
// an idle one costs no goroutine and its state needs no lock.
//
// A document that is not a record yet (a draft, or an id that nobody has heard of) has a dossier too, with no record and
// only the one document. When it turns out that the document is the private one of a record, everything moves to that
// record's dossier.
type dossier struct {
	hub *Hub
	id  crm.ID // the record's id, which is its shared document's too
	mailbox

	// What follows belongs to the actor's goroutine.
	loaded  bool
	broken  error               // why the record can't be served: its stored bytes are corrupt
	record  *crm.Record         // the projection, with what is not durable yet; nil: no record. Replaced, never changed.
	durable *crm.Record         // the projection as it is stored
	shared  *document           // of an unknown id or a draft too; nil where broken
	private *document           // nil until somebody needs it
	outcome                     // what is to be written, and who waits for it
	traces  map[trace]time.Time // what the audit log was told lately
}

// half is the document that a link to doc is about; nil where there is none.
func (d *dossier) half(doc crm.ID) *document {
	switch {
	case d.shared != nil && doc == d.shared.id:
		return d.shared
	case d.private != nil && doc == d.private.id:
		return d.private
	}
	return nil
}

// documents are those that are in memory.
func (d *dossier) documents() []*document {
	var docs []*document
	for _, doc := range []*document{d.shared, d.private} {
		if doc != nil {
			docs = append(docs, doc)
		}
	}
	return docs
}

// exists reports whether there is a record that is not deleted.
func (d *dossier) exists() bool { return d.record != nil && d.record.DeletedAt.IsZero() }

// mayRead is whether user gets the document.
func (d *dossier) mayRead(user *crm.User, doc *document) bool {
	switch {
	case doc == nil || d.broken != nil || user == nil || user.Disabled:
		return false
	case d.record == nil:
		return doc.draft && doc.author == user.ID
	case !d.exists():
		return false
	}
	return user.AccessTo(d.record.Row).ReadsHalf(doc.private)
}

// mayWrite is whether what user sends for the document is looked at. Whoever may write at all may begin a draft.
func (d *dossier) mayWrite(user *crm.User, doc *document) bool {
	switch {
	case doc == nil || d.broken != nil || user == nil || user.Disabled || user.Role == crm.RoleViewer:
		return false
	case d.record == nil:
		return !doc.draft || doc.author == user.ID
	case !d.exists():
		return false
	case doc.private:
		return user.May(crm.ActionPrivate, d.record.Row)
	}
	return user.May(crm.ActionWrite, d.record.Row)
}

// recheck gives every link the rights that its user has now. A link that lost the document gets nothing more; one that
// gained it begins anew.
func (d *dossier) recheck(ctx context.Context) {
	for _, doc := range d.documents() {
		for _, l := range doc.links {
			d.recheckLink(ctx, doc, l)
		}
	}
}
