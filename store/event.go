package store

import (
	"context"
	"math"

	"roomkey/crm"
)

// Events gives up to limit events of a room after an offset, in order. ErrForgotten says that the room can't tell
// exactly what came after it: some of it is gone, or the offset lies in the future.
func (s *Store) Events(ctx context.Context, room crm.Room, after uint64, limit int) (events []crm.Event, err error) {
	err = s.snapshot(ctx, "read events", func(ctx context.Context, tx querier) error {
		num, last, err := roomPosition(ctx, tx, room)
		if err != nil {
			return err
		}
		if after > last {
			return ErrForgotten
		}
		rows, err := tx.QueryContext(ctx, `SELECT num, at, name, record, private, data FROM events WHERE num BETWEEN ? AND ? ORDER BY num
			LIMIT ?`, eventNumber(num, after+1), eventNumber(num, math.MaxUint32), limit)
		if err := each(rows, err, func(row rowScanner) error {
			e := crm.Event{Room: room}
			var number, at int64
			var record []byte
			if err := row.Scan(&number, &at, &e.Name, &record, &e.Private, (*[]byte)(&e.Data)); err != nil {
				return err
			}
			e.Offset, e.At = uint64(number)&math.MaxUint32, fromMicros(at)
			events = append(events, e)
			events[len(events)-1].Record, err = toID(record)
			return err
		}); err != nil {
			return err
		}
		if after < last && limit > 0 && (len(events) == 0 || events[0].Offset != after+1) {
			events = nil
			return ErrForgotten
		}
		return nil
	})
	return events, err
}

// Announce says who is told of events that come with anything but a Write, as those of tasks do: after each commit, in the
// order of the commits and in the goroutine that calls back for Submit, so that tell must not block. Nobody, until it is
// called.
func (s *Store) Announce(tell func(crm.Receipt)) { s.tell.Store(&tell) }

func (s *Store) told(receipt crm.Receipt) {
	if tell := s.tell.Load(); tell != nil {
		(*tell)(receipt)
	}
}

// RoomPosition says where a room stands: a client that has had everything has this position. A room that has had no event
// stands at offset 0. The epoch changes when a backup is restored.
func (s *Store) RoomPosition(ctx context.Context, room crm.Room) (epoch string, offset uint64, err error) {
	err = s.snapshot(ctx, "read a room's position", func(ctx context.Context, tx querier) error {
		_, offset, err = roomPosition(ctx, tx, room)
		return err
	})
	return *s.epoch.Load(), offset, err
}

func roomPosition(ctx context.Context, tx querier, room crm.Room) (num int64, last uint64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT num FROM rooms WHERE name = ?`, string(room)).Scan(&num)
	if absent(err) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	var number int64
	err = tx.QueryRowContext(ctx, lastEvent, eventNumber(num, 0), eventNumber(num, math.MaxUint32)).Scan(&number)
	return num, uint64(number) & math.MaxUint32, err
}
