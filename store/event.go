package store

import (
	"context"
	"math"
	"sync"
	"time"

	"roomkey/crm"
)

// RoomLog holds the events of rooms. Within a room, offsets count from 1 without gaps.
type RoomLog struct {
	db    *handle
	epoch string // of all rooms; Open sets it before anything is stored or read

	mu   sync.Mutex // guards tell
	tell func(crm.Receipt)
}

// Announce sets the function that is told of events which come without a crm.Write, as those of tasks do. It is called
// after each commit, in the order of the commits and in the goroutine that calls back for Submit, so that it must not
// block. Until Announce is called, nobody is told.
func (r *RoomLog) Announce(tell func(crm.Receipt)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell = tell
}

// post runs f within the writer's next transaction, stores the events that f returns, and announces them when all of it
// is durable.
func (r *RoomLog) post(ctx context.Context, operation string, f func(*batch) ([]crm.Event, error)) error {
	_, err := r.db.await(ctx, &job{operation: operation, committed: r.announce, run: func(b *batch,
		receipt *crm.Receipt) error {
		*receipt = crm.Receipt{}
		events, err := f(b)
		if err != nil {
			return err
		}
		return r.add(b, receipt, events)
	}})
	return err
}

// posted is post for an f that has a result. It is T's zero value after an error.
func posted[T any](ctx context.Context, r *RoomLog, operation string, f func(*batch) (T, []crm.Event, error)) (
	result T, err error) {
	var made T
	err = r.post(ctx, operation, func(b *batch) (events []crm.Event, err error) {
		made, events, err = f(b)
		return events, err
	})
	if err != nil {
		return result, err // f may run yet
	}
	return made, nil
}

func (r *RoomLog) announce(receipt crm.Receipt) {
	r.mu.Lock()
	tell := r.tell
	r.mu.Unlock()
	if tell != nil && len(receipt.Events) > 0 {
		tell(receipt)
	}
}

// add stores events and adds them to a receipt.
func (r *RoomLog) add(b *batch, receipt *crm.Receipt, events []crm.Event) error {
	added, err := b.rooms.add(b.connection, events)
	if err != nil || len(added) == 0 {
		return err
	}
	if receipt.Epochs == nil {
		receipt.Epochs = make(map[crm.Room]string, len(added))
	}
	for i := range added {
		receipt.Epochs[added[i].Room] = r.epoch
	}
	receipt.Events = append(receipt.Events, added...)
	return b.webhooks.add(b.connection, added)
}

// Events returns at most limit events of a room after an offset, in order. ErrForgotten: the room can't tell exactly
// what came after the offset.
func (r *RoomLog) Events(ctx context.Context, room crm.Room, after uint64, limit int) (events []crm.Event, err error) {
	err = r.db.reader.snapshot(ctx, "read events", func(ctx context.Context, tx querier) error {
		num, last, err := roomPosition(ctx, tx, room)
		if err != nil {
			return err
		}
		if after > last {
			return ErrForgotten
		}
		rows, err := tx.QueryContext(ctx,
			`SELECT num, at, name, record, private, data FROM events WHERE num BETWEEN ? AND ?
			ORDER BY num
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

// RoomPosition returns the position of a room's last event: a client that has received everything has this position. A
// room without events has offset 0. The epoch changes when a backup is restored.
func (r *RoomLog) RoomPosition(ctx context.Context, room crm.Room) (epoch string, offset uint64, err error) {
	err = r.db.reader.snapshot(ctx, "read a room's position", func(ctx context.Context, tx querier) error {
		_, offset, err = roomPosition(ctx, tx, room)
		return err
	})
	return r.epoch, offset, err
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

// Retention of events for clients that were away.
const (
	eventLife  = 7 * 24 * time.Hour
	eventRooms = 500 // rooms that one transaction of expire goes through
)

// expire deletes events older than eventLife, but never a room's last one: it holds the room's offset.
func (r *RoomLog) expire(ctx context.Context) error {
	for room := int64(0); room >= 0; {
		next := int64(-1)
		err := r.db.update(ctx, "expire events", func(b *batch) error {
			if room >= b.rooms.next {
				return nil
			}
			next = room + eventRooms
			return b.exec(`DELETE FROM events WHERE num BETWEEN ?1 AND ?2 AND at < ?3
				AND EXISTS (SELECT 1 FROM events later
					WHERE later.num > events.num AND later.num >> 32 = events.num >> 32
						AND later.num <= events.num | 4294967295)`,
				eventNumber(room, 0), eventNumber(next, 0)-1, b.now-eventLife.Microseconds())
		})
		if err != nil {
			return err
		}
		room = next
	}
	return nil
}

// eraseEvents empties a record's events. The rows stay: a room's last event holds its offset, and offsets have no gaps.
func eraseEvents(b *batch, record crm.ID) error {
	return b.exec(`UPDATE events SET data = '{}', name = 'erased' WHERE record = ?`, keyID(record))
}

// eraseTaskEvents empties the events that tell of a brokerage's tasks, and of tasks of other regions too, which are in
// no table here: an event is of the brokerage that its room is of. Where nobody knows whose a room is, its events go.
func eraseTaskEvents(b *batch, broker crm.ID) error {
	return b.exec(`UPDATE events SET data = '{}' WHERE name LIKE 'ai:task:%' AND NOT EXISTS (SELECT 1 FROM
		(SELECT substr(name, 1, instr(name, ':') - 1) AS kind,
			unhex(replace(substr(name, instr(name, ':') + 1), '-', '')) AS id
			FROM rooms WHERE rooms.num = events.num >> 32) AS room
		WHERE CASE room.kind
			WHEN 'broker' THEN room.id <> ?1
			WHEN 'team' THEN EXISTS (SELECT 1 FROM teams t WHERE t.id = room.id AND t.broker <> ?1)
			WHEN 'user' THEN EXISTS (SELECT 1 FROM users u WHERE u.id = room.id AND u.broker <> ?1)
			WHEN 'record' THEN EXISTS (SELECT 1 FROM records r WHERE r.id = room.id AND r.broker <> ?1)
		END)`, keyID(broker))
}
