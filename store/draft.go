package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// Limits of drafts: documents that are not records yet. Only their author sees them.
const (
	MaxDrafts     = 100     // of one user
	MaxDraftBytes = 4 << 20 // of one user's drafts together
	DraftLife     = 7 * 24 * time.Hour
)

// Draft describes one of a user's drafts, without its changes.
type Draft struct {
	Document crm.ID
	Record   crm.ID
	Private  bool
	Bytes    int64
	Touched  time.Time
}

// Drafts lists a user's drafts, oldest first.
func (d *DocumentLog) Drafts(ctx context.Context, user crm.ID) (drafts []Draft, err error) {
	err = d.db.reader.snapshot(ctx, "read drafts", func(ctx context.Context, tx querier) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, record, private, bytes, touched FROM documents WHERE author = ?
			AND draft = 1
			ORDER BY touched`, blobID(user))
		return each(rows, err, func(row rowScanner) error {
			var d Draft
			var id, record []byte
			var touched int64
			if err := row.Scan(&id, &record, &d.Private, &d.Bytes, &touched); err != nil {
				return err
			}
			d.Document, d.Record, d.Touched = crm.ID(id), crm.ID(record), fromMicros(touched)
			drafts = append(drafts, d)
			return nil
		})
	})
	return drafts, err
}

// DraftIDs names those of a user's drafts, oldest first, that may become records of their own, which private documents
// do not.
func (d *DocumentLog) DraftIDs(ctx context.Context, user crm.ID) (ids []crm.ID, err error) {
	drafts, err := d.Drafts(ctx, user)
	for i := range drafts {
		if !drafts[i].Private {
			ids = append(ids, drafts[i].Document)
		}
	}
	return ids, err
}

// DropDraft deletes a draft. crm.ErrNotFound: the document is not a draft, or does not exist.
func (d *DocumentLog) DropDraft(ctx context.Context, doc crm.ID) error {
	return d.db.update(ctx, "drop a draft", func(b *batch) error {
		var num int64
		err := b.row(`SELECT num FROM documents WHERE id = ? AND draft = 1`, keyID(doc)).Scan(&num)
		if absent(err) {
			return crm.ErrNotFound
		}
		if err != nil {
			return err
		}
		return b.removeDocument(num)
	})
}

// expireDrafts deletes drafts that have not changed for DraftLife.
func expireDrafts(b *batch) error {
	rows, err := b.query(`SELECT num FROM documents WHERE draft = 1 AND touched < ? LIMIT 1000`,
		b.now-DraftLife.Microseconds())
	var expired []int64
	if err := each(rows, err, func(row rowScanner) error {
		var num int64
		err := row.Scan(&num)
		expired = append(expired, num)
		return err
	}); err != nil {
		return err
	}
	for _, num := range expired {
		if err := b.removeDocument(num); err != nil {
			return err
		}
	}
	return nil
}
