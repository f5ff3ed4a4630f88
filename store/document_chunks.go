package store

import (
	"context"

	"roomkey/crm"
)

// Chunks returns a document in the form that is smallest and loads fastest: the snapshot, if there is one, and the
// changes after it. It reads nothing that the snapshot covers, so that a long history costs no more than a short one.
// Errors: as those of Document, but damage to the covered changes goes unnoticed.
func (d *DocumentLog) Chunks(ctx context.Context, id crm.ID) (chunks [][]byte, err error) {
	err = d.db.reader.snapshot(ctx, "read a document", func(ctx context.Context, tx querier) error {
		chunks, err = readChunks(ctx, tx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return chunks, nil
}

func readChunks(ctx context.Context, q querier, id crm.ID) (chunks [][]byte, err error) {
	var num, count int64
	err = q.QueryRowContext(ctx, `SELECT num, changes FROM documents WHERE id = ?`, keyID(id)).Scan(&num, &count)
	if absent(err) {
		return nil, crm.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	var covered, sum int64
	var snapshot []byte
	err = q.QueryRowContext(ctx, documentSnapshot, num).Scan(&covered, &sum, &snapshot)
	switch {
	case absent(err): // all changes are needed, also packed ones
		return readAllChanges(ctx, q, id)
	case err != nil:
		return nil, err
	case sum != checksum(snapshot):
		return nil, damaged("the snapshot of document %s", id)
	}
	chunks = append(make([][]byte, 0, 1+max(0, count-covered)), snapshot)
	err = eachChange(ctx, q, num, covered, maxPlace, func(_ int64, change crm.StoredChange) error {
		chunks = append(chunks, change.Data)
		return nil
	})
	if err == nil && int64(len(chunks)-1) != count-covered {
		err = damaged("document %s has %d changes after its snapshot, not %d", id, len(chunks)-1, count-covered)
	}
	return chunks, err
}

func readAllChanges(ctx context.Context, q querier, id crm.ID) ([][]byte, error) {
	stored, err := readStored(ctx, q, id)
	if err != nil {
		return nil, err
	}
	chunks := make([][]byte, len(stored.Changes))
	for i := range stored.Changes {
		chunks[i] = stored.Changes[i].Data
	}
	return chunks, nil
}
