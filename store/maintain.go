package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// Retention of what a room tells those who were away.
const eventLife = 7 * 24 * time.Hour

// Maintain forgets what is past its time: drafts, events, sessions, answers, undo tokens. A server calls it every hour or
// so. It works in small transactions, between which writes go on.
func (s *Store) Maintain(ctx context.Context) error {
	for operation, f := range map[string]func(*batch) error{
		"expire drafts":   (*batch).expireDrafts,
		"expire sessions": func(b *batch) error { return b.exec(`DELETE FROM sessions WHERE expires <= ?`, b.now) },
		"expire undos":    func(b *batch) error { return b.exec(`DELETE FROM undos WHERE expires <= ?`, b.now) },
		"expire answers": func(b *batch) error {
			return b.exec(`DELETE FROM answers WHERE at < ?`, b.now-answerLife.Microseconds())
		},
	} {
		if err := s.update(ctx, operation, f); err != nil {
			return err
		}
	}
	return s.expireEvents(ctx)
}

// eventRooms is how many rooms one transaction of expireEvents goes through.
const eventRooms = 500

// expireEvents forgets events older than eventLife, but each room's last one: it holds the room's offset.
func (s *Store) expireEvents(ctx context.Context) error {
	for room := int64(0); room >= 0; {
		next := int64(-1)
		err := s.update(ctx, "expire events", func(b *batch) error {
			if room >= b.counters.room {
				return nil
			}
			next = room + eventRooms
			return b.exec(`DELETE FROM events WHERE num BETWEEN ?1 AND ?2 AND at < ?3
				AND EXISTS (SELECT 1 FROM events later WHERE later.num > events.num AND later.num >> 32 = events.num >> 32
					AND later.num <= events.num | 4294967295)`, eventNumber(room, 0), eventNumber(next, 0)-1, b.now-eventLife.Microseconds())
		})
		if err != nil {
			return err
		}
		room = next
	}
	return nil
}

// Erase removes a record for ever: its documents, its projection's content, its events, drafts and notifications. What is
// left is its id, which is denied from now on, and its lines of the audit log, which hold no values. crm.ErrNotFound:
// there is no such record. It is slow: it reads all events.
func (s *Store) Erase(ctx context.Context, record crm.ID) error {
	return s.update(ctx, "erase", func(b *batch) error {
		b.forgetAll()
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
		return b.eraseTraces(record)
	})
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
