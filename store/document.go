package store

import (
	"context"
	"database/sql"

	"roomkey/crm"
)

// DocumentLog holds documents as logs of their changes, with snapshots of the compacted ones, and what decides who may
// write them: actors, drafts, and changes in quarantine. It does not know what the bytes mean.
type DocumentLog struct{ db *handle }

// What is asked for a document besides its packs (documentPacks): its row with its snapshot, and its loose changes.
const (
	documentRow = `SELECT d.num, d.record, d.private, d.draft, d.author, d.moved, d.heads, d.changes,
		s.changes, s.sum, s.data
		FROM documents d LEFT JOIN snapshots s ON s.document = d.num WHERE d.id = ?`
	documentChanges  = `SELECT num, hash, user, at, sum, data FROM changes WHERE num BETWEEN ? AND ? ORDER BY num`
	documentSnapshot = `SELECT changes, sum, data FROM snapshots WHERE document = ?` // where the row is known
)

var documentTexts = [...]string{documentRow, documentPacks, documentChanges}

// Document returns a document with all its changes, also those that the snapshot holds. crm.ErrNotFound: there is no
// such document. crm.CodeUnavailable: some part of the document fails its checksum.
func (d *DocumentLog) Document(ctx context.Context, id crm.ID) (stored *crm.Stored, err error) {
	err = d.db.reader.snapshot(ctx, "read a document", func(ctx context.Context, tx querier) error {
		stored, err = readStored(ctx, tx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return stored, nil
}

// Documents calls f with each of the documents that exist, in the order of ids, all as of one moment. f may keep its
// argument, but must not wait: it holds one of few connections. The first error of f ends the call.
func (d *DocumentLog) Documents(ctx context.Context, ids []crm.ID, f func(*crm.Stored) error) error {
	for _, text := range documentTexts { // while no connection is held: a document may ask all
		if _, err := d.db.reader.prepare(ctx, text); err != nil {
			return classify("read documents", err)
		}
	}
	tx, err := d.db.reader.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return classify("read documents", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	p := &prepared{reader: d.db.reader, tx: tx}
	for _, id := range ids {
		stored, err := readStored(ctx, p, id)
		if crm.CodeOf(err) == crm.CodeNotFound {
			continue
		}
		if err != nil {
			return classify("read documents", err)
		}
		if err := f(stored); err != nil {
			return err
		}
	}
	return nil
}

// ChangeData returns the chunks of a document's changes, in the order of hashes. crm.ErrNotFound: the document lacks
// one.
func (d *DocumentLog) ChangeData(ctx context.Context, doc crm.ID, hashes []crm.Hash) ([][]byte, error) {
	found := make([][]byte, len(hashes))
	if len(hashes) == 0 {
		return found, nil
	}
	wanted := make(map[crm.Hash]int, len(hashes))
	for i, hash := range hashes {
		wanted[hash] = i
	}
	err := d.db.reader.snapshot(ctx, "read changes", func(ctx context.Context, tx querier) error {
		var num int64
		err := tx.QueryRowContext(ctx, `SELECT num FROM documents WHERE id = ?`, keyID(doc)).Scan(&num)
		if absent(err) {
			return crm.ErrNotFound
		}
		if err != nil {
			return err
		}
		take := func(c crm.StoredChange) bool {
			if i, ok := wanted[c.Hash]; ok {
				found[i] = c.Data
				delete(wanted, c.Hash)
			}
			return len(wanted) > 0
		}
		return findChanges(ctx, tx, num, wanted, take)
	})
	if err != nil {
		return nil, err
	}
	if len(wanted) > 0 {
		return nil, crm.ErrNotFound
	}
	for i, hash := range hashes { // a hash may be asked for twice
		if found[i] == nil {
			for k := range hashes {
				if hashes[k] == hash && found[k] != nil {
					found[i] = found[k]
				}
			}
		}
	}
	return found, nil
}

// findChanges calls take with wanted changes until it returns false. It begins with the newest changes, which peers
// usually lack, and reads the packs last.
func findChanges(ctx context.Context, tx querier, num int64, wanted map[crm.Hash]int,
	take func(crm.StoredChange) bool) error {

	rows, err := tx.QueryContext(ctx, `SELECT num, hash, user, at, sum, data FROM changes WHERE num BETWEEN ? AND ?
		ORDER BY num DESC`,
		num<<placeBits, num<<placeBits|maxPlace)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		_, change, err := scanChange(rows)
		if err != nil {
			return err
		}
		if !take(change) {
			return nil
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return eachPack(ctx, tx, num, func(hashes []crm.Hash) bool {
		for i := range hashes {
			if _, ok := wanted[hashes[i]]; ok {
				return true
			}
		}
		return false
	}, func(change crm.StoredChange) { take(change) })
}

func readStored(ctx context.Context, q querier, id crm.ID) (*crm.Stored, error) {
	stored := &crm.Stored{ID: id}
	var num, count int64
	var record, author, moved, heads []byte
	var covered, sum sql.NullInt64 // of the snapshot, if there is one
	err := q.QueryRowContext(ctx, documentRow, keyID(id)).
		Scan(&num, &record, &stored.Private, &stored.Draft, &author, &moved, &heads, &count,
			&covered, &sum, &stored.Snapshot)
	if absent(err) {
		return nil, crm.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	err = toIDs([][]byte{record, author, moved}, &stored.Record, &stored.Author, &stored.Moved)
	if err != nil {
		return nil, err
	}
	if stored.Heads, err = splitHashes(heads); err != nil {
		return nil, err
	}
	stored.SnapshotChanges = int(covered.Int64)
	if sum.Valid && sum.Int64 != checksum(stored.Snapshot) {
		return nil, damaged("the snapshot of document %s", id)
	}
	if err := readChanges(ctx, q, num, count, stored); err != nil {
		return nil, err
	}
	if int64(len(stored.Changes)) != count || stored.SnapshotChanges > len(stored.Changes) {
		return nil, damaged("document %s has %d of %d changes", id, len(stored.Changes), count)
	}
	return stored, nil
}

// readChanges reads the changes of a document that has count of them. It asks for packs only where the loose ones, which
// come after them, are not all.
func readChanges(ctx context.Context, q querier, num, count int64, stored *crm.Stored) error {
	var first int64
	loose := make([]crm.StoredChange, 0, min(count, packChanges))
	err := eachChange(ctx, q, num, 0, maxPlace, func(place int64, change crm.StoredChange) error {
		if len(loose) == 0 {
			first = place
		}
		if place != first+int64(len(loose)) {
			return damaged("document %s lacks change %d", stored.ID, first+int64(len(loose)))
		}
		loose = append(loose, change)
		return nil
	})
	if err != nil {
		return err
	}
	if int64(len(loose)) == count && first == 0 {
		stored.Changes = loose
		return nil
	}
	stored.Changes = make([]crm.StoredChange, 0, count)
	all := func([]crm.Hash) bool { return true }
	add := func(c crm.StoredChange) { stored.Changes = append(stored.Changes, c) }
	if err := eachPack(ctx, q, num, all, add); err != nil {
		return err
	}
	if len(loose) > 0 && first != int64(len(stored.Changes)) {
		return damaged("document %s lacks change %d", stored.ID, len(stored.Changes))
	}
	stored.Changes = append(stored.Changes, loose...)
	return nil
}

// eachChange calls f for each change of a document that is in no pack, from one place to another, by place.
func eachChange(ctx context.Context, q querier, num, from, to int64,
	f func(place int64, c crm.StoredChange) error) error {
	rows, err := q.QueryContext(ctx, documentChanges, num<<placeBits|from, num<<placeBits|to)
	return each(rows, err, func(row rowScanner) error {
		place, change, err := scanChange(row)
		if err != nil {
			return err
		}
		return f(place, change)
	})
}
