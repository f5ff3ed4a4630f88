package store

import (
	"roomkey/crm"
)

// placeBits is how many bits of a change's number are its place in the document.
const placeBits = 24

const maxPlace = 1<<placeBits - 1

// open gives the document of a write, as it is before it.
func (b *batch) open(w *crm.Write) (*openDocument, error) {
	doc, err := b.openStored(w)
	if err != nil {
		return nil, err
	}
	if w.Anew && (doc.changes > 0 || !doc.fresh) {
		if doc, err = b.supplant(doc, w); err != nil {
			return nil, err
		}
	}
	if w.Draft && !doc.draft {
		return nil, crm.Errorf(crm.CodeConflict, "the document is a record already")
	}
	if doc.record != w.Of || doc.private != w.Private {
		if err := b.rehome(doc, w); err != nil {
			return nil, err
		}
	}
	if doc.draft && !w.Draft {
		doc.draft, doc.dirty = false, true
	}
	return doc, nil
}

// openStored gives the document as the transaction has it, or a fresh one.
func (b *batch) openStored(w *crm.Write) (*openDocument, error) {
	if doc := b.documents[w.Document]; doc != nil {
		return doc, nil
	}
	doc := &openDocument{}
	state, ok := b.writer.known.documents[w.Document]
	if !ok {
		var err error
		if state, err = b.readDocument(w.Document); absent(err) {
			state, err = b.newDocument(w)
			doc.fresh, doc.dirty = true, true
		}
		if err != nil {
			return nil, err
		}
	}
	doc.documentState = state
	b.documents[w.Document] = doc
	return doc, nil
}

// supplant puts an empty document in the place of a draft, or of a record that sits where another's private half belongs.
func (b *batch) supplant(there *openDocument, w *crm.Write) (*openDocument, error) {
	var err error
	switch {
	case there.draft:
		err = b.deleteDocument(there.num)
	case there.record == w.Document && w.Private && w.Document == crm.PrivateID(w.Of):
		err = b.displace(w.Document)
	default:
		err = crm.Errorf(crm.CodeConflict, "the document is a record already")
	}
	if err != nil {
		return nil, err
	}
	state, err := b.newDocument(w)
	doc := &openDocument{documentState: state, fresh: true, dirty: true}
	b.documents[w.Document] = doc
	return doc, err
}

// displace removes a record's documents and its content; its row stays, so that catalogs tell of the loss.
func (b *batch) displace(record crm.ID) error {
	if err := b.flush(); err != nil {
		return err
	}
	for _, id := range []crm.ID{record, crm.PrivateID(record)} {
		doc, err := b.readDocument(id)
		if err == nil && doc.record == record {
			err = b.deleteDocument(doc.num)
		}
		if err != nil && !absent(err) {
			return err
		}
		delete(b.documents, id)
		delete(b.writer.known.documents, id)
	}
	state, err := b.readRecordState(record)
	if err != nil {
		return err
	}
	return b.eraseRecord(record, state)
}

// rehome makes a draft the half of a record that it turned out to be.
func (b *batch) rehome(doc *openDocument, w *crm.Write) error {
	if !doc.draft {
		return crm.Errorf(crm.CodeConflict, "the document belongs to another record")
	}
	if err := b.refuseErased(w); err != nil {
		return err
	}
	doc.record, doc.private, doc.dirty = w.Of, w.Private, true
	return nil
}

func (b *batch) readDocument(id crm.ID) (d documentState, err error) {
	var record, author []byte
	err = b.row(`SELECT num, record, private, draft, author, heads, changes, bytes FROM documents WHERE id = ?`, keyID(id)).
		Scan(&d.num, &record, &d.private, &d.draft, &author, &d.heads, &d.changes, &d.bytes)
	if err != nil {
		return d, err
	}
	if d.record, err = toID(record); err != nil {
		return d, err
	}
	d.author, err = toID(author)
	return d, err
}

// refuseErased refuses what was erased for ever.
func (b *batch) refuseErased(w *crm.Write) error {
	var n int
	err := b.row(`SELECT count(*) FROM erased WHERE id IN (?, ?)`, keyID(w.Document), keyID(w.Of)).Scan(&n)
	if err == nil && n > 0 {
		err = crm.ErrForbidden
	}
	return err
}

func (b *batch) newDocument(w *crm.Write) (d documentState, err error) {
	if err := b.refuseErased(w); err != nil {
		return d, err
	}
	b.counters.document++
	return documentState{num: b.counters.document, record: w.Of, private: w.Private, draft: w.Draft, author: w.Author}, nil
}

// addChanges appends a write's changes and sets the heads.
func (b *batch) addChanges(doc *openDocument, w *crm.Write) error {
	added := int64(0)
	for i := range w.Changes {
		added += int64(len(w.Changes[i].Data))
	}
	if w.Draft {
		if err := b.checkQuota(doc, w.Author, added); err != nil {
			return err
		}
	}
	if doc.changes+int64(len(w.Changes)) > maxPlace {
		return crm.Errorf(crm.CodeTooLarge, "the document has too many changes")
	}
	for i := range w.Changes {
		c := &w.Changes[i]
		err := b.exec(`INSERT INTO changes (num, hash, user, at, sum, data) VALUES (?, ?, ?, ?, ?, ?)`,
			doc.num<<placeBits|doc.changes, c.Hash[:], blobID(c.User), micros(c.At), checksum(c.Hash[:], c.Data), c.Data)
		if err != nil {
			return err
		}
		doc.changes++
		doc.dirty = true
	}
	doc.bytes += added
	if w.Heads != nil {
		doc.heads, doc.dirty = joinHashes(w.Heads), true
	}
	return nil
}

func (b *batch) flushDocument(id crm.ID, doc *openDocument) error {
	if !doc.dirty {
		return nil
	}
	if doc.heads == nil {
		doc.heads = []byte{}
	}
	var err error
	if doc.fresh {
		err = b.exec(`INSERT INTO documents (num, id, record, private, draft, author, heads, changes, bytes, touched)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, doc.num, keyID(id), keyID(doc.record), doc.private, doc.draft,
			blobID(doc.author), doc.heads, doc.changes, doc.bytes, b.now)
	} else {
		err = b.exec(`UPDATE documents SET record = ?, private = ?, draft = ?, heads = ?, changes = ?, bytes = ?, touched = ? WHERE num = ?`,
			keyID(doc.record), doc.private, doc.draft, doc.heads, doc.changes, doc.bytes, b.now, doc.num)
	}
	doc.fresh, doc.dirty = err != nil && doc.fresh, err != nil
	return err
}
