package store

import (
	"math"
	"slices"

	"roomkey/crm"
)

// Retention of a room's events. A client that missed more loads the room's data again.
const (
	keepEvents   = 1000
	keepEventsAt = 64 // how often a room is trimmed, in events
)

// roomState is where a room stands: its number and the offset of its last event.
type roomState struct {
	num    int64
	offset uint64
}

// roomCache is what the writer remembers of rooms and their events.
type roomCache struct {
	last, next int64 // the highest number of a room: committed, and in the transaction
	known      map[crm.Room]roomState
	open       map[crm.Room]*roomState
}

func newRoomCache() roomCache {
	return roomCache{known: map[crm.Room]roomState{}, open: map[crm.Room]*roomState{}}
}

func (c *roomCache) load(conn *connection) error {
	return conn.row(`SELECT coalesce(max(num), 0) FROM rooms`).Scan(&c.last)
}

func (c *roomCache) begin() {
	c.next = c.last
	clear(c.open)
}

func (c *roomCache) commit() {
	c.last = c.next
	for name, room := range c.open {
		c.known[name] = *room
	}
	trim(c.known)
	clear(c.open)
}

func (c *roomCache) forget() {
	clear(c.known)
	clear(c.open)
}

// forgetOpen makes the rest of the transaction read again where rooms stand: a job that failed may have moved them.
func (c *roomCache) forgetOpen() {
	for name := range c.open {
		delete(c.known, name)
	}
	clear(c.open)
}

// add stores events and gives them their offsets, one higher each within a room.
func (c *roomCache) add(conn *connection, events []crm.Event) ([]crm.Event, error) {
	if len(events) == 0 {
		return nil, nil
	}
	events = slices.Clone(events)
	for i := range events {
		e := &events[i]
		room, err := c.room(conn, e.Room)
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
		err = conn.exec(`INSERT INTO events (num, at, name, record, private, data) VALUES (?, ?, ?, ?, ?, ?)`,
			eventNumber(room.num, room.offset), micros(e.At), e.Name, blobID(e.Record), e.Private, data)
		if err != nil {
			return nil, err
		}
		if room.offset%keepEventsAt == 0 && room.offset > keepEvents {
			err := conn.exec(`DELETE FROM events WHERE num BETWEEN ? AND ?`, eventNumber(room.num, 0),
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

func (c *roomCache) room(conn *connection, name crm.Room) (*roomState, error) {
	if room := c.open[name]; room != nil {
		return room, nil
	}
	room, ok := c.known[name]
	if !ok {
		err := conn.row(`SELECT num FROM rooms WHERE name = ?`, string(name)).Scan(&room.num)
		switch {
		case absent(err):
			c.next++
			room.num = c.next
			if err := conn.exec(`INSERT INTO rooms (num, name) VALUES (?, ?)`, room.num, string(name)); err != nil {
				return nil, err
			}
		case err != nil:
			return nil, err
		default:
			var last int64
			err := conn.row(lastEvent, eventNumber(room.num, 0), eventNumber(room.num, math.MaxUint32)).Scan(&last)
			if err != nil {
				return nil, err
			}
			room.offset = uint64(last) & math.MaxUint32
		}
	}
	c.open[name] = &room
	return &room, nil
}

// lastEvent finds the number of a room's last event, 0 where it has none.
const lastEvent = `SELECT coalesce(max(num), 0) FROM events WHERE num BETWEEN ? AND ?`
