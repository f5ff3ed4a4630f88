package session

import (
	"strings"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// present takes in a presence frame. It refuses a field that the record's type does not have.
func (s *Session) present(f *wire.Presence) {
	viewing, editing, typing, err := parsePresence(f, s.rightsIn)
	if err != nil {
		s.push(outgoing{body: wire.EncodeError(err, "")})
		return
	}
	s.mu.Lock()
	s.presence.update(f.Status, viewing, editing, typing, s.config.Now())
	s.mu.Unlock()
	s.announce()
}

// parsePresence reads the record and the fields that a frame names. of tells the fields that a record has.
func parsePresence(f *wire.Presence, of func(crm.ID) roomRights) (viewing crm.ID, editing, typing fieldRef, err error) {
	if f.Viewing != "" {
		if viewing, err = crm.ParseID(string(f.Viewing)); err != nil {
			return viewing, editing, typing, crm.Invalid("/viewing", "viewing must be the id of a record")
		}
	}
	if editing, err = parseField(f.Editing, "/editing", of); err != nil {
		return viewing, editing, typing, err
	}
	typing, err = parseField(f.Typing, "/typing", of)
	return viewing, editing, typing, err
}

func parseField(f wire.FieldRef, name string, of func(crm.ID) roomRights) (fieldRef, error) {
	if f == (wire.FieldRef{}) {
		return fieldRef{}, nil
	}
	record, err := crm.ParseID(f.Record)
	if err != nil || !strings.HasPrefix(f.Field, "/") {
		return fieldRef{}, crm.Invalid(name, "needs the id of a record and a field's pointer")
	}
	if rights := of(record); rights.kind != nil && !rights.knows(f.Field) {
		return fieldRef{}, crm.Invalid(name, "there is no such field")
	}
	return fieldRef{record, f.Field}, nil
}

// rightsIn tells what the session may see of a record's room. It is zero if the session is not there, so that nobody
// sees its presence.
func (s *Session) rightsIn(record crm.ID) roomRights {
	in, ok := s.inRooms.get(crm.RecordRoom(record))
	if !ok {
		return roomRights{}
	}
	return in.room.rightsOf(in.member)
}

// announce shows the device, as it is now, in every room that it is in.
func (s *Session) announce() {
	s.mu.Lock()
	p := s.presence
	s.mu.Unlock()
	for _, in := range s.inRooms.all() {
		s.rooms.show(in, p.in(in.room.address))
	}
}
