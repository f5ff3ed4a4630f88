package store

import (
	"context"
	"encoding/json"

	"roomkey/crm"
)

// pageEntries bounds the entries of one page.
const pageEntries = 4000

// LogSpans says what this database has of which logs, the own one among them.
func (l *ContentLog) LogSpans(ctx context.Context) (spans []crm.LogSpan, err error) {
	err = l.db.reader.snapshot(ctx, "read the logs", func(ctx context.Context, tx querier) error {
		rows, err := tx.QueryContext(ctx, `SELECT region, start, first, have FROM origins ORDER BY num`)
		return each(rows, err, func(row rowScanner) error {
			var s crm.LogSpan
			err := row.Scan(&s.Region, &s.Start, &s.First, &s.Have)
			spans = append(spans, s)
			return err
		})
	})
	return spans, err
}

// ReadLog reads a log after an entry, up to about so many bytes of changes; skip leaves out as many changes of the
// first entry that it finds. A page holds one change at least if there is one, however long that is. crm.ErrNotFound:
// this database knows no such log.
func (l *ContentLog) ReadLog(ctx context.Context, origin crm.Origin, after uint64, skip, bytes int) (
	page crm.LogPage, err error) {
	err = l.db.reader.snapshot(ctx, "read a log", func(ctx context.Context, tx querier) error {
		var num int64
		var have uint64
		err := tx.QueryRowContext(ctx, `SELECT num, first, have FROM origins WHERE region = ? AND start = ?`,
			origin.Region, int64(origin.Start)).Scan(&num, &page.First, &have)
		if absent(err) {
			return crm.ErrNotFound
		}
		if err != nil || page.First > after+1 || have <= after {
			page.Through = after
			return err
		}
		r := pageReader{ctx: ctx, tx: tx, page: &page, left: bytes, documents: map[int64]*loggedDocument{}}
		return r.read(origin, num, after, have, skip)
	})
	return page, err
}

// pageReader reads entries into a page until it is full.
type pageReader struct {
	ctx       context.Context
	tx        querier
	page      *crm.LogPage
	left      int // bytes
	documents map[int64]*loggedDocument
	packed    map[int64]crm.StoredChange // changes of packs that were read last, by number
	unpacked  int                        // bytes of them
}

// maxUnpacked bounds the packs that a reader keeps: a page may have one change of each of thousands.
const maxUnpacked = 4 << 20

// loggedEntry is a row of the log.
type loggedEntry struct {
	num, document, updated int64
	record, runs, rest     []byte
}

func (r *pageReader) read(origin crm.Origin, num int64, after, have uint64, skip int) error {
	rows, err := r.tx.QueryContext(r.ctx, `SELECT num, document, record, runs, updated, rest FROM log
		WHERE num > ? AND num <= ? ORDER BY num LIMIT ?`,
		num<<seqBits|int64(after), num<<seqBits|int64(have), pageEntries)
	var entries []loggedEntry
	err = each(rows, err, func(row rowScanner) error {
		var e loggedEntry
		err := row.Scan(&e.num, &e.document, &e.record, &e.runs, &e.updated, &e.rest)
		entries = append(entries, e)
		return err
	})
	if err != nil {
		return err
	}
	r.page.Through = after
	for i := range entries {
		seq := uint64(entries[i].num & maxSeq)
		whole, err := r.entry(&entries[i], crm.LogPlace{Origin: origin, Seq: seq}, skip)
		if err != nil || !whole {
			return err
		}
		r.page.Through, skip = seq, 0
		if r.left <= 0 {
			return nil
		}
	}
	if len(entries) < pageEntries {
		r.page.Through = have // what is between has nothing
	}
	return nil
}

// entry adds an entry to the page. It returns false if the page is full before its end.
func (r *pageReader) entry(e *loggedEntry, place crm.LogPlace, skip int) (whole bool, err error) {
	item := crm.LogItem{LogPlace: place, UpdatedAt: fromMicros(e.updated)}
	if item.Record, err = toID(e.record); err != nil {
		return false, err
	}
	if len(e.rest) > 0 {
		var rest logRest
		if err := json.Unmarshal(e.rest, &rest); err != nil {
			return false, damaged("an entry of the log: %v", err)
		}
		item.Birth, item.Renews, item.Notices = rest.Birth.birth(), rest.Renews, rest.Notices
	}
	doc, err := r.document(e.document)
	if err != nil {
		return false, err
	}
	if doc == nil || doc.record != item.Record { // it was erased, or replaced by another
		return true, nil
	}
	item.Document, item.Private = doc.id, doc.private
	runs, err := decodeRuns(e.runs)
	if err != nil {
		return false, err
	}
	whole, err = r.changes(&item, doc, runs, skip)
	r.left -= entryBytes
	r.page.Items = append(r.page.Items, item)
	return whole, err
}

// changes adds the changes of an entry to its item, except the first so many. It returns false if the page is full
// before the last one.
func (r *pageReader) changes(item *crm.LogItem, doc *loggedDocument, runs []run, skip int) (whole bool, err error) {
	seen := 0
	for _, run := range runs {
		for place := run.from; place < run.from+run.count; place++ {
			if seen++; seen <= skip {
				continue
			}
			if r.left <= 0 && len(item.Changes) > 0 {
				item.More, r.page.Skip = true, seen-1
				return false, nil
			}
			c, err := r.change(doc, place)
			if err != nil {
				return false, err
			}
			if c != nil {
				r.left -= len(c.Data)
				item.Changes = append(item.Changes, *c)
			}
		}
	}
	return true, nil
}

// entryBytes is about what an entry takes besides its changes.
const entryBytes = 100

// loggedDocument is a document of which a page has changes.
type loggedDocument struct {
	num        int64
	id, record crm.ID
	private    bool
}

// document returns a document by its number; nil if there is none.
func (r *pageReader) document(num int64) (*loggedDocument, error) {
	if doc, known := r.documents[num]; known {
		return doc, nil
	}
	doc := &loggedDocument{num: num}
	var id, record []byte
	err := r.tx.QueryRowContext(r.ctx, `SELECT id, record, private FROM documents WHERE num = ? AND draft = 0`, num).
		Scan(&id, &record, &doc.private)
	switch {
	case absent(err):
		doc = nil
	case err != nil:
		return nil, err
	default:
		if err := toIDs([][]byte{id, record}, &doc.id, &doc.record); err != nil {
			return nil, err
		}
	}
	r.documents[num] = doc
	return doc, nil
}

// change reads the change at a place of a document; nil if the document has none there.
func (r *pageReader) change(doc *loggedDocument, place int64) (*crm.StoredChange, error) {
	num := doc.num<<placeBits | place
	if c, packed := r.packed[num]; packed {
		return &c, nil
	}
	_, c, err := scanChange(r.tx.QueryRowContext(r.ctx, `SELECT num, hash, user, at, sum, data FROM changes
		WHERE num = ?`, num))
	if err == nil {
		return &c, nil
	}
	if !absent(err) {
		return nil, err
	}
	if r.packed == nil || r.unpacked > maxUnpacked {
		r.packed, r.unpacked = map[int64]crm.StoredChange{}, 0
	}
	err = packOf(r.ctx, r.tx, num, func(at int64, c crm.StoredChange) {
		r.packed[at] = c
		r.unpacked += len(c.Data)
	})
	if c, packed := r.packed[num]; packed {
		return &c, err
	}
	return nil, err
}
