package session

import (
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// room holds the members of one room, and what they were told of each other. If a method reports that presence waits,
// its caller must see that flush is called later.
type room struct {
	address
	users int                // members that hold it, guarded by Rooms.mu
	share func(crm.Presence) // tells other regions of a device here

	mu      sync.Mutex // guards what follows, and what changes of the members
	members []*member
	devices devices
	far     map[farDevice]*member // devices in other regions, which have no sessions here
}

// membership is a session's place in a room.
type membership struct {
	room   *room
	member *member
}

func (at *room) add(m *member) {
	at.mu.Lock()
	defer at.mu.Unlock()
	m.index = len(at.members)
	at.members = append(at.members, m)
}

// remove takes members out, and tells the others of their devices.
func (at *room) remove(lost func(*member) bool, now time.Time) (out []*member, waits bool) {
	at.mu.Lock()
	defer at.mu.Unlock()
	for i := len(at.members) - 1; i >= 0; i-- {
		if m := at.members[i]; lost(m) {
			waits = at.dropLocked(m, now)
			out = append(out, m)
		}
	}
	return out, waits
}

// leave is remove for one member; left is false if it was no longer there. Where shown is true, its device is shown on.
func (at *room) leave(m *member, now time.Time, shown bool) (left, waits bool) {
	at.mu.Lock()
	defer at.mu.Unlock()
	switch {
	case m.state == memberLeft:
		return false, false
	case shown:
		at.takeOutLocked(m)
		return true, false
	}
	return true, at.dropLocked(m, now)
}

func (at *room) dropLocked(m *member, now time.Time) (waits bool) {
	at.takeOutLocked(m)
	return at.showLocked(m, presenceView{}, now)
}

func (at *room) takeOutLocked(m *member) {
	last := len(at.members) - 1
	at.members[m.index] = at.members[last]
	at.members[m.index].index = m.index
	at.members[last] = nil
	at.members = at.members[:last]
	m.state, m.pending = memberLeft, nil
}

// setRights sets what a member may see, and be seen to do, from now on.
func (at *room) setRights(m *member, rights roomRights, now time.Time) (waits bool) {
	at.mu.Lock()
	defer at.mu.Unlock()
	m.rights = rights
	return m.state != memberLeft && at.showLocked(m, at.devices.last(m), now)
}

func (at *room) rightsOf(m *member) roomRights {
	at.mu.Lock()
	defer at.mu.Unlock()
	return m.rights
}

// publish tells the members of an event. It is encoded once for those who may read it, and once for the others.
func (at *room) publish(e *crm.Event) {
	at.mu.Lock()
	defer at.mu.Unlock()
	var open, hidden []byte
	for _, m := range at.members {
		frame := &hidden
		if m.rights.access.ShowsEvent(e) {
			frame = &open
		}
		if *frame == nil {
			*frame = wire.EncodeEvent(m.rights.access.Event(e))
		}
		m.tell(e.Offset, *frame)
	}
}

// goLive tells a member the room's position, then the events since, and from then on every new one. It is false if more
// happened than was kept for the member; then the log has to be read again.
func (at *room) goLive(m *member, stands *standing) (bool, error) {
	at.mu.Lock()
	defer at.mu.Unlock()
	if ready, err := m.readyToGoLive(); !ready {
		return false, err
	}
	frame := wire.EncodeJoined(&wire.Joined{
		Room: at.name, Position: stands.Position, Recovered: stands.recovered, Events: stands.missed,
		Members: at.devices.list(m, at.address),
	})
	m.goLive(frame, stands.Offset)
	return true, nil
}

// show sets what the room may see of a member's device.
func (at *room) show(m *member, seen presenceView, now time.Time) (waits bool) {
	at.mu.Lock()
	defer at.mu.Unlock()
	return m.state != memberLeft && at.showLocked(m, seen, now)
}

// showFar sets what the room may see of a device in another region.
func (at *room) showFar(far farDevice, seen presenceView, now time.Time) (waits bool) {
	at.mu.Lock()
	defer at.mu.Unlock()
	m := at.far[far]
	if m == nil {
		if at.far == nil {
			at.far = make(map[farDevice]*member)
		}
		m = &member{user: far.user, device: far.device}
		at.far[far] = m
	}
	if seen == (presenceView{}) {
		delete(at.far, far)
	}
	return at.devices.note(m, seen) && at.flushLocked(now)
}

func (at *room) showLocked(m *member, seen presenceView, now time.Time) (waits bool) {
	return at.devices.note(m, seen.within(m.rights)) && at.flushLocked(now)
}

// flush tells the presence that had to wait, as fast as it may.
func (at *room) flush(now time.Time) (waits bool) {
	at.mu.Lock()
	defer at.mu.Unlock()
	return at.flushLocked(now)
}

func (at *room) flushLocked(now time.Time) (waits bool) {
	for m, from, to, ok := at.devices.take(now); ok; m, from, to, ok = at.devices.take(now) {
		if m.session == nil {
			m.rights.kind = at.kindLocked()
		} else {
			at.share(presenceOf(m, at.address, to))
		}
		shown := to
		if to == (presenceView{}) {
			shown = at.devices.twin(m) // it has come back by another socket, or in another region
		}
		at.tellPresenceLocked(m, from, shown)
		for _, e := range at.devices.events(m, at.address, from, to) {
			e.Room, e.At = at.name, now
			at.tellEventLocked(m, &e)
		}
	}
	return len(at.devices.order) > 0
}

// kindLocked is the type of the room's record; nil where no member knows it.
func (at *room) kindLocked() *crm.RecordType {
	for _, m := range at.members {
		if m.rights.kind != nil {
			return m.rights.kind
		}
	}
	return nil
}

// shareRest tells other regions what waits to be told, of a room that nobody is in any more.
func (at *room) shareRest() {
	at.mu.Lock()
	defer at.mu.Unlock()
	for _, m := range at.devices.order {
		if m.session != nil {
			at.share(presenceOf(m, at.address, at.devices.wait[m]))
		}
	}
}

// tellEventLocked sends an event that follows from a device's presence to the others who may read it.
func (at *room) tellEventLocked(m *member, e *crm.Event) {
	var frame []byte
	for _, other := range at.members {
		if other == m || other.state != memberLive || !other.rights.access.ShowsEvent(e) {
			continue
		}
		if frame == nil {
			frame = wire.EncodeEvent(other.rights.access.Event(e))
		}
		other.session.push(outgoing{body: frame})
	}
}

// tellPresenceLocked sends a device's presence to everybody else, without a private field's name where they may not
// know it.
func (at *room) tellPresenceLocked(m *member, from, to presenceView) {
	at.tellOthersLocked(m, encodePresence(m, at.address, to), true)
	if public := to.public(); public != from.public() {
		at.tellOthersLocked(m, encodePresence(m, at.address, public), false)
	}
}

// tellOthersLocked sends a frame to the other members who may (readers), or may not, read private fields.
func (at *room) tellOthersLocked(m *member, frame []byte, readers bool) {
	for _, other := range at.members {
		if other != m && other.state == memberLive && other.rights.access.ReadsPrivate() == readers {
			other.session.push(outgoing{body: frame})
		}
	}
}
