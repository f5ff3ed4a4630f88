package session

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// What a recovery may hold; a client that missed more reloads.
const (
	maxMissedEvents = 1_000
	maxMissedBytes  = 512 << 10
)

// joinRoom works off a room:join.
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
// reaches the member. So between what it is told of the log and what it hears live there is neither a gap nor a double.
func (s *Session) tryJoin(ctx context.Context, name crm.Room, from *crm.Position) error {
	kind, id, err := name.Parse()
	if err != nil {
		return err
	}
	s.leaveRoom(name)
	m := s.sockets.rooms.enter(s, name, kind, id)
	if err := s.addRoom(m); err != nil {
		m.room.leave(m)
		return err
	}
	err = s.admitted(ctx, m)
	if err == nil {
		err = s.catchUp(ctx, m, from)
	}
	if err == nil {
		s.announce()
		return nil
	}
	told := !s.dropRoom(m) // evicted, and told so
	m.room.leave(m)
	if told {
		return nil
	}
	return err
}

// admitted asks for rights, again where they changed meanwhile.
func (s *Session) admitted(ctx context.Context, m *member) error {
	for {
		s.mu.Lock()
		user, version := &s.who.User, s.rights
		s.mu.Unlock()
		rights, err := s.sockets.rooms.admits(ctx, user, m.room)
		if err != nil {
			return err
		}
		m.room.mu.Lock()
		m.rights = rights
		m.room.mu.Unlock()
		s.mu.Lock()
		same := s.rights == version
		s.mu.Unlock()
		if same {
			return nil
		}
	}
}

// standing is where a room stands, as the log has it, and what a member missed of it.
type standing struct {
	crm.Position
	recovered bool
	missed    []crm.Event
}

// catchUp tells a member where the room stands, then what happened since the log was read, and from then on what happens.
func (s *Session) catchUp(ctx context.Context, m *member, from *crm.Position) error {
	for {
		at, err := s.sockets.rooms.stand(ctx, m, s.user(), from)
		if err != nil {
			return err
		}
		done, err := m.goLive(at)
		if done || err != nil {
			return err
		}
	}
}

// goLive is false where more happened than was kept: the log is to be read again.
func (m *member) goLive(at *standing) (bool, error) {
	m.room.mu.Lock()
	defer m.room.mu.Unlock()
	switch {
	case m.place < 0:
		return false, errRoom // taken out meanwhile
	case m.overflow:
		m.overflow = false
		return false, nil
	}
	m.session.joined(encodeJoined(m, at))
	pending := m.pending
	m.pending, m.live, m.offset = nil, true, at.Offset
	for _, event := range pending {
		m.tellLocked(event.offset, event.frame)
	}
	return true, nil
}

// stand reads the log. Events that user may no longer read are hidden.
func (r *Rooms) stand(ctx context.Context, m *member, user *crm.User, from *crm.Position) (*standing, error) {
	at := &standing{}
	var err error
	if at.Epoch, at.Offset, err = r.log.RoomPosition(ctx, m.room.name); err != nil {
		return nil, err
	}
	if from == nil || from.Epoch != at.Epoch || from.Offset > at.Offset {
		return at, nil
	}
	events, err := r.log.Events(ctx, m.room.name, from.Offset, maxMissedEvents+1)
	if crm.CodeOf(err) == crm.CodeConflict {
		return at, nil // the log no longer reaches back so far
	}
	if err != nil || !complete(events, from.Offset, at.Offset) {
		return at, err
	}
	rows := reader{rooms: r, user: user}
	for i := range events {
		may, err := rows.may(ctx, &events[i], m.rights)
		if err != nil {
			return nil, err
		}
		if !may {
			events[i] = wire.Hide(&events[i])
		}
	}
	at.recovered, at.missed = true, events
	at.Offset = from.Offset + uint64(len(events))
	return at, nil
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

func encodeJoined(m *member, at *standing) []byte {
	return wire.EncodeJoined(&wire.Joined{
		Room: m.room.name, Position: at.Position, Recovered: at.recovered, Events: at.missed, Members: m.room.devicesLocked(m),
	})
}

// addRoom notes that the session is in a room.
func (s *Session) addRoom(m *member) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rooms) >= maxRooms {
		return crm.Errorf(crm.CodeTooLarge, "one connection may join %d rooms", maxRooms)
	}
	if s.rooms == nil {
		s.rooms = make(map[crm.Room]*member)
	}
	s.rooms[m.room.name] = m
	return nil
}

// joined queues the answer to a join, before anything else of that room.
func (s *Session) joined(frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roomy = true
	s.pushLocked(outgoing{answer: true, body: frame})
}

// leaveRoom works off a room:leave; to leave a room that one is not in is no error.
func (s *Session) leaveRoom(name crm.Room) {
	s.mu.Lock()
	m := s.rooms[name]
	delete(s.rooms, name)
	s.mu.Unlock()
	if m != nil {
		m.room.leave(m)
	}
}

// dropRoom forgets a room that the session is in as m.
func (s *Session) dropRoom(m *member) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rooms[m.room.name] != m {
		return false
	}
	delete(s.rooms, m.room.name)
	return true
}

// evicted is told when rights to a room were lost.
func (s *Session) evicted(m *member) {
	if s.dropRoom(m) {
		s.push(outgoing{body: wire.EncodeError(errRoom, m.room.name)})
	}
}

func (s *Session) user() *crm.User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &s.who.User
}
