package session

import (
	"context"

	"roomkey/crm"
)

// Bounds of a recovery. A client that missed more reloads.
const (
	maxMissedEvents = 1_000
	maxMissedBytes  = 512 << 10
)

// admit gives a member its rights, and asks again if the user's rights changed meanwhile.
func (r *Rooms) admit(ctx context.Context, in membership) error {
	for {
		user := in.member.session.user()
		rights, err := r.admits(ctx, user, in.room.address)
		if err != nil {
			return err
		}
		r.delay(in.room, in.room.setRights(in.member, rights, r.now()))
		if in.member.session.user() == user {
			return nil
		}
	}
}

// catchUp tells a member its room's position, then the events since the log was read, and from then on every new one.
// from is the client's own position; nil: it has none.
func (r *Rooms) catchUp(ctx context.Context, in membership, from *crm.Position) error {
	for {
		stands, err := r.stand(ctx, in, from)
		if err != nil {
			return err
		}
		done, err := in.room.goLive(in.member, stands)
		if done || err != nil {
			return err
		}
	}
}

// stand reads the log. Events that the member's user may no longer read are hidden.
func (r *Rooms) stand(ctx context.Context, in membership, from *crm.Position) (*standing, error) {
	at := &standing{}
	var err error
	if at.Epoch, at.Offset, err = r.log.RoomPosition(ctx, in.room.name); err != nil {
		return nil, err
	}
	if from == nil || from.Epoch != at.Epoch || from.Offset > at.Offset || at.Offset-from.Offset > maxMissedEvents {
		return at, nil
	}
	events, err := r.log.Events(ctx, in.room.name, from.Offset, maxMissedEvents+1)
	if crm.CodeOf(err) == crm.CodeConflict {
		return at, nil // the log no longer reaches back so far
	}
	if err != nil {
		return at, err
	}
	if !complete(events, from.Offset, at.Offset) {
		in.member.session.readInVain(events)
		return at, nil
	}
	if at.missed, err = r.see(ctx, in, events); err != nil {
		return nil, err
	}
	at.recovered = true
	at.Offset = from.Offset + uint64(len(events))
	return at, nil
}

// see returns the events as the member's user may see them.
func (r *Rooms) see(ctx context.Context, in membership, events []crm.Event) ([]crm.SeenEvent, error) {
	rights := in.room.rightsOf(in.member)
	rows := reader{log: r.log, user: in.member.session.user()}
	seen := make([]crm.SeenEvent, len(events))
	for i := range events {
		var err error
		if seen[i], err = rows.see(ctx, &events[i], rights); err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// complete says whether events are all that came after one offset, at least up to another, and few enough to send.
func complete(events []crm.Event, after, upTo uint64) bool {
	if len(events) > maxMissedEvents {
		return false
	}
	bytes := 0
	for i := range events {
		bytes += len(events[i].Data)
		if events[i].Offset != after+uint64(i)+1 {
			return false
		}
	}
	return bytes <= maxMissedBytes && after+uint64(len(events)) >= upTo
}
