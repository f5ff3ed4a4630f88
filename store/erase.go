package store

import (
	"context"

	"roomkey/crm"
)

// Erase removes a record for ever: its documents, its projection's content, its events, drafts and notifications, the
// answers kept for Idempotency-Keys that show it, and what its brokerage's tasks took in, put out and proposed, but for what
// was accepted. What is left is its id, which is denied from now on, and its lines of the audit log, which hold no values.
// crm.ErrNotFound: there is no such record. It is slow: it reads all events, answers and proposals and writes the full-text
// index anew, which keeps removed words until it is merged; what is freed in the file is overwritten. The directory's version
// rises: a server on the same file notices.
func (s *Store) Erase(ctx context.Context, record crm.ID) error {
	err := s.directory(ctx, "erase", func(b *batch) error {
		b.forgetAll()
		end, err := b.overwrite()
		if err != nil {
			return err
		}
		defer end()
		rows, err := b.query(`SELECT num FROM documents WHERE record = ?`, keyID(record))
		var documents []int64
		if err := each(rows, err, func(row rowScanner) error {
			var num int64
			err := row.Scan(&num)
			documents = append(documents, num)
			return err
		}); err != nil {
			return err
		}
		state, err := b.readRecordState(record)
		if absent(err) && len(documents) == 0 {
			return crm.ErrNotFound
		}
		if err != nil && !absent(err) {
			return err
		}
		for _, num := range documents {
			if err := b.removeDocument(num); err != nil {
				return err
			}
		}
		if state.num != 0 {
			if err := b.eraseRecord(record, state); err != nil {
				return err
			}
		}
		if err := b.eraseTasks(record, state.row.Broker); err != nil {
			return err
		}
		if err := b.eraseTraces(record); err != nil {
			return err
		}
		return b.exec(`INSERT INTO search (search) VALUES ('optimize')`)
	})
	if err == nil {
		err = s.checkpoint(ctx)
	}
	return err
}

// overwrite has SQLite overwrite all that it frees, until end; otherwise it does where that costs no further writing.
func (b *batch) overwrite() (end func(), err error) {
	set := func(mode string) error {
		var now int
		return b.row(`PRAGMA secure_delete = ` + mode).Scan(&now)
	}
	return func() { _ = set("FAST") }, set("ON") // it was possible to set it
}

// eraseRecord leaves a deleted row without content, so that catalogs tell of the loss.
func (b *batch) eraseRecord(id crm.ID, state recordState) error {
	gone := fromMicros(b.now)
	_, err := b.project(&crm.Record{ID: id, Type: state.typ, Row: state.row, CreatedAt: gone, UpdatedAt: gone, DeletedAt: gone})
	if err != nil {
		return err
	}
	return b.flush()
}

func (b *batch) eraseTraces(record crm.ID) error {
	b.forget = true
	shared, private := record, crm.PrivateID(record)
	for _, id := range []crm.ID{shared, private} {
		if err := b.exec(`INSERT INTO erased (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, keyID(id), b.now); err != nil {
			return err
		}
		if err := b.exec(`DELETE FROM quarantine WHERE document = ?`, keyID(id)); err != nil {
			return err
		}
	}
	if err := b.exec(`DELETE FROM notifications WHERE record = ?`, keyID(record)); err != nil {
		return err
	}
	if err := b.exec(`DELETE FROM undos`); err != nil { // they may hold its values, and can't be told apart
		return err
	}
	err := b.exec(`UPDATE answers SET status = ?, type = '', body = NULL WHERE instr(body, ?) > 0`, statusErased, []byte(record.String()))
	if err != nil {
		return err
	}
	// The room's last event holds its offset, and the audience's offsets may have no gaps: they stay, without content.
	return b.exec(`UPDATE events SET data = '{}', name = 'erased' WHERE record = ?`, keyID(record))
}

// Erased reports whether a document's id is denied for ever.
func (s *Store) Erased(ctx context.Context, id crm.ID) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var n int
	err := s.reader.row(ctx, `SELECT count(*) FROM erased WHERE id = ?`, keyID(id)).Scan(&n)
	return n > 0, classify("read what was erased", err)
}

// ErasedIDs names the documents that are denied for ever.
func (s *Store) ErasedIDs(ctx context.Context) (ids []crm.ID, err error) {
	err = s.snapshot(ctx, "read what was erased", func(ctx context.Context, tx querier) error {
		ids = nil
		rows, err := tx.QueryContext(ctx, `SELECT id FROM erased`)
		return each(rows, err, func(row rowScanner) error {
			var blob []byte
			if err := row.Scan(&blob); err != nil {
				return err
			}
			id, err := toID(blob)
			ids = append(ids, id)
			return err
		})
	})
	return ids, err
}
