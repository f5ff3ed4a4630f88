package store

import (
	"context"
	"slices"

	"roomkey/crm"
)

// Compact replaces a document's snapshot by one that holds exactly the first n changes, and whose heads are heads. The
// caller has verified the snapshot. These changes are packed and kept, because peers with older heads are served from
// them. Later changes stay as they are. crm.CodeConflict: the document has fewer changes, or a snapshot of more.
func (d *DocumentLog) Compact(ctx context.Context, doc crm.ID, snapshot []byte, heads []crm.Hash, n int) error {
	// Packing takes time that the writer should not spend. It can be done before the transaction, because the changes
	// that it covers never change.
	stored, err := d.Document(ctx, doc)
	if err != nil {
		return err
	}
	if n < 1 || n > len(stored.Changes) || n < stored.SnapshotChanges {
		return crm.Errorf(crm.CodeConflict, "the document has %d changes, %d of them compacted", len(stored.Changes),
			stored.SnapshotChanges)
	}
	if n == len(stored.Changes) && !slices.Equal(heads, stored.Heads) {
		return crm.Errorf(crm.CodeConflict, "the document has other heads than the snapshot")
	}
	packs, err := encodePacks(stored.Changes[stored.SnapshotChanges:n], stored.SnapshotChanges)
	if err != nil {
		return classify("compact", err)
	}
	return d.db.update(ctx, "compact", func(b *batch) error {
		return compact(b, doc, snapshot, packs, stored.SnapshotChanges, n)
	})
}

func compact(b *batch, doc crm.ID, snapshot []byte, packs []pack, from, to int) error {
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
	if before != int64(from) {
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
