package store

import (
	"context"
	"slices"

	"roomkey/crm"
)

// Compact replaces a document's snapshot by one that holds exactly the first n changes, and whose heads are heads. The
// caller has verified the snapshot. These changes are packed and kept, because peers with older heads are served from
// them. Later changes stay as they are. crm.CodeConflict: the document has fewer changes, a snapshot of more, or not
// the snapshot's last change as its n-th.
func (d *DocumentLog) Compact(ctx context.Context, doc crm.ID, snapshot []byte, heads []crm.Hash, n int) error {
	// Packing takes time that the writer should not spend. It can be done before the transaction, because the changes
	// that it covers never change.
	var loose *looseChanges
	err := d.db.reader.snapshot(ctx, "compact", func(ctx context.Context, tx querier) (err error) {
		loose, err = readLoose(ctx, tx, doc, n)
		return err
	})
	if err != nil {
		return err
	}
	if n == loose.count && !slices.Equal(heads, loose.heads) || !loose.endIn(heads) {
		return crm.Errorf(crm.CodeConflict, "the document has other heads than the snapshot")
	}
	packs, err := encodePacks(loose.changes, loose.from)
	if err != nil {
		return classify("compact", err)
	}
	return d.db.update(ctx, "compact", func(b *batch) error {
		return compact(b, doc, snapshot, packs, loose, n)
	})
}

// looseChanges are changes of a document that no snapshot holds and no pack.
type looseChanges struct {
	num         int64      // of the document
	count, from int        // changes of the document, and of them those in its snapshot
	heads       []crm.Hash // of the document
	changes     []crm.StoredChange
}

// endIn reports whether the last of the changes is one of these heads, as it is in the document that they are of:
// nothing came after it. A hash covers the whole history before it.
func (l *looseChanges) endIn(heads []crm.Hash) bool {
	return len(l.changes) == 0 || slices.Contains(heads, l.changes[len(l.changes)-1].Hash)
}

// readLoose reads a document's first n changes but for those in its snapshot. It does not read the packs of these,
// which may be long. crm.CodeConflict: the document has fewer changes, or a snapshot of more.
func readLoose(ctx context.Context, q querier, doc crm.ID, n int) (*looseChanges, error) {
	l := &looseChanges{}
	var heads []byte
	err := q.QueryRowContext(ctx, `SELECT d.num, d.heads, d.changes, coalesce(s.changes, 0)
		FROM documents d LEFT JOIN snapshots s ON s.document = d.num WHERE d.id = ?`, keyID(doc)).
		Scan(&l.num, &heads, &l.count, &l.from)
	if absent(err) {
		return nil, crm.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	if l.heads, err = splitHashes(heads); err != nil {
		return nil, err
	}
	if n < 1 || n > l.count || n < l.from {
		return nil, crm.Errorf(crm.CodeConflict, "the document has %d changes, %d of them compacted", l.count, l.from)
	}
	err = eachChange(ctx, q, l.num, int64(l.from), int64(n-1), func(place int64, change crm.StoredChange) error {
		if place != int64(l.from+len(l.changes)) {
			return damaged("document %s lacks change %d", doc, l.from+len(l.changes))
		}
		l.changes = append(l.changes, change)
		return nil
	})
	if err == nil && len(l.changes) != n-l.from {
		err = damaged("document %s has %d of %d changes", doc, l.from+len(l.changes), n)
	}
	return l, err
}

func compact(b *batch, doc crm.ID, snapshot []byte, packs []pack, loose *looseChanges, to int) error {
	from := loose.from
	var num, before int64
	err := b.row(`SELECT d.num, coalesce(s.changes, 0) FROM documents d LEFT JOIN snapshots s ON s.document = d.num
		WHERE d.id = ?`,
		keyID(doc)).Scan(&num, &before)
	if absent(err) {
		return crm.ErrNotFound
	}
	if err != nil {
		return err
	}
	if before != int64(from) || num != loose.num {
		return crm.Errorf(crm.CodeConflict, "the document has been compacted meanwhile")
	}
	for _, p := range packs {
		err := b.exec(`INSERT INTO packs (num, count, hashes, sum, data) VALUES (?, ?, ?, ?, ?)`,
			num<<placeBits|int64(p.place), p.count,
			p.hashes, checksum(p.hashes, p.data), p.data)
		if err != nil {
			return err
		}
	}
	removed, err := b.change(`DELETE FROM changes WHERE num BETWEEN ? AND ?`,
		num<<placeBits|int64(from), num<<placeBits|int64(to-1))
	if err != nil {
		return err
	}
	if from < to && removed != int64(to-from) {
		return damaged("document %s had %d of %d changes", doc, removed, to-from)
	}
	return b.exec(`INSERT INTO snapshots (document, changes, sum, data) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET changes = excluded.changes, sum = excluded.sum, data = excluded.data`,
		num, to, checksum(snapshot), snapshot)
}
