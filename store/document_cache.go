package store

import (
	"slices"
	"strings"

	"roomkey/crm"
)

// placeBits is how many low bits of a change's number hold its place in the document.
const placeBits = 24

const maxPlace = 1<<placeBits - 1

// documentState is the content of a document's row.
type documentState struct {
	num            int64
	record         crm.ID
	private, draft bool
	author         crm.ID
	moved          crm.ID // the document that continues it; zero: none
	renews         crm.ID // the document that it continues, or was to continue; zero: none
	heads          []byte
	changes, bytes int64
}

// openDocument is a document that the transaction writes to; its row is written once, at the end.
type openDocument struct {
	documentState
	fresh, dirty bool
}

// documentCache holds the rows of documents that the writer remembers.
type documentCache struct {
	last, next int64 // the highest number of a document: committed, and in the transaction
	known      map[crm.ID]documentState
	open       map[crm.ID]*openDocument
}

func newDocumentCache() documentCache {
	return documentCache{known: map[crm.ID]documentState{}, open: map[crm.ID]*openDocument{}}
}

func (c *documentCache) load(conn *connection) error {
	return conn.row(`SELECT coalesce(max(num), 0) FROM documents`).Scan(&c.last)
}

func (c *documentCache) begin() {
	c.next = c.last
	clear(c.open)
}

func (c *documentCache) commit() {
	c.last = c.next
	for id, doc := range c.open {
		c.known[id] = doc.documentState
	}
	trim(c.known)
	clear(c.open)
}

func (c *documentCache) forget() {
	clear(c.known)
	clear(c.open)
}

// drop forgets one document, whose rows were removed.
func (c *documentCache) drop(id crm.ID) {
	delete(c.open, id)
	delete(c.known, id)
}

// find returns the document as the transaction has it; nil if there is none.
func (c *documentCache) find(conn *connection, id crm.ID) (*openDocument, error) {
	if doc := c.open[id]; doc != nil {
		return doc, nil
	}
	state, ok := c.known[id]
	if !ok {
		var err error
		if state, err = readDocument(conn, id); absent(err) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
	}
	doc := &openDocument{documentState: state}
	c.open[id] = doc
	return doc, nil
}

// add begins a new document. It replaces any other that the transaction has with this id.
func (c *documentCache) add(id crm.ID, state documentState) *openDocument {
	c.next++
	state.num = c.next
	doc := &openDocument{documentState: state, fresh: true, dirty: true}
	c.open[id] = doc
	return doc
}

// draftsOf counts a user's drafts, with their bytes, that the transaction has made and not written yet.
func (c *documentCache) draftsOf(author crm.ID, except *openDocument) (count, bytes int64) {
	for _, doc := range c.open {
		if doc.draft && doc.author == author && doc.fresh && doc != except {
			count, bytes = count+1, bytes+doc.bytes
		}
	}
	return count, bytes
}

func (c *documentCache) flush(conn *connection, now int64) error {
	for id, doc := range c.open {
		if err := doc.flush(conn, id, now); err != nil {
			return err
		}
	}
	return nil
}

func (doc *openDocument) flush(conn *connection, id crm.ID, now int64) error {
	if !doc.dirty {
		return nil
	}
	if doc.heads == nil {
		doc.heads = []byte{}
	}
	var err error
	if doc.fresh {
		err = conn.exec(`INSERT INTO documents (num, id, record, private, draft, author, heads, changes, bytes, touched,
			moved, renews) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, doc.num, keyID(id), keyID(doc.record),
			doc.private, doc.draft, blobID(doc.author), doc.heads, doc.changes, doc.bytes, now, blobID(doc.moved),
			blobID(doc.renews))
	} else {
		err = conn.exec(`UPDATE documents SET record = ?, private = ?, draft = ?, heads = ?, changes = ?, bytes = ?,
			touched = ?, moved = ?
			WHERE num = ?`,
			keyID(doc.record), doc.private, doc.draft, doc.heads, doc.changes, doc.bytes, now, blobID(doc.moved),
			doc.num)
	}
	doc.fresh, doc.dirty = err != nil && doc.fresh, err != nil
	return err
}

// append stores changes after those that the document has.
func (doc *openDocument) append(conn *connection, changes []crm.StoredChange) error {
	if doc.changes+int64(len(changes)) > maxPlace {
		return crm.Errorf(crm.CodeTooLarge, "the document has too many changes")
	}
	for some := range slices.Chunk(changes, changesAtOnce) {
		args := make([]any, 0, changesAtOnce*changeColumns)
		for i := range some {
			c := &some[i]
			args = append(args, doc.num<<placeBits|doc.changes, c.Hash[:], blobID(c.User), micros(c.At),
				checksum(c.Hash[:], c.Data), c.Data)
			doc.changes++
			doc.bytes += int64(len(c.Data))
		}
		if err := conn.exec(insertChanges[len(some)], args...); err != nil {
			return err
		}
		doc.dirty = true
	}
	return nil
}

const (
	changesAtOnce = 16 // rows that one statement inserts: each statement costs as much as a few rows
	changeColumns = 6
)

// insertChanges are the statements that insert so many changes.
var insertChanges = func() (texts [changesAtOnce + 1]string) {
	for n := 1; n <= changesAtOnce; n++ {
		texts[n] = `INSERT INTO changes (num, hash, user, at, sum, data) VALUES ` +
			strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?), ", n), ", ")
	}
	return texts
}()

func readDocument(conn *connection, id crm.ID) (d documentState, err error) {
	var record, author, moved, renews []byte
	err = conn.row(`SELECT num, record, private, draft, author, moved, renews, heads, changes, bytes FROM documents
		WHERE id = ?`, keyID(id)).
		Scan(&d.num, &record, &d.private, &d.draft, &author, &moved, &renews, &d.heads, &d.changes, &d.bytes)
	if err != nil {
		return d, err
	}
	return d, toIDs([][]byte{record, author, moved, renews}, &d.record, &d.author, &d.moved, &d.renews)
}

// deleteDocument removes a document's bytes and its row. The caller makes the caches forget it.
func deleteDocument(conn *connection, num int64) error {
	first, last := num<<placeBits, num<<placeBits|maxPlace
	for _, text := range []string{
		`DELETE FROM changes WHERE num BETWEEN ? AND ?`,
		`DELETE FROM packs WHERE num BETWEEN ? AND ?`,
	} {
		if err := conn.exec(text, first, last); err != nil {
			return err
		}
	}
	if err := conn.exec(`DELETE FROM snapshots WHERE document = ?`, num); err != nil {
		return err
	}
	return conn.exec(`DELETE FROM documents WHERE num = ?`, num)
}
