package session

import (
	"sync"

	"roomkey/crm"
)

const maxRooms = 1_000 // of one session

// roomSet is the rooms that one session is in. Its methods may be called from any goroutine.
type roomSet struct {
	mu    sync.Mutex // guards what follows
	rooms map[crm.Room]membership
}

// add is false if the session is in too many rooms already.
func (r *roomSet) add(in membership) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.rooms) >= maxRooms {
		return false
	}
	if r.rooms == nil {
		r.rooms = make(map[crm.Room]membership)
	}
	r.rooms[in.room.name] = in
	return true
}

// get gives the session's place in a room; ok is false if it is not there.
func (r *roomSet) get(name crm.Room) (in membership, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	in, ok = r.rooms[name]
	return in, ok
}

// remove is get for a room that the session leaves.
func (r *roomSet) remove(name crm.Room) (in membership, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	in, ok = r.rooms[name]
	delete(r.rooms, name)
	return in, ok
}

// drop removes a room that the session is in as m; false if it is not.
func (r *roomSet) drop(m *member, name crm.Room) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rooms[name].member != m {
		return false
	}
	delete(r.rooms, name)
	return true
}

// all lists the rooms.
func (r *roomSet) all() []membership {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]membership, 0, len(r.rooms))
	for _, in := range r.rooms {
		list = append(list, in)
	}
	return list
}
