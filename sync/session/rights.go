package session

import (
	"context"
	"slices"

	"roomkey/crm"
)

// errRoom is the one answer for a room that does not exist and for one that the user may not join.
var errRoom = crm.Errorf(crm.CodeForbidden, "there is no such room, or you may not join it")

// address is a room's name and its parts.
type address struct {
	name crm.Room
	kind string // "broker", "team", "user" or "record"
	id   crm.ID
}

func parseAddress(name crm.Room) (address, error) {
	kind, id, err := name.Parse()
	return address{name: name, kind: kind, id: id}, err
}

// roomRights is what a member may see of a room.
type roomRights struct {
	access crm.Access      // to its events and presence
	kind   *crm.RecordType // of a record's room
}

// knows reports whether a pointer is a field of the type of the room's record: nothing else is repeated to others.
func (r roomRights) knows(field string) bool { return r.kind != nil && r.kind.Field(field) != nil }

// edits reports whether the member may write a field of the room's record: nobody else is shown as editing it.
func (r roomRights) edits(field string) bool { return r.knows(field) && r.access.Writes(field) }

// admission asks the server's rows who may be in a room.
type admission struct{ log Storage }

// MayJoin says whether a user may be in a room. Errors: invalid for what is no room's name, forbidden, and the
// storage's.
func (a admission) MayJoin(ctx context.Context, user *crm.User, name crm.Room) error {
	at, err := parseAddress(name)
	if err != nil {
		return err
	}
	_, err = a.admits(ctx, user, at)
	return err
}

// admits says how much of a room a user may see. The error is errRoom if they may not join it.
func (a admission) admits(ctx context.Context, user *crm.User, at address) (roomRights, error) {
	if at.kind == "record" {
		return a.admitsToRecord(ctx, user, at.id)
	}
	rights := roomRights{access: user.AccessToRoom(at.kind, at.id)}
	switch {
	case !rights.access.Reads():
		return roomRights{}, errRoom
	case at.kind == "team" && !user.InTeam(at.id):
		return rights, a.ownsTeam(ctx, user, at.id)
	}
	return rights, nil
}

func (a admission) admitsToRecord(ctx context.Context, user *crm.User, id crm.ID) (roomRights, error) {
	record, err := a.log.Record(ctx, id)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return roomRights{}, err
	}
	seen := record.For(user)
	if seen == nil {
		return roomRights{}, errRoom
	}
	return roomRights{access: seen.Access(), kind: crm.TypeNamed(seen.Type())}, nil
}

// ownsTeam says whether a team belongs to the brokerage of a user: whether any of its people is in it.
func (a admission) ownsTeam(ctx context.Context, user *crm.User, team crm.ID) error {
	people, err := a.log.Users(ctx, user.Broker)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(people, func(other *crm.User) bool { return other.InTeam(team) }) {
		return errRoom
	}
	return nil
}

// reader shows a user events, with one look-up for each record.
type reader struct {
	log  Storage
	user *crm.User
	rows map[crm.ID]*crm.Row // nil: no such record
}

// see is the event as the user may see it now. A deleted record's events may be read by everyone whom its row allows:
// from them a client learns that the record was deleted.
func (r *reader) see(ctx context.Context, e *crm.Event, rights roomRights) (crm.SeenEvent, error) {
	if e.Record.IsZero() {
		return rights.access.Event(e), nil
	}
	row, known := r.rows[e.Record]
	if !known {
		record, err := r.log.Record(ctx, e.Record)
		if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			return crm.SeenEvent{}, err
		}
		if err == nil {
			row = &record.Row
		}
		if r.rows == nil {
			r.rows = make(map[crm.ID]*crm.Row)
		}
		r.rows[e.Record] = row
	}
	var access crm.Access // to what is not there: none
	if row != nil {
		access = r.user.AccessTo(*row)
	}
	return access.Event(e), nil
}
