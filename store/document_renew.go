package store

import (
	"cmp"
	"context"

	"roomkey/crm"
)

// Former lists the documents that a half of a record had before it was renewed, oldest first.
func (d *DocumentLog) Former(ctx context.Context, record crm.ID, private bool) (ids []crm.ID, err error) {
	err = d.db.reader.snapshot(ctx, "read former documents", func(ctx context.Context, tx querier) error {
		ids, err = scanIDs(tx.QueryContext(ctx, `SELECT id FROM documents WHERE record = ? AND private = ?
			AND moved IS NOT NULL ORDER BY num`, keyID(record), private))
		return err
	})
	return ids, err
}

// Renewals lists the documents that a half of a record has had, its present one among them, oldest first.
func (d *DocumentLog) Renewals(ctx context.Context, record crm.ID, private bool) (all []crm.Renewal, err error) {
	err = d.db.reader.snapshot(ctx, "read renewals", func(ctx context.Context, tx querier) error {
		rec, err := recordIn(ctx, tx, record)
		if err != nil {
			return ignoreMissing(err)
		}
		documents, err := documentsEver(ctx, tx, rec)
		for i := range documents {
			if documents[i].private == private {
				all = append(all, crm.Renewal{Document: documents[i].id, Renews: documents[i].renews})
			}
		}
		return err
	})
	return all, err
}

// everDocument is a document that a half of a record has, or had.
type everDocument struct {
	id, renews crm.ID
	private    bool
	changes    int
}

// documentsEver lists all documents of a record, also those that others continue, oldest first.
func documentsEver(ctx context.Context, tx querier, rec *crm.Record) (all []everDocument, err error) {
	shared, private := rec.DocumentOf(false), rec.DocumentOf(true)
	rows, err := tx.QueryContext(ctx, `SELECT num, id, renews, private, changes FROM documents
		WHERE id IN (?1, ?2) AND record = ?3 AND draft = 0
		UNION SELECT num, id, renews, private, changes FROM documents WHERE record = ?3 AND moved IS NOT NULL
		ORDER BY num`, keyID(shared), keyID(private), keyID(rec.ID))
	err = each(rows, err, func(row rowScanner) error {
		var num int64
		var id, renews []byte
		var d everDocument
		if err := row.Scan(&num, &id, &renews, &d.private, &d.changes); err != nil {
			return err
		}
		all = append(all, d)
		last := &all[len(all)-1]
		return toIDs([][]byte{id, renews}, &last.id, &last.renews)
	})
	return all, err
}

// endDocument has another document continue the one in which a half of a record went on. From then on that one takes no
// changes. A document that is continued already, by another than the write's, stays so.
func endDocument(b *batch, w *crm.Write) error {
	if !w.Moved.IsZero() {
		return nil
	}
	former, err := b.documents.find(b.connection, cmp.Or(w.Ends, w.Renews))
	if err != nil {
		return err
	}
	next, err := b.documents.find(b.connection, w.Document)
	if err != nil {
		return err
	}
	whole := former != nil && !former.draft && former.record == w.Of && former.private == w.Private
	if !whole || !former.moved.IsZero() || next != nil || w.Draft {
		return crm.Errorf(crm.CodeConflict, "the document can't be renewed")
	}
	former.moved, former.dirty = w.Document, true
	return nil
}

// checkRenewed reports documents that no document of their half continues, and halves with two documents.
func checkRenewed(c *checker) error {
	err := c.none("documents", `SELECT count(*) FROM documents d WHERE moved IS NOT NULL AND NOT EXISTS (SELECT 1
		FROM documents n WHERE n.id = d.moved AND n.record = d.record AND n.private = d.private AND n.id != d.id)`,
		"%d are continued by a document that is not there")
	if err != nil {
		return err
	}
	return c.none("documents", `SELECT count(*) FROM (SELECT 1 FROM documents WHERE moved IS NULL AND draft = 0
		GROUP BY record, private HAVING count(*) > 1)`, "%d records have two documents for one half")
}
