package crm

import (
	"encoding/json"
	"time"
)

// EventHidden names an event in the place of one that the reader may not, or no longer, read.
const EventHidden = "hidden"

// SeenEvent is an event as one user may see it: the only form in which an event leaves the server. Only Access.Event
// makes one; the zero SeenEvent says nothing.
type SeenEvent struct{ event Event }

// Event is e for the user, or what replaces it where they may not read it: the offset and the time are kept, so that
// positions have no gaps, and the data is an empty map.
func (a Access) Event(e *Event) SeenEvent {
	if a.ShowsEvent(e) {
		return SeenEvent{*e}
	}
	return SeenEvent{Event{Room: e.Room, Offset: e.Offset, Name: EventHidden, Data: json.RawMessage("{}"), At: e.At}}
}

// What the event says; see Event.
func (s *SeenEvent) Room() Room            { return s.event.Room }
func (s *SeenEvent) Offset() uint64        { return s.event.Offset }
func (s *SeenEvent) Name() string          { return s.event.Name }
func (s *SeenEvent) Data() json.RawMessage { return s.event.Data }
func (s *SeenEvent) At() time.Time         { return s.event.At }

// AccessToRoom is how far the user may read what happens in a room of a kind (see Room.Parse), other than a record's,
// and concerns no record that can be asked. The broker role may read of any team: whether it is one of their brokerage
// is the caller's to check.
func (u *User) AccessToRoom(kind string, id ID) Access {
	broker := u.Role == RoleBroker
	switch {
	case kind == "user" && u.ID == id:
		return Access{read: true, private: true}
	case kind == "broker" && u.Broker == id, kind == "team" && (broker || u.InTeam(id)):
		return Access{read: true, private: broker}
	}
	return Access{}
}
