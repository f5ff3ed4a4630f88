package projection

import (
	"encoding/json"
	"maps"
	"time"

	"roomkey/crm"
)

// Event is something that happened to a record. It becomes one crm.Event in each room that hears of it. Updates by the
// same user within one commit are one Event.
type Event struct {
	Private bool // whether it goes with the write of the private half

	name    string // "escrow:updated"
	record  crm.ID
	by      crm.ID
	heads   []crm.Hash
	changes map[string]crm.Change // nil unless it is an update

	document string // in which the half goes on, if it was renewed
	rooms    []crm.Room
	data     json.RawMessage // replaces the data made of the fields above; may be nil
	at       time.Time
}

// merge takes in a later update. Each field keeps its first value before and gets its last value after.
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

// Rooms returns the event for each room that hears of it.
func (e *Event) Rooms() []crm.Event {
	data := e.data
	if data == nil {
		data = e.encode()
	}
	events := make([]crm.Event, len(e.rooms))
	for i, room := range e.rooms {
		events[i] = crm.Event{Room: room, Name: e.name, Data: data, At: e.at, Private: e.Private}
		if e.data == nil { // otherwise it is about a loss, and must reach users who can no longer read the record
			events[i].Record = e.record
		}
	}
	return events
}

// encode returns the data of the event as JSON.
func (e *Event) encode() json.RawMessage {
	data, err := json.Marshal(struct {
		ID      crm.ID                `json:"id"`
		Heads   []crm.Hash            `json:"heads"`
		By      crm.ID                `json:"by"`
		Changes map[string]crm.Change `json:"changes,omitempty"`

		Document string `json:"documentId,omitempty"`
	}{e.record, e.heads, e.by, e.changes, e.document})
	if err != nil {
		return json.RawMessage("{}") // can't happen, because all values came from a JSON encoder
	}
	return data
}

// Erased returns the events that tell rooms that a record was erased. It returns nil if there are no rooms.
func Erased(record crm.ID, rooms []crm.Room, now time.Time) []crm.Event {
	data, err := json.Marshal(crm.Loss{Gone: []crm.ID{record}, Cause: crm.LossErased})
	if err != nil || len(rooms) == 0 {
		return nil // an id always marshals
	}
	e := Event{name: crm.EventAccessChanged, record: record, rooms: rooms, data: data, at: now}
	return e.Rooms()
}

// Audience knows who hears of a record.
type Audience interface {
	// SharedRooms returns the rooms that hear what all readers of a record may know.
	SharedRooms(rec *crm.Record) []crm.Room
	// PrivateRooms returns the rooms of the users who may read a record's private fields.
	PrivateRooms(rec *crm.Record) []crm.Room
	// People returns the users of a brokerage.
	People(broker crm.ID) []*crm.User
}
