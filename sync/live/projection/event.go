package projection

import (
	"encoding/json"
	"maps"
	"time"

	"roomkey/crm"
)

// Event is something that happened to a record, before it becomes one event in each room that hears of it. Updates by
// the same user that go into one commit are one Event.
type Event struct {
	Private bool // it goes with the write of the private half

	name    string // "escrow:updated"
	record  crm.ID
	by      crm.ID
	heads   []crm.Hash
	changes map[string]crm.Change // nil but for updates
	rooms   []crm.Room
	data    json.RawMessage // instead of the above: the event's data
	at      time.Time
}

// merge takes a later update in: each field's first value before and last value after.
func (e *Event) merge(later Event) {
	e.heads, e.at = later.heads, later.at
	e.changes = maps.Clone(e.changes)
	for pointer, change := range later.changes {
		if first, ok := e.changes[pointer]; ok {
			change[0] = first[0]
		}
		e.changes[pointer] = change
	}
}

// Rooms is the event for every room that hears of it.
func (e *Event) Rooms() []crm.Event {
	data := e.data
	if data == nil {
		data = e.encode()
	}
	events := make([]crm.Event, len(e.rooms))
	for i, room := range e.rooms {
		events[i] = crm.Event{Room: room, Name: e.name, Data: data, At: e.at, Private: e.Private}
		if e.data == nil { // who has lost a record must hear of it all the same
			events[i].Record = e.record
		}
	}
	return events
}

func (e *Event) encode() json.RawMessage {
	data, err := json.Marshal(struct {
		ID      crm.ID                `json:"id"`
		Heads   []crm.Hash            `json:"heads"`
		By      crm.ID                `json:"by"`
		Changes map[string]crm.Change `json:"changes,omitempty"`
	}{e.record, e.heads, e.by, e.changes})
	if err != nil {
		return json.RawMessage("{}") // values came from a JSON encoder: this can't be
	}
	return data
}

// Loss is the events that tell rooms of the loss of a record; none where nobody is told.
func Loss(record crm.ID, rooms []crm.Room, now time.Time) []crm.Event {
	data, err := json.Marshal(map[string][]crm.ID{"gone": {record}})
	if err != nil || len(rooms) == 0 {
		return nil // an id always marshals
	}
	e := Event{name: crm.EventAccessChanged, record: record, rooms: rooms, data: data, at: now}
	return e.Rooms()
}

// Audience says who hears of a record.
type Audience interface {
	// SharedRooms are the rooms that hear what all readers of a record may know.
	SharedRooms(rec *crm.Record) []crm.Room
	// PrivateRooms are those of the people who may read a record's private fields.
	PrivateRooms(rec *crm.Record) []crm.Room
	// People are those of a brokerage.
	People(broker crm.ID) []*crm.User
}
