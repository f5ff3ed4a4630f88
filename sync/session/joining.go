package session

import (
	"context"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

const requestTimeout = 10 * time.Second // of I/O for one frame

// joinRoom answers a room:join.
func (s *Session) joinRoom(ctx context.Context, f *wire.RoomJoin) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	name := crm.Room(f.Room)
	var from *crm.Position
	if f.Epoch != "" && f.Offset != nil {
		from = &crm.Position{Epoch: f.Epoch, Offset: uint64(*f.Offset)}
	}
	if err := s.tryJoin(ctx, name, from); err != nil {
		s.push(outgoing{body: wire.EncodeError(err, name)})
	}
}

// tryJoin enters the room first and asks for rights and position afterwards, so that every later revocation and event
// reaches the member. So no event is missing, and none comes twice, between the log and the live events.
func (s *Session) tryJoin(ctx context.Context, name crm.Room, from *crm.Position) error {
	at, err := parseAddress(name)
	if err != nil {
		return err
	}
	s.leaveRoom(name)
	rooms := s.rooms
	in := rooms.enter(at, &member{session: s, user: s.user().ID, device: s.peerID()})
	if !s.inRooms.add(in) {
		rooms.leave(in)
		return crm.Errorf(crm.CodeTooLarge, "one connection may join %d rooms", maxRooms)
	}
	err = rooms.admit(ctx, in)
	if err == nil {
		err = rooms.catchUp(ctx, in, from)
	}
	if err == nil {
		s.announce()
		return nil
	}
	told := !s.inRooms.drop(in.member, name) // evicted, and told so
	rooms.leave(in)
	if told {
		return nil
	}
	return err
}

// leaveRoom answers a room:leave. Leaving a room that the session is not in is no error.
func (s *Session) leaveRoom(name crm.Room) {
	if in, ok := s.inRooms.remove(name); ok {
		s.rooms.leave(in)
	}
}

// joined queues the answer to a join, before anything else of that room.
func (s *Session) joined(frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.knowsRooms = true
	s.pushLocked(outgoing{answer: true, body: frame})
}

// evicted is called when the session lost its rights to a room.
func (s *Session) evicted(m *member, from crm.Room) {
	if s.inRooms.drop(m, from) {
		s.push(outgoing{body: wire.EncodeError(errRoom, from)})
	}
}

// readInVain books events that were read for the peer and are too many to send: otherwise asking again and again would
// cost it nothing.
func (s *Session) readInVain(events []crm.Event) {
	bytes := 0
	for i := range events {
		bytes += len(events[i].Data) + frameOverheadBytes
	}
	s.pace.budget.answered(bytes, s.config.Now())
}
