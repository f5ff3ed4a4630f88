package store

import (
	"context"
	"time"
)

// Retention of what a room tells those who were away.
const eventLife = 7 * 24 * time.Hour

// Maintain forgets what is past its time: drafts, events, sessions, answers, undo tokens, tasks. It also stores anew what the index
// could not read, but from the records. A server calls it every hour or so. It works in small transactions, between which
// writes go on.
func (s *Store) Maintain(ctx context.Context) error {
	for operation, f := range map[string]func(*batch) error{
		"expire drafts":   (*batch).expireDrafts,
		"expire sessions": (*batch).expireSessions,
		"expire tasks":    (*batch).expireTasks,
		"expire undos":    func(b *batch) error { return b.exec(`DELETE FROM undos WHERE expires <= ?`, b.now) },
		"expire answers": func(b *batch) error {
			return b.exec(`DELETE FROM answers WHERE at < ?`, b.now-answerLife.Microseconds())
		},
	} {
		if err := s.update(ctx, operation, f); err != nil {
			return err
		}
	}
	if err := s.boundAllTasks(ctx); err != nil {
		return err
	}
	if err := s.expireEvents(ctx); err != nil || !s.index.wasRemade() {
		return err
	}
	return s.renewEntries(ctx)
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
