package session

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// Rooms passes what happens on to who is there. A room exists here only while somebody is in it; its events are the
// store's. Locks are taken in this order: Rooms, room, Session.
type Rooms struct {
	log Storage
	now func() time.Time

	mu    sync.Mutex // guards what follows
	rooms map[crm.Room]*room

	dirtyMu sync.Mutex         // guards what follows; taken after any other lock
	dirty   map[*room]struct{} // rooms with presence that waits to be told
	soiled  chan struct{}      // holds one when there may be such rooms
}

func newRooms(log Storage, now func() time.Time) *Rooms {
	return &Rooms{log: log, now: now, rooms: make(map[crm.Room]*room), dirty: make(map[*room]struct{}), soiled: make(chan struct{}, 1)}
}

// room is who is in one room, and what they were told of each other.
type room struct {
	rooms *Rooms
	name  crm.Room
	kind  string // "broker", "team", "user" or "record"
	id    crm.ID
	users int // members that hold it, guarded by Rooms.mu

	mu      sync.Mutex // guards what follows
	members []*member
	devices devices
}

// member is one session in one room.
type member struct {
	session *Session
	room    *room
	user    crm.ID
	device  string // the session's peer id

	// Guarded by the room's mu.
	place    int // in the room's members; -1 once it has left
	rights   roomRights
	live     bool   // it was told where the room stands; until then what happens is kept in pending
	offset   uint64 // of the last event that it was told; an event can be in the log before it is published
	pending  []pendingEvent
	overflow bool // pending was full: the log has to be read again
}

// pendingEvent is what happened while a member was joining.
type pendingEvent struct {
	offset uint64
	frame  []byte
}

// maxPending bounds what is kept for a member while it is joining.
const maxPending = 256

// enter puts a session into a room, as somebody who is joining: it gets nothing yet, and misses nothing.
func (r *Rooms) enter(s *Session, name crm.Room, kind string, id crm.ID) *member {
	r.mu.Lock()
	at := r.rooms[name]
	if at == nil {
		at = &room{rooms: r, name: name, kind: kind, id: id}
		r.rooms[name] = at
	}
	at.users++
	r.mu.Unlock()
	m := &member{session: s, room: at, user: s.userID(), device: s.peerID()}
	at.mu.Lock()
	defer at.mu.Unlock()
	m.place = len(at.members)
	at.members = append(at.members, m)
	return m
}

// leave takes a member out of its room, and tells the others where it was seen there. It may be called twice.
func (at *room) leave(m *member) {
	at.mu.Lock()
	left := at.dropLocked(m)
	at.mu.Unlock()
	if left {
		at.rooms.release(at)
	}
}

func (at *room) dropLocked(m *member) bool {
	if m.place < 0 {
		return false
	}
	last := len(at.members) - 1
	at.members[m.place] = at.members[last]
	at.members[m.place].place = m.place
	at.members[last] = nil
	at.members = at.members[:last]
	m.place, m.live, m.pending = -1, false, nil
	at.showLocked(m, sight{})
	return true
}

// release forgets a room that nobody is in.
func (r *Rooms) release(at *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at.users--; at.users == 0 {
		delete(r.rooms, at.name)
		r.clean(at)
	}
}

func (r *Rooms) find(name crm.Room) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rooms[name]
}

// Publish tells the members of their rooms what happened. It is called in commit order, from one goroutine, and does not
// block. Each event is encoded once, however many members its room has. The epochs are the rooms' as of the commit.
func (r *Rooms) Publish(events []crm.Event, epochs map[crm.Room]string) {
	for i := range events {
		if events[i].Name == crm.EventAccessChanged {
			r.revoke(&events[i])
		}
	}
	for i := range events {
		if at := r.find(events[i].Room); at != nil {
			at.publish(&events[i])
		}
	}
}

func (at *room) publish(e *crm.Event) {
	at.mu.Lock()
	defer at.mu.Unlock()
	var open, hidden []byte
	for _, m := range at.members {
		frame := &open
		if e.Private && !m.rights.private {
			frame = &hidden
		}
		if *frame == nil && frame == &open {
			*frame = wire.EncodeEvent(e)
		} else if *frame == nil {
			*frame = wire.EncodeHidden(e)
		}
		m.tellLocked(e.Offset, *frame)
	}
}

// tellLocked passes an event on, or keeps it while the member is joining.
func (m *member) tellLocked(offset uint64, frame []byte) {
	switch {
	case m.live && offset > m.offset:
		m.offset = offset
		m.session.push(outgoing{body: frame})
	case m.live, m.overflow:
	case len(m.pending) == maxPending:
		m.pending, m.overflow = nil, true
	default:
		m.pending = append(m.pending, pendingEvent{offset, frame})
	}
}

// revoke takes a user out of the rooms of records that they lost, before anything else is said there.
func (r *Rooms) revoke(e *crm.Event) {
	kind, user, err := e.Room.Parse()
	var lost struct {
		Gone []crm.ID `json:"gone"`
	}
	if err != nil || kind != "user" || json.Unmarshal(e.Data, &lost) != nil {
		return
	}
	for _, record := range lost.Gone {
		r.evict(crm.RecordRoom(record), func(m *member) bool { return m.user == user })
	}
}

// evict takes members out of a room and tells them so.
func (r *Rooms) evict(name crm.Room, lost func(*member) bool) {
	at := r.find(name)
	if at == nil {
		return
	}
	var out []*member
	at.mu.Lock()
	for i := len(at.members) - 1; i >= 0; i-- {
		if m := at.members[i]; lost(m) {
			at.dropLocked(m)
			out = append(out, m)
		}
	}
	at.mu.Unlock()
	for _, m := range out {
		r.release(at)
		m.session.evicted(m)
	}
}

// recheck asks again whether a member may be there, with the rights that its user has now. While the rows can't be
// read, nobody stays.
func (r *Rooms) recheck(ctx context.Context, m *member, user *crm.User) {
	rights, err := r.admits(ctx, user, m.room)
	if err != nil {
		r.evict(m.room.name, func(other *member) bool { return other == m })
		return
	}
	m.room.mu.Lock()
	defer m.room.mu.Unlock()
	m.rights = rights
}

// RowChanged tells the rooms that a record's owner, team or visibility changed, or that it is gone (nil): whoever is in its
// room and may no longer read it is taken out, and the others see of private fields what they may now.
func (r *Rooms) RowChanged(record crm.ID, row *crm.Row) {
	r.evict(crm.RecordRoom(record), func(m *member) bool {
		var access crm.Access
		if row != nil {
			access = m.session.user().AccessTo(*row)
		}
		m.rights.private = access.ReadsPrivate()
		return !access.Reads()
	})
}
