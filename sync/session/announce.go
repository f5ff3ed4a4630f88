package session

import (
	"strings"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// present takes in a presence frame. A field that the record's type does not have is refused.
func (s *Session) present(f *wire.Presence) {
	viewing, editing, typing, err := s.parsePresence(f)
	if err != nil {
		s.push(outgoing{body: wire.EncodeError(err, "")})
		return
	}
	s.mu.Lock()
	s.presence.update(f.Status, viewing, editing, typing, s.config.Now())
	s.mu.Unlock()
	s.announce()
}

func (s *Session) parsePresence(f *wire.Presence) (viewing crm.ID, editing, typing fieldRef, err error) {
	if f.Viewing != "" {
		if viewing, err = crm.ParseID(string(f.Viewing)); err != nil {
			return viewing, editing, typing, crm.Invalid("/viewing", "viewing must be the id of a record")
		}
	}
	if editing, err = s.parseField(f.Editing, "/editing"); err != nil {
		return viewing, editing, typing, err
	}
	typing, err = s.parseField(f.Typing, "/typing")
	return viewing, editing, typing, err
}

func (s *Session) parseField(f wire.FieldRef, name string) (fieldRef, error) {
	if f == (wire.FieldRef{}) {
		return fieldRef{}, nil
	}
	record, err := crm.ParseID(f.Record)
	if err != nil || !strings.HasPrefix(f.Field, "/") {
		return fieldRef{}, crm.Invalid(name, "needs the id of a record and a field's pointer")
	}
	s.mu.Lock()
	in, member := s.inRooms[crm.RecordRoom(record)]
	s.mu.Unlock()
	if !member {
		return fieldRef{record, f.Field}, nil // nobody sees it
	}
	if rights := in.room.rightsOf(in.member); rights.kind != nil && !rights.knows(f.Field) {
		return fieldRef{}, crm.Invalid(name, "there is no such field")
	}
	return fieldRef{record, f.Field}, nil
}

// announce shows the device, as it is now, in every room that it is in.
func (s *Session) announce() {
	s.mu.Lock()
	p := s.presence
	s.mu.Unlock()
	for _, in := range s.memberships() {
		s.rooms.show(in, p.in(in.room.address))
	}
}
