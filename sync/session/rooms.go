package session

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"roomkey/crm"
)

// Rooms passes events on to the sessions that are in the events' rooms. A room exists here only while somebody is in
// it; its events are the store's. Locks are taken in this order: Rooms, room, session, outbox.
type Rooms struct {
	admission
	now  func() time.Time
	hold func(queue func()) // has what queue queues for one socket written at once

	mu        sync.Mutex // guards what follows
	rooms     map[crm.Room]*room
	elsewhere elsewhere

	tell   atomic.Pointer[func(crm.Presence)] // other regions; nil: there are none
	ending atomic.Bool                        // the server ends: those who leave are shown on

	lateMu sync.Mutex         // guards what follows; taken after any other lock
	late   map[*room]struct{} // rooms with presence that waits to be told
	later  chan struct{}      // holds one when there may be such rooms
}

func newRooms(log Storage, now func() time.Time, hold func(queue func())) *Rooms {
	return &Rooms{
		admission: admission{log}, now: now, hold: hold, rooms: make(map[crm.Room]*room),
		late: make(map[*room]struct{}), later: make(chan struct{}, 1),
	}
}

// Publish tells the members of rooms about events. It is called in commit order, from one goroutine, and does not
// block. Each event is encoded once, however many members its room has. The epochs are the rooms' as of the commit.
func (r *Rooms) Publish(events []crm.Event, epochs map[crm.Room]string) {
	for i := range events {
		if events[i].Name == crm.EventAccessChanged {
			r.revoke(&events[i])
		}
	}
	r.hold(func() {
		for i := range events {
			if at := r.find(events[i].Room); at != nil {
				at.publish(&events[i])
			}
		}
	})
}

// ShowElsewhere shows a device of another region in its room. What it may be shown to do was judged there; who may see
// it is judged here. Calls for one region come one after the other.
func (r *Rooms) ShowElsewhere(region string, p crm.Presence) {
	at, err := parseAddress(p.Room)
	if err != nil {
		return
	}
	far := farDevice{region, p.User, p.Device}
	seen := presenceView{status: p.Status, viewing: p.Viewing, editing: p.Editing, typing: p.Typing}
	if p.Status == "" || at.kind == "user" {
		seen = presenceView{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if in := r.rooms[p.Room]; r.elsewhere.note(p.Room, far, seen) && in != nil {
		r.delay(in, in.showFar(far, seen, r.now()))
	}
}

// ShareShown has tell told of what rooms are told of devices here, from now on. It is called under a room's lock and
// must not block.
func (r *Rooms) ShareShown(tell func(crm.Presence)) { r.tell.Store(&tell) }

// share tells other regions of a device here.
func (r *Rooms) share(p crm.Presence) {
	if tell := r.tell.Load(); tell != nil {
		(*tell)(p)
	}
}

// RowChanged tells the rooms that a record's owner, team or visibility changed, or that it is gone (nil). Members of
// its room who may no longer read it are taken out; the others see of private fields what they may see now.
func (r *Rooms) RowChanged(record crm.ID, row *crm.Row) {
	r.evict(crm.RecordRoom(record), func(m *member) bool {
		m.rights.access = crm.Access{}
		if row != nil {
			m.rights.access = m.session.user().AccessTo(*row)
		}
		return !m.rights.access.Reads()
	})
}

// enter puts a session into a room, as a member that is joining: it gets nothing yet, and misses nothing.
func (r *Rooms) enter(at address, m *member) membership {
	r.mu.Lock()
	in := r.rooms[at.name]
	if in == nil {
		in = &room{address: at, share: r.share}
		r.rooms[at.name] = in
		for far, seen := range r.elsewhere.rooms[at.name] {
			r.delay(in, in.showFar(far, seen, r.now()))
		}
	}
	in.users++
	r.mu.Unlock()
	in.add(m)
	return membership{in, m}
}

// leave takes a member out of its room, and tells the others of its device there. It may be called twice.
func (r *Rooms) leave(in membership) {
	left, waits := in.room.leave(in.member, r.now(), r.ending.Load())
	r.delay(in.room, waits)
	if left {
		r.release(in.room)
	}
}

// keepShown has those who leave shown on: the server ends, and they come back elsewhere.
func (r *Rooms) keepShown() { r.ending.Store(true) }

// release forgets a room that nobody is in.
func (r *Rooms) release(at *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at.users--; at.users == 0 {
		delete(r.rooms, at.name)
		r.forget(at)
		at.shareRest()
	}
}

func (r *Rooms) find(name crm.Room) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rooms[name]
}

// revoke takes a user out of the rooms of records that they lost, before anything else is said there.
func (r *Rooms) revoke(e *crm.Event) {
	kind, user, err := e.Room.Parse()
	var lost crm.Loss
	if err != nil || kind != "user" || json.Unmarshal(e.Data, &lost) != nil {
		return
	}
	for _, record := range lost.Gone {
		r.evict(crm.RecordRoom(record), func(m *member) bool { return m.user == user })
	}
}

// evict takes members out of a room and tells them so. lost is called under the room's lock.
func (r *Rooms) evict(name crm.Room, lost func(*member) bool) {
	at := r.find(name)
	if at == nil {
		return
	}
	out, waits := at.remove(lost, r.now())
	r.delay(at, waits)
	for _, m := range out {
		r.release(at)
		m.session.evicted(m, name)
	}
}

// recheck asks again whether a member may be there, with the rights that its user has now. While the rows can't be
// read, nobody stays.
func (r *Rooms) recheck(ctx context.Context, in membership, user *crm.User) {
	rights, err := r.admits(ctx, user, in.room.address)
	if err != nil {
		r.evict(in.room.name, func(other *member) bool { return other == in.member })
		return
	}
	r.delay(in.room, in.room.setRights(in.member, rights, r.now()))
}

// show sets what a room may see of a member's device.
func (r *Rooms) show(in membership, seen presenceView) {
	r.delay(in.room, in.room.show(in.member, seen, r.now()))
}

// delay notes that a room has presence to tell later, where it waits.
func (r *Rooms) delay(at *room, waits bool) {
	if !waits {
		return
	}
	r.lateMu.Lock()
	defer r.lateMu.Unlock()
	r.late[at] = struct{}{}
	select {
	case r.later <- struct{}{}:
	default:
	}
}

func (r *Rooms) forget(at *room) {
	r.lateMu.Lock()
	defer r.lateMu.Unlock()
	delete(r.late, at)
}

// flush tells the presence that had to wait. It is called presenceInterval after later held something.
func (r *Rooms) flush(now time.Time) {
	r.lateMu.Lock()
	rooms := slices.Collect(maps.Keys(r.late))
	clear(r.late)
	r.lateMu.Unlock()
	for _, at := range rooms {
		r.delay(at, at.flush(now))
	}
}
