package store

import (
	"context"

	"roomkey/crm"
)

// RecordHeads lists the records after an id, in the order of ids, with the heads of their documents.
func (l *ContentLog) RecordHeads(ctx context.Context, after crm.ID, limit int) (heads []crm.RecordHeads, err error) {
	err = l.db.reader.snapshot(ctx, "read heads", func(ctx context.Context, tx querier) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, heads, private_heads, documents FROM records WHERE id > ?
			ORDER BY id LIMIT ?`, keyID(after), limit)
		return each(rows, err, func(row rowScanner) error {
			var id, shared, private, documents []byte
			if err := row.Scan(&id, &shared, &private, &documents); err != nil {
				return err
			}
			var h crm.RecordHeads
			var rec crm.Record
			if len(documents) == 2*len(crm.ID{}) {
				rec.Document, rec.PrivateDocument = crm.ID(documents), crm.ID(documents[len(crm.ID{}):])
			}
			if rec.ID, err = toID(id); err != nil {
				return err
			}
			h.Record, h.Shared = rec.ID, rec.DocumentOf(false)
			if h.Heads, err = splitHashes(shared); err != nil {
				return err
			}
			if private != nil {
				h.Private = rec.DocumentOf(true)
			}
			h.PrivateHeads, err = splitHashes(private)
			heads = append(heads, h)
			return err
		})
	})
	return heads, err
}

// WholeRecord returns all changes of a record's documents, also of those that others continue, oldest first, as items
// of no log. It leaves out so many changes at the beginning, and stops at about so many bytes: next is then how many to
// leave out next time, and 0 at the end. There are no items for a record that is absent or was erased.
func (l *ContentLog) WholeRecord(ctx context.Context, record crm.ID, skip, bytes int) (items []crm.LogItem, next int,
	err error) {
	err = l.db.reader.snapshot(ctx, "read a whole record", func(ctx context.Context, tx querier) error {
		items, next, err = readWhole(ctx, tx, record, skip, bytes)
		return err
	})
	return items, next, err
}

func readWhole(ctx context.Context, tx querier, record crm.ID, skip, bytes int) (items []crm.LogItem, next int,
	err error) {
	rec, err := recordIn(ctx, tx, record)
	if err != nil {
		return nil, 0, ignoreMissing(err)
	}
	documents, err := documentsEver(ctx, tx, rec)
	if err != nil {
		return nil, 0, err
	}
	seen := 0
	for i := range documents {
		doc := &documents[i]
		if seen+doc.changes <= skip {
			seen += doc.changes
			continue
		}
		stored, err := readStored(ctx, tx, doc.id)
		if err != nil {
			return nil, 0, err
		}
		birth := rec.Birth() // not the row as it is: this region may be behind with changes of it, or ahead
		item := crm.LogItem{Record: record, Document: doc.id, Private: doc.private, Renews: doc.renews,
			UpdatedAt: rec.UpdatedAt, Birth: &birth}
		for k := range stored.Changes {
			if seen++; seen <= skip {
				continue
			}
			if bytes <= 0 {
				return append(items, item), seen - 1, nil
			}
			bytes -= len(stored.Changes[k].Data)
			item.Changes = append(item.Changes, stored.Changes[k])
		}
		if len(item.Changes) > 0 {
			items = append(items, item)
		}
	}
	return items, 0, nil
}

func ignoreMissing(err error) error {
	if crm.CodeOf(err) == crm.CodeNotFound || absent(err) {
		return nil
	}
	return err
}
