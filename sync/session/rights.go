package session

import (
	"context"
	"slices"

	"roomkey/crm"
)

// errRoom is the one answer for a room that does not exist and for one that the user may not join.
var errRoom = crm.Errorf(crm.CodeForbidden, "there is no such room, or you may not join it")

// MayJoin says whether a user may be in a room. Errors: invalid for what is no room's name, forbidden, and the storage's.
func (r *Rooms) MayJoin(ctx context.Context, user *crm.User, name crm.Room) error {
	kind, id, err := name.Parse()
	if err != nil {
		return err
	}
	_, err = r.admits(ctx, user, &room{name: name, kind: kind, id: id})
	return err
}

// roomRights is what a member may see of a room.
type roomRights struct {
	private bool            // events and presence that tell of private fields
	kind    *crm.RecordType // of a record's room
}

// admits asks the server's rows whether a user may be in a room, and for how much of it.
func (r *Rooms) admits(ctx context.Context, user *crm.User, room *room) (roomRights, error) {
	broker := user.Role == crm.RoleBroker
	switch room.kind {
	case "user":
		if user.ID == room.id {
			return roomRights{private: true}, nil
		}
	case "broker":
		if user.Broker == room.id {
			return roomRights{private: broker}, nil
		}
	case "team":
		if user.InTeam(room.id) {
			return roomRights{private: broker}, nil
		}
		if broker {
			return roomRights{private: true}, r.ownsTeam(ctx, user, room.id)
		}
	case "record":
		return r.admitsToRecord(ctx, user, room.id)
	}
	return roomRights{}, errRoom
}

func (r *Rooms) admitsToRecord(ctx context.Context, user *crm.User, id crm.ID) (roomRights, error) {
	record, err := r.log.Record(ctx, id)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return roomRights{}, err
	}
	seen := record.For(user)
	if seen == nil {
		return roomRights{}, errRoom
	}
	return roomRights{private: seen.Access().ReadsPrivate(), kind: crm.TypeNamed(seen.Type())}, nil
}

// ownsTeam says whether a team belongs to the brokerage of a user: whether any of its people is in it.
func (r *Rooms) ownsTeam(ctx context.Context, user *crm.User, team crm.ID) error {
	people, err := r.log.Users(ctx, user.Broker)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(people, func(other *crm.User) bool { return other.InTeam(team) }) {
		return errRoom
	}
	return nil
}

// reader answers, once for each record, whether a user may read an event.
type reader struct {
	rooms *Rooms
	user  *crm.User
	rows  map[crm.ID]*crm.Row // nil: no such record
}

// may asks whether the event may be read now. A deleted record's events may be read by whom its row allows: they are how
// a client learns that it was deleted.
func (r *reader) may(ctx context.Context, e *crm.Event, rights roomRights) (bool, error) {
	if e.Record.IsZero() {
		return !e.Private || rights.private, nil
	}
	row, known := r.rows[e.Record]
	if !known {
		record, err := r.rooms.log.Record(ctx, e.Record)
		if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			return false, err
		}
		if err == nil {
			row = &record.Row
		}
		if r.rows == nil {
			r.rows = make(map[crm.ID]*crm.Row)
		}
		r.rows[e.Record] = row
	}
	if row == nil {
		return false, nil
	}
	return r.user.AccessTo(*row).ShowsEvent(e), nil
}
