package store

import (
	"math"
	"slices"

	"roomkey/crm"
)

// Retention of a room's events. A client that missed more loads anew.
const (
	keepEvents   = 1000
	keepEventsAt = 64 // how often a room is trimmed, in events
)

// post adds events to what a receipt tells of.
func (b *batch) post(receipt *crm.Receipt, events []crm.Event) error {
	added, err := b.addEvents(events)
	if err != nil || len(added) == 0 {
		return err
	}
	if receipt.Epochs == nil {
		receipt.Epochs = make(map[crm.Room]string, len(added))
	}
	for i := range added {
		receipt.Epochs[added[i].Room] = *b.writer.store.epoch.Load()
	}
	receipt.Events = append(receipt.Events, added...)
	return nil
}

// addEvents stores events and gives them their offsets, one higher each within a room.
func (b *batch) addEvents(events []crm.Event) ([]crm.Event, error) {
	if len(events) == 0 {
		return nil, nil
	}
	events = slices.Clone(events)
	for i := range events {
		e := &events[i]
		room, err := b.room(e.Room)
		if err != nil {
			return nil, err
		}
		if room.offset == math.MaxUint32 {
			return nil, crm.Errorf(crm.CodeTooLarge, "the room has had too many events")
		}
		room.offset++
		e.Offset = room.offset
		data := []byte(e.Data)
		if data == nil {
			data = []byte("null")
		}
		err = b.exec(`INSERT INTO events (num, at, name, record, private, data) VALUES (?, ?, ?, ?, ?, ?)`,
			eventNumber(room.num, room.offset), micros(e.At), e.Name, blobID(e.Record), e.Private, data)
		if err != nil {
			return nil, err
		}
		if room.offset%keepEventsAt == 0 && room.offset > keepEvents {
			err := b.exec(`DELETE FROM events WHERE num BETWEEN ? AND ?`, eventNumber(room.num, 0),
				eventNumber(room.num, room.offset-keepEvents))
			if err != nil {
				return nil, err
			}
		}
	}
	return events, nil
}

// eventNumber is the key of an event: the room's number above 32 bits of offset.
func eventNumber(room int64, offset uint64) int64 { return room<<32 | int64(offset) }

func (b *batch) room(name crm.Room) (*roomState, error) {
	if room := b.rooms[name]; room != nil {
		return room, nil
	}
	room, ok := b.writer.known.rooms[name]
	if !ok {
		err := b.row(`SELECT num FROM rooms WHERE name = ?`, string(name)).Scan(&room.num)
		switch {
		case absent(err):
			b.counters.room++
			room.num = b.counters.room
			if err := b.exec(`INSERT INTO rooms (num, name) VALUES (?, ?)`, room.num, string(name)); err != nil {
				return nil, err
			}
		case err != nil:
			return nil, err
		default:
			var last int64
			err := b.row(lastEvent, eventNumber(room.num, 0), eventNumber(room.num, math.MaxUint32)).Scan(&last)
			if err != nil {
				return nil, err
			}
			room.offset = uint64(last) & math.MaxUint32
		}
	}
	b.rooms[name] = &room
	return &room, nil
}

// lastEvent finds the number of a room's last event, 0 where it has none.
const lastEvent = `SELECT coalesce(max(num), 0) FROM events WHERE num BETWEEN ? AND ?`
