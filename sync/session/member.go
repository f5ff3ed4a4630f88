package session

import "roomkey/crm"

// maxPending bounds what is kept for a member while it is joining.
const maxPending = 256

// occupant is a session as a room sees it. Its methods may be called under the room's lock, except evicted.
type occupant interface {
	push(outgoing)       // queues a frame
	joined(frame []byte) // queues the answer to a join, before anything else of that room
	readInVain([]crm.Event)
	user() *crm.User // with the rights of now
	evicted(m *member, from crm.Room)
}

// memberState says which events a member hears.
type memberState byte

const (
	memberJoining memberState = iota // it does not know yet where the room stands; what happens is kept for it
	memberBehind                     // likewise, and too much happened: the log has to be read again
	memberLive                       // it hears what happens
	memberLeft
)

// member is one session in one room. What is not fixed is guarded by the room's lock.
type member struct {
	session occupant // nil: it is in another region
	user    crm.ID
	device  string // the session's peer id

	state   memberState
	index   int // in the room's members
	rights  roomRights
	offset  uint64 // of the last event that it was told; an event can be in the log before it is published
	pending []pendingEvent
}

// pendingEvent is something that happened while a member was joining.
type pendingEvent struct {
	offset uint64
	frame  []byte
}

// tell passes an event on, or keeps it while the member is joining.
func (m *member) tell(offset uint64, frame []byte) {
	switch {
	case m.state == memberLive && offset > m.offset:
		m.offset = offset
		m.session.push(outgoing{body: frame})
	case m.state != memberJoining:
	case len(m.pending) == maxPending:
		m.pending, m.state = nil, memberBehind
	default:
		m.pending = append(m.pending, pendingEvent{offset, frame})
	}
}

// readyToGoLive is false if the log has to be read again first. The error is errRoom for a member that was taken out.
func (m *member) readyToGoLive() (bool, error) {
	switch m.state {
	case memberLeft:
		return false, errRoom
	case memberBehind:
		m.state = memberJoining
		return false, nil
	}
	return true, nil
}

// goLive tells a member the room's position, by a frame that is true at offset, and then the events since.
func (m *member) goLive(frame []byte, offset uint64) {
	m.session.joined(frame)
	pending := m.pending
	m.pending, m.state, m.offset = nil, memberLive, offset
	for _, event := range pending {
		m.tell(event.offset, event.frame)
	}
}

// standing is a room's position according to the log, and the events that a member missed.
type standing struct {
	crm.Position
	recovered bool // missed holds everything after the member's position
	missed    []crm.SeenEvent
}
