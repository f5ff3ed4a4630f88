package store

import "roomkey/crm"

// addToDocument appends a write's changes to its document and sets the heads. before is how many changes of the
// document were no draft's before the write.
func addToDocument(b *batch, w *crm.Write) (doc *openDocument, before int64, err error) {
	if !w.Renews.IsZero() {
		if err := endDocument(b, w); err != nil {
			return nil, 0, err
		}
	}
	doc, drafted, err := openForWrite(b, w)
	if err != nil {
		return nil, 0, err
	}
	if w.Draft {
		if err := checkQuota(b, doc, w); err != nil {
			return nil, 0, err
		}
	}
	if before = doc.changes; drafted {
		before = 0
	}
	if err := doc.append(b.connection, w.Changes); err != nil {
		return nil, 0, err
	}
	if w.Heads != nil {
		doc.heads, doc.dirty = joinHashes(w.Heads), true
	}
	return doc, before, nil
}

// openForWrite gives the document of a write, as it is before the write, and whether that was a draft, and is none any
// more.
func openForWrite(b *batch, w *crm.Write) (doc *openDocument, drafted bool, err error) {
	if doc, err = b.documents.find(b.connection, w.Document); err != nil {
		return nil, false, err
	}
	switch {
	case doc == nil:
		doc, err = newDocument(b, w)
	case w.Rewrites:
		doc, err = rewriteDocument(b, doc, w)
	case w.Anew && (doc.changes > 0 || !doc.fresh):
		doc, err = replaceDocument(b, doc, w)
	}
	if err != nil {
		return nil, false, err
	}
	if !doc.moved.IsZero() && len(w.Imported) == 0 && !w.Rewrites {
		return nil, false, crm.Errorf(crm.CodeConflict, "the record goes on in another document")
	}
	if w.Draft && !doc.draft {
		return nil, false, crm.Errorf(crm.CodeConflict, "the document is a record already")
	}
	if doc.record != w.Of || doc.private != w.Private {
		if err := moveDraft(b, doc, w); err != nil {
			return nil, false, err
		}
	}
	if drafted = doc.draft && !w.Draft; drafted {
		doc.draft, doc.dirty = false, true
	}
	return doc, drafted, nil
}

func newDocument(b *batch, w *crm.Write) (*openDocument, error) {
	if err := refuseErased(b, w); err != nil {
		return nil, err
	}
	state := documentState{record: w.Of, private: w.Private, draft: w.Draft, author: w.Author, moved: w.Moved,
		renews: w.Renews}
	return b.documents.add(w.Document, state), nil
}

// rewriteDocument puts an empty document in the place of a record's.
func rewriteDocument(b *batch, there *openDocument, w *crm.Write) (*openDocument, error) {
	if there.draft || there.record != w.Of || there.private != w.Private {
		return nil, crm.Errorf(crm.CodeConflict, "the document is another record's")
	}
	if err := b.flush(); err != nil { // what this transaction has of it
		return nil, err
	}
	if err := deleteDocument(b.connection, there.num); err != nil {
		return nil, err
	}
	state := documentState{record: w.Of, private: w.Private, moved: there.moved, renews: there.renews}
	return b.documents.add(w.Document, state), nil
}

// replaceDocument puts an empty document in the place of a draft, or of a record whose id is that of another record's
// private document.
func replaceDocument(b *batch, there *openDocument, w *crm.Write) (*openDocument, error) {
	var err error
	switch {
	case there.draft:
		err = deleteDocument(b.connection, there.num)
	case there.record == w.Document && w.Private && w.Document == crm.PrivateID(w.Of):
		err = removeRecord(b, w.Document)
	default:
		err = crm.Errorf(crm.CodeConflict, "the document is a record already")
	}
	if err != nil {
		return nil, err
	}
	return newDocument(b, w)
}

// removeRecord removes a record's documents and its content; its row stays, so that catalogs tell of the loss.
func removeRecord(b *batch, record crm.ID) error {
	if err := b.flush(); err != nil {
		return err
	}
	ids, err := documentsOf(b, record)
	if err != nil {
		return err
	}
	for _, id := range ids {
		doc, err := readDocument(b.connection, id)
		if err == nil {
			err = deleteDocument(b.connection, doc.num)
		}
		if err != nil {
			return err
		}
		b.documents.drop(id)
	}
	state, err := readRecordState(b.connection, record)
	if err != nil {
		return err
	}
	return emptyRecord(b, record, state)
}

// emptyRecord leaves a deleted row without content, so that catalogs tell of the loss.
func emptyRecord(b *batch, id crm.ID, state recordState) error {
	gone := fromMicros(b.now)
	_, err := b.records.project(b.connection,
		&crm.Record{ID: id, Type: state.typ, Row: state.row, CreatedAt: gone, UpdatedAt: gone, DeletedAt: gone})
	if err != nil {
		return err
	}
	return b.flush()
}

// moveDraft makes a draft the document of the record that it turned out to belong to.
func moveDraft(b *batch, doc *openDocument, w *crm.Write) error {
	if !doc.draft {
		return crm.Errorf(crm.CodeConflict, "the document belongs to another record")
	}
	if err := refuseErased(b, w); err != nil {
		return err
	}
	doc.record, doc.private, doc.dirty = w.Of, w.Private, true
	return nil
}

// refuseErased refuses a document of a record that was erased: the list of erased ids is Privacy's, and has to be asked
// in the transaction that would make the document.
func refuseErased(b *batch, w *crm.Write) error {
	var n int
	err := b.row(`SELECT count(*) FROM erased WHERE id IN (?, ?)`, keyID(w.Document), keyID(w.Of)).Scan(&n)
	if err == nil && n > 0 {
		err = crm.ErrForbidden
	}
	return err
}

// checkQuota refuses a draft beyond MaxDrafts, and bytes beyond MaxDraftBytes.
func checkQuota(b *batch, doc *openDocument, w *crm.Write) error {
	if doc.author != w.Author {
		return crm.ErrForbidden
	}
	var count, size int64
	err := b.row(`SELECT count(*), coalesce(sum(bytes), 0) FROM documents WHERE author = ? AND draft = 1`,
		blobID(w.Author)).
		Scan(&count, &size)
	if err != nil {
		return err
	}
	unwritten, bytes := b.documents.draftsOf(w.Author, doc)
	count, size = count+unwritten, size+bytes
	if doc.fresh {
		count, size = count+1, size+doc.bytes
	}
	for i := range w.Changes {
		size += int64(len(w.Changes[i].Data))
	}
	if count > MaxDrafts {
		return crm.Errorf(crm.CodeRateLimited, "there are %d drafts of yours already", MaxDrafts)
	}
	if size > MaxDraftBytes {
		return crm.Errorf(crm.CodeTooLarge, "your drafts hold more than %d bytes", MaxDraftBytes)
	}
	return nil
}

// documentsOf lists all documents of a record, also those that others continue, oldest first. It reads the rows of all
// documents.
func documentsOf(b *batch, record crm.ID) ([]crm.ID, error) {
	return scanIDs(b.query(`SELECT id FROM documents WHERE record = ? ORDER BY num`, keyID(record)))
}

// removeDocumentsOf removes all documents of a record, and returns their ids.
func removeDocumentsOf(b *batch, record crm.ID) (ids []crm.ID, err error) {
	if ids, err = documentsOf(b, record); err != nil {
		return nil, err
	}
	for _, id := range ids {
		doc, err := readDocument(b.connection, id)
		if err == nil {
			err = b.removeDocument(doc.num)
		}
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}
