package session

import (
	"encoding/json"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// presenceInterval is the least time between two devices' presence in one room: at most ten a second.
const presenceInterval = 100 * time.Millisecond

// devices holds what the members of a room were told of each other's devices, and the changes that wait to be told. If
// a device changes faster than that, only its last state is told.
type devices struct {
	told  map[*member]presenceView
	wait  map[*member]presenceView
	order []*member      // the keys of wait, oldest first
	users map[crm.ID]int // how many devices of each user were told to be here
	next  time.Time      // before it nobody is told anything
}

// note takes the new state of a member's device, as the room may see it; false if nothing is new.
func (d *devices) note(m *member, seen presenceView) bool {
	if d.last(m) == seen {
		return false
	}
	_, waiting := d.wait[m]
	if d.wait == nil {
		d.told, d.wait = make(map[*member]presenceView), make(map[*member]presenceView)
		d.users = make(map[crm.ID]int)
	}
	if !waiting {
		d.order = append(d.order, m)
	}
	d.wait[m] = seen
	return true
}

// last gives the state of a member's device as it was noted last; zero if it was not.
func (d *devices) last(m *member) presenceView {
	if seen, waiting := d.wait[m]; waiting {
		return seen
	}
	return d.told[m]
}

// take gives the next device to tell of, with the state that others know and the state that it has; ok is false if none
// may be told now.
func (d *devices) take(now time.Time) (m *member, from, to presenceView, ok bool) {
	for len(d.order) > 0 && !now.Before(d.next) {
		m = d.order[0]
		d.order = d.order[1:]
		from, to = d.told[m], d.wait[m]
		delete(d.wait, m)
		if from == to {
			continue
		}
		d.next = now.Add(presenceInterval)
		if to == (presenceView{}) {
			delete(d.told, m)
		} else {
			d.told[m] = to
		}
		return m, from, to, true
	}
	return nil, from, to, false
}

// twin is the state of a member's device by another socket, of this region or another one; zero if there is none.
func (d *devices) twin(m *member) presenceView {
	for other, seen := range d.here {
		if other != m && other.device == m.device && other.user == m.user {
			return seen
		}
	}
	return presenceView{}
}

// list gives the devices that are here, besides m's own, as m may see them.
func (d *devices) list(m *member, at address) []wire.Device {
	var list []wire.Device
	for other, seen := range d.here {
		if other == m {
			continue
		}
		if !m.rights.access.ReadsPrivate() {
			seen = seen.public()
		}
		list = append(list, wireDevice(other, at, seen))
	}
	return list
}

// here gives the members whose devices are here, in any order, with their states as they were noted last.
func (d *devices) here(yield func(*member, presenceView) bool) {
	for m, seen := range d.told {
		if _, waits := d.wait[m]; !waits && seen != (presenceView{}) && !yield(m, seen) {
			return
		}
	}
	for m, seen := range d.wait {
		if seen != (presenceView{}) && !yield(m, seen) {
			return
		}
	}
}

// wireDevice is a member's device in the form in which the room is told of it.
func wireDevice(m *member, at address, seen presenceView) wire.Device {
	return wire.Device{
		Room: at.name, User: m.user, Name: m.device, Record: at.id,
		Status: seen.status, Viewing: seen.viewing, Editing: seen.editing, Typing: seen.typing,
	}
}

// presenceOf is a member's device in the form in which other regions are told of it.
func presenceOf(m *member, at address, seen presenceView) crm.Presence {
	return crm.Presence{Room: at.name, User: m.user, Device: m.device, Status: seen.status, Viewing: seen.viewing,
		Editing: seen.editing, Typing: seen.typing}
}

func encodePresence(m *member, at address, seen presenceView) []byte {
	d := wireDevice(m, at, seen)
	return wire.EncodePresence(&d)
}

// events derives the user: events. They have no offset: nobody recovers them.
func (d *devices) events(m *member, at address, from, to presenceView) []crm.Event {
	if at.kind != "record" {
		return d.arrivals(m.user, from, to)
	}
	var events []crm.Event
	add := func(what, field string) {
		if m.rights.kind == nil {
			return
		}
		data := map[string]string{"id": at.id.String(), "user": m.user.String(), "device": m.device}
		if field != "" {
			data["field"] = field
		}
		name := "user:" + what + ":" + m.rights.kind.Name
		events = append(events, crm.Event{Name: name, Data: mustJSON(data), Private: crm.IsPrivate(field)})
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

// arrivals counts a user's devices: the first one brings them online, the last one takes them offline.
func (d *devices) arrivals(user crm.ID, from, to presenceView) []crm.Event {
	data := mustJSON(map[string]string{"user": user.String()})
	switch {
	case from.status == "" && to.status != "":
		if d.users[user]++; d.users[user] == 1 {
			return []crm.Event{{Name: crm.EventOnline, Data: data}}
		}
	case from.status != "" && to.status == "":
		if decrement(d.users, user); d.users[user] == 0 {
			return []crm.Event{{Name: crm.EventOffline, Data: data}}
		}
	}
	return nil
}

// decrement takes one off a count, and forgets a count of zero.
func decrement(counts map[crm.ID]int, id crm.ID) {
	if counts[id]--; counts[id] <= 0 {
		delete(counts, id)
	}
}

func mustJSON(data map[string]string) json.RawMessage {
	text, err := json.Marshal(data)
	if err != nil {
		panic("session: " + err.Error()) // a map of texts is always JSON
	}
	return text
}
