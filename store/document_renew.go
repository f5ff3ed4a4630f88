package store

import (
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

// endDocument has another document continue the one that a write renews. From then on it takes no changes.
func endDocument(b *batch, w *crm.Write) error {
	former, err := b.documents.find(b.connection, w.Renews)
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
		FROM documents n WHERE n.id = d.moved AND n.record = d.record AND n.private = d.private AND n.num > d.num)`,
		"%d are continued by a document that is not there")
	if err != nil {
		return err
	}
	return c.none("documents", `SELECT count(*) FROM (SELECT 1 FROM documents WHERE moved IS NULL AND draft = 0
		GROUP BY record, private HAVING count(*) > 1)`, "%d records have two documents for one half")
}
