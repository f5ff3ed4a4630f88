package session

import (
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// place is a field of a record; the zero place is none.
type place struct {
	record crm.ID
	field  string // JSON Pointer
}

func (p place) private() bool { return crm.IsPrivate(p.field) }

// presence is what one device is doing, as its last frame said. The zero presence is of a device that never said.
type presence struct {
	status  string
	viewing crm.ID
	editing place
	typing  place
	seen    time.Time // when the last frame came
	active  time.Time // when editing began, or something in that record was last changed by this device
	overdue place     // the editing that lapsed: repeating it does not bring it back
}

// update takes what a frame says.
func (p *presence) update(status string, viewing crm.ID, editing, typing place, now time.Time) {
	p.status, p.viewing, p.typing, p.seen = status, viewing, typing, now
	switch {
	case editing == place{}:
		p.editing, p.overdue = place{}, place{}
	case editing == p.overdue:
	case editing != p.editing:
		p.editing, p.overdue, p.active = editing, place{}, now
	}
}

// changed notes that the device changed a document: its editing of that record goes on, or begins again.
func (p *presence) changed(doc crm.ID, now time.Time) {
	of := func(record crm.ID) bool {
		return !record.IsZero() && (doc == record || doc == crm.PrivateID(record))
	}
	switch {
	case of(p.editing.record):
		p.active = now
	case of(p.overdue.record):
		p.editing, p.overdue, p.active = p.overdue, place{}, now
	}
}

// expire ends what has not been confirmed for too long; true where that changed something.
func (p *presence) expire(now time.Time) bool {
	if p.status == "" {
		return false
	}
	if now.Sub(p.seen) >= presenceTimeout {
		*p = presence{}
		return true
	}
	if p.editing != (place{}) && now.Sub(p.active) >= editingTimeout {
		p.overdue, p.editing, p.typing = p.editing, place{}, place{}
		return true
	}
	return false
}

// sight is what a room sees of a device. The zero sight is of one that is not there.
type sight struct {
	status  string
	viewing bool // of the room's record
	editing string
	typing  string // fields of the room's record
}

// in is the part of a presence that concerns a room.
func (p *presence) in(at *room) sight {
	if p.status == "" || at.kind == "user" {
		return sight{}
	}
	seen := sight{status: p.status}
	if at.kind == "record" {
		seen.viewing = p.viewing == at.id
		if p.editing.record == at.id {
			seen.editing = p.editing.field
		}
		if p.typing.record == at.id {
			seen.typing = p.typing.field
		}
	}
	return seen
}

// present works off a presence frame. A field that the record's type does not have is refused.
func (s *Session) present(f *wire.Presence) {
	viewing, editing, typing, err := s.places(f)
	if err != nil {
		s.push(outgoing{body: wire.EncodeError(err, "")})
		return
	}
	s.mu.Lock()
	s.presence.update(f.Status, viewing, editing, typing, s.sockets.config.Now())
	s.mu.Unlock()
	s.announce()
}

func (s *Session) places(f *wire.Presence) (viewing crm.ID, editing, typing place, err error) {
	if f.Viewing != "" {
		if viewing, err = crm.ParseID(string(f.Viewing)); err != nil {
			return viewing, editing, typing, crm.Invalid("/viewing", "viewing must be the id of a record")
		}
	}
	if editing, err = s.place(f.Editing, "/editing"); err != nil {
		return viewing, editing, typing, err
	}
	typing, err = s.place(f.Typing, "/typing")
	return viewing, editing, typing, err
}

func (s *Session) place(f wire.FieldRef, name string) (place, error) {
	if f == (wire.FieldRef{}) {
		return place{}, nil
	}
	record, err := crm.ParseID(f.Record)
	if err != nil || !strings.HasPrefix(f.Field, "/") {
		return place{}, crm.Invalid(name, "needs the id of a record and a field's pointer")
	}
	s.mu.Lock()
	m := s.rooms[crm.RecordRoom(record)]
	s.mu.Unlock()
	if m == nil {
		return place{record, f.Field}, nil // nobody sees it
	}
	m.room.mu.Lock()
	rights := m.rights
	m.room.mu.Unlock()
	if rights.kind != nil && rights.kind.Field(f.Field) == nil {
		return place{}, crm.Invalid(name, "there is no such field")
	}
	return place{record, f.Field}, nil
}

// announce shows the device, as it is now, in every room that it is in.
func (s *Session) announce() {
	s.mu.Lock()
	p := s.presence
	_, rooms := s.heldLocked()
	s.mu.Unlock()
	for _, m := range rooms {
		m.room.show(m, p.in(m.room))
	}
}
