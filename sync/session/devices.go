package session

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// presenceInterval is the least time between two devices' presence in one room: at most ten a second.
const presenceInterval = 100 * time.Millisecond

// devices is what the members of a room were told of each other, and what waits to be told. Of a device that changes
// faster than it can be told only the last state is.
type devices struct {
	told  map[*member]sight
	wait  map[*member]sight
	order []*member      // the keys of wait, who came first
	users map[crm.ID]int // devices of each user that are told to be here
	next  time.Time      // before it nobody is told anything
}

// show takes what the room may see of a member's device.
func (at *room) show(m *member, seen sight) {
	at.mu.Lock()
	defer at.mu.Unlock()
	if m.place >= 0 {
		at.showLocked(m, seen)
	}
}

func (at *room) showLocked(m *member, seen sight) {
	if seen.editing != "" && !m.knows(seen.editing) {
		seen.editing = ""
	}
	if seen.typing != "" && !m.knows(seen.typing) {
		seen.typing = ""
	}
	d := &at.devices
	last, waiting := d.wait[m]
	if !waiting {
		last = d.told[m]
	}
	if last == seen {
		return
	}
	if d.wait == nil {
		d.told, d.wait, d.users = make(map[*member]sight), make(map[*member]sight), make(map[crm.ID]int)
	}
	if !waiting {
		d.order = append(d.order, m)
	}
	d.wait[m] = seen
	at.flushLocked(at.rooms.now())
}

// knows reports whether a pointer is a field of the type of the room's record: nothing else is repeated to others.
func (m *member) knows(field string) bool {
	return m.rights.kind != nil && m.rights.kind.Field(field) != nil
}

// flushLocked tells what waits, as fast as it may be told.
func (at *room) flushLocked(now time.Time) {
	d := &at.devices
	for len(d.order) > 0 && !now.Before(d.next) {
		m := d.order[0]
		d.order = d.order[1:]
		from, to := d.told[m], d.wait[m]
		delete(d.wait, m)
		if from == to {
			continue
		}
		at.tellSightLocked(m, from, to, now)
		d.next = now.Add(presenceInterval)
		if to == (sight{}) {
			delete(d.told, m)
		} else {
			d.told[m] = to
		}
	}
	if len(d.order) > 0 {
		at.rooms.soil(at)
	}
}

// tellSightLocked sends a device's presence to everybody else, and the events that follow from it.
func (at *room) tellSightLocked(m *member, from, to sight, now time.Time) {
	at.tellOthersLocked(m, encodePresence(m, to), true, "")
	if hidden := to.public(); hidden == to {
		at.tellOthersLocked(m, encodePresence(m, to), false, "")
	} else if hidden != from.public() {
		at.tellOthersLocked(m, encodePresence(m, hidden), false, "")
	}
	for _, e := range at.transitionsLocked(m, from, to) {
		e.Room, e.At = at.name, now
		frame := wire.EncodeEvent(&e.Event)
		at.tellOthersLocked(m, frame, true, e.field)
		at.tellOthersLocked(m, frame, false, e.field)
	}
}

// tellOthersLocked sends a frame to the other members who may (readers), or may not, read private fields; a frame about a
// private field goes to no member of the second kind.
func (at *room) tellOthersLocked(m *member, frame []byte, readers bool, field string) {
	if !readers && (place{field: field}).private() {
		return
	}
	for _, other := range at.members {
		if other != m && other.live && other.rights.private == readers {
			other.session.push(outgoing{body: frame})
		}
	}
}

// sightEvent is an event that follows from presence; field is what it names.
type sightEvent struct {
	crm.Event
	field string
}

// transitionsLocked derives the user: events. They have no offset: nobody recovers them.
func (at *room) transitionsLocked(m *member, from, to sight) []sightEvent {
	if at.kind != "record" {
		return at.comingsLocked(m, from, to)
	}
	var events []sightEvent
	add := func(what, field string) {
		if m.rights.kind == nil {
			return
		}
		data := map[string]string{"id": at.id.String(), "user": m.user.String(), "device": m.device}
		if field != "" {
			data["field"] = field
		}
		events = append(events, sightEvent{crm.Event{Name: "user:" + what + ":" + m.rights.kind.Name, Data: mustJSON(data)}, field})
	}
	if to.viewing && !from.viewing {
		add("viewing", "")
	}
	if to.editing != "" && to.editing != from.editing {
		add("editing", to.editing)
	}
	if to.typing != "" && to.typing != from.typing {
		add("typing", to.typing)
	}
	return events
}

// comingsLocked counts a user's devices: the first one brings them online, the last one takes them offline.
func (at *room) comingsLocked(m *member, from, to sight) []sightEvent {
	users := at.devices.users
	data := mustJSON(map[string]string{"user": m.user.String()})
	switch {
	case from.status == "" && to.status != "":
		if users[m.user]++; users[m.user] == 1 {
			return []sightEvent{{Event: crm.Event{Name: crm.EventOnline, Data: data}}}
		}
	case from.status != "" && to.status == "":
		if decrement(users, m.user); users[m.user] == 0 {
			return []sightEvent{{Event: crm.Event{Name: crm.EventOffline, Data: data}}}
		}
	}
	return nil
}

func mustJSON(data map[string]string) json.RawMessage {
	text, err := json.Marshal(data)
	if err != nil {
		panic("session: " + err.Error()) // a map of texts is always JSON
	}
	return text
}

// public is what those see who may not read private fields: not even a private field's name.
func (s sight) public() sight {
	if (place{field: s.editing}).private() {
		s.editing = ""
	}
	if (place{field: s.typing}).private() {
		s.typing = ""
	}
	return s
}

// devicesLocked lists the devices that are here, besides m's own, as m may see them.
func (at *room) devicesLocked(m *member) []wire.Device {
	var list []wire.Device
	add := func(other *member, seen sight) {
		if other == m || seen == (sight{}) {
			return
		}
		if !m.rights.private {
			seen = seen.public()
		}
		list = append(list, device(other, seen))
	}
	for other, seen := range at.devices.told {
		if _, waits := at.devices.wait[other]; !waits {
			add(other, seen)
		}
	}
	for other, seen := range at.devices.wait {
		add(other, seen)
	}
	return list
}

// device is what the room is told of a member's device.
func device(m *member, seen sight) wire.Device {
	return wire.Device{
		Room: m.room.name, User: m.user, Name: m.device, Record: m.room.id,
		Status: seen.status, Viewing: seen.viewing, Editing: seen.editing, Typing: seen.typing,
	}
}

func encodePresence(m *member, seen sight) []byte {
	d := device(m, seen)
	return wire.EncodePresence(&d)
}

// soil notes that a room has presence to tell later.
func (r *Rooms) soil(at *room) {
	r.dirtyMu.Lock()
	defer r.dirtyMu.Unlock()
	r.dirty[at] = struct{}{}
	select {
	case r.soiled <- struct{}{}:
	default:
	}
}

func (r *Rooms) clean(at *room) {
	r.dirtyMu.Lock()
	defer r.dirtyMu.Unlock()
	delete(r.dirty, at)
}

// flush tells what had to wait; the registry calls it presenceInterval after a room was soiled.
func (r *Rooms) flush(now time.Time) {
	r.dirtyMu.Lock()
	rooms := slices.Collect(maps.Keys(r.dirty))
	clear(r.dirty)
	r.dirtyMu.Unlock()
	for _, at := range rooms {
		at.mu.Lock()
		at.flushLocked(now)
		at.mu.Unlock()
	}
}
