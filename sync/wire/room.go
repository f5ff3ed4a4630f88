package wire

import "roomkey/crm"

// Device is one device as a room is told of it.
type Device struct {
	Room    crm.Room
	User    crm.ID
	Name    string // its peer id
	Status  string // "" is written as StatusOffline
	Record  crm.ID // the room's record; used by the fields below
	Viewing bool
	Editing string // the JSON Pointer of a field, or ""
	Typing  string // likewise
}

// EncodePresence makes the frame of a device's presence.
func EncodePresence(d *Device) []byte {
	dst := appendMap(make([]byte, 0, 256), 1+d.pairs())
	return d.append(appendPair(dst, "type", typePresence))
}

// Joined is the position of a room, its recent events and its devices, for a session that joins it.
type Joined struct {
	Room crm.Room
	crm.Position
	Recovered bool            // Events are all that the client missed
	Events    []crm.SeenEvent // as the receiver may read them
	Members   []Device        // the other devices that are there
}

// EncodeJoined makes the answer to a RoomJoin.
func EncodeJoined(j *Joined) []byte {
	dst := make([]byte, 0, 256+256*len(j.Events)+160*len(j.Members))
	dst = appendPair(appendMap(dst, 7), "type", "room:joined")
	dst = appendPair(dst, "room", string(j.Room))
	dst = appendPair(dst, "epoch", j.Epoch)
	dst = appendUint(appendText(dst, "offset"), j.Offset)
	dst = appendBool(appendText(dst, "recovered"), j.Recovered)
	dst = appendArray(appendText(dst, "events"), len(j.Events))
	for i := range j.Events {
		dst = appendEventMap(dst, &j.Events[i])
	}
	dst = appendArray(appendText(dst, "members"), len(j.Members))
	for i := range j.Members {
		dst = j.Members[i].append(appendMap(dst, j.Members[i].pairs()))
	}
	return dst
}

// pairs counts the entries that append writes.
func (d *Device) pairs() int {
	n := 4
	for _, present := range []bool{d.Viewing, d.Editing != "", d.Typing != ""} {
		if present {
			n++
		}
	}
	return n
}

func (d *Device) append(dst []byte) []byte {
	status := d.Status
	if status == "" {
		status = StatusOffline
	}
	dst = appendPair(dst, "room", string(d.Room))
	dst = appendPair(dst, "user", d.User.String())
	dst = appendPair(dst, "device", d.Name)
	dst = appendPair(dst, "status", status)
	record := d.Record.String()
	if d.Viewing {
		dst = appendPair(dst, "viewing", record)
	}
	if d.Editing != "" {
		dst = appendFieldRef(dst, "editing", record, d.Editing)
	}
	if d.Typing != "" {
		dst = appendFieldRef(dst, "typing", record, d.Typing)
	}
	return dst
}

func appendFieldRef(dst []byte, key, record, field string) []byte {
	dst = appendPair(appendMap(appendText(dst, key), 2), "record", record)
	return appendPair(dst, "field", field)
}
