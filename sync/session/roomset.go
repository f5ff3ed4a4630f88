package session

import (
	"slices"
	"sync"

	"roomkey/crm"
)

const maxRooms = 1_000 // of one session

// roomSet is the rooms that one session is in, which are few. Its methods may be called from any goroutine.
type roomSet struct {
	mu    sync.Mutex // guards what follows
	rooms []membership
}

// add adds a room that the session is not in. It is false if the session is in too many rooms already.
func (r *roomSet) add(in membership) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.rooms) >= maxRooms {
		return false
	}
	r.rooms = append(r.rooms, in)
	return true
}

// get gives the session's place in a room; ok is false if it is not there.
func (r *roomSet) get(name crm.Room) (in membership, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at := r.atLocked(name); at >= 0 {
		return r.rooms[at], true
	}
	return membership{}, false
}

// remove is get for a room that the session leaves.
func (r *roomSet) remove(name crm.Room) (in membership, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.atLocked(name)
	if at < 0 {
		return membership{}, false
	}
	in = r.rooms[at]
	r.rooms = slices.Delete(r.rooms, at, at+1)
	return in, true
}

// drop removes a room that the session is in as m; false if it is not.
func (r *roomSet) drop(m *member, name crm.Room) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.atLocked(name)
	if at < 0 || r.rooms[at].member != m {
		return false
	}
	r.rooms = slices.Delete(r.rooms, at, at+1)
	return true
}

// all lists the rooms.
func (r *roomSet) all() []membership {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.rooms)
}

// atLocked is a room's place in the list; -1 if the session is not there.
func (r *roomSet) atLocked(name crm.Room) int {
	return slices.IndexFunc(r.rooms, func(in membership) bool { return in.room.name == name })
}
