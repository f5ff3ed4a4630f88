package session

import (
	"context"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

const (
	requestTimeout = 10 * time.Second // of I/O for one frame
	maxRooms       = 1_000
)

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

// tryJoin enters the room first and asks for rights and position after: whatever is revoked or happens from then on
// reaches the member. So there is neither a gap nor a double between the log that it is told of and the events that it hears live.
func (s *Session) tryJoin(ctx context.Context, name crm.Room, from *crm.Position) error {
	at, err := parseAddress(name)
	if err != nil {
		return err
	}
	s.leaveRoom(name)
	rooms := s.rooms
	in := rooms.enter(at, &member{session: s, user: s.user().ID, device: s.peerID()})
	if err := s.addRoom(in); err != nil {
		rooms.leave(in)
		return err
	}
	err = s.admitted(ctx, in)
	if err == nil {
		err = rooms.catchUp(ctx, in, from)
	}
	if err == nil {
		s.announce()
		return nil
	}
	told := !s.dropRoom(in.member, name) // evicted, and told so
	rooms.leave(in)
	if told {
		return nil
	}
	return err
}

// admitted asks for rights, again where they changed meanwhile.
func (s *Session) admitted(ctx context.Context, in membership) error {
	for {
		who, version := s.principal()
		rights, err := s.rooms.admits(ctx, &who.User, in.room.address)
		if err != nil {
			return err
		}
		in.room.setRights(in.member, rights)
		if _, now := s.principal(); now == version {
			return nil
		}
	}
}

// addRoom notes that the session is in a room.
func (s *Session) addRoom(in membership) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.inRooms) >= maxRooms {
		return crm.Errorf(crm.CodeTooLarge, "one connection may join %d rooms", maxRooms)
	}
	if s.inRooms == nil {
		s.inRooms = make(map[crm.Room]membership)
	}
	s.inRooms[in.room.name] = in
	return nil
}

// leaveRoom answers a room:leave. Leaving a room that the session is not in is no error.
func (s *Session) leaveRoom(name crm.Room) {
	s.mu.Lock()
	in, member := s.inRooms[name]
	delete(s.inRooms, name)
	s.mu.Unlock()
	if member {
		s.rooms.leave(in)
	}
}

// dropRoom forgets a room that the session is in as m.
func (s *Session) dropRoom(m *member, name crm.Room) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inRooms[name].member != m {
		return false
	}
	delete(s.inRooms, name)
	return true
}

// joined queues the answer to a join, before anything else of that room.
func (s *Session) joined(frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roomy = true
	s.pushLocked(outgoing{answer: true, body: frame})
}

// evicted is told when rights to a room were lost.
func (s *Session) evicted(m *member, from crm.Room) {
	if s.dropRoom(m, from) {
		s.push(outgoing{body: wire.EncodeError(errRoom, from)})
	}
}
