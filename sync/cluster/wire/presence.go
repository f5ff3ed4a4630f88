package wire

import (
	"bytes"
	"cmp"

	"roomkey/crm"
)

// Bounds of a device, in bytes.
const (
	maxRoom   = 64
	maxDevice = 256
	maxStatus = 64
	maxField  = 256
	// maxPresences is how many devices a message has at most.
	maxPresences = 1000
)

// DeviceKey names a device in a room.
type DeviceKey struct {
	Room   crm.Room
	User   crm.ID
	Device string
}

// KeyOf is the key of a device.
func KeyOf(p *crm.Presence) DeviceKey { return DeviceKey{p.Room, p.User, p.Device} }

// Gone tells that the device is there no longer.
func (k DeviceKey) Gone() crm.Presence {
	return crm.Presence{Room: k.Room, User: k.User, Device: k.Device}
}

// Compare orders keys: by room, user and device.
func (k DeviceKey) Compare(other DeviceKey) int {
	return cmp.Or(cmp.Compare(k.Room, other.Room), bytes.Compare(k.User[:], other.User[:]),
		cmp.Compare(k.Device, other.Device))
}

// EncodePresences writes devices, at most 1,000. One of which something is too long is left out: it is not shown
// elsewhere.
func EncodePresences(list []crm.Presence) []byte {
	var e Encoder
	e.presences(list)
	return e.Bytes
}

func (e *Encoder) presences(list []crm.Presence) {
	fitting := make([]*crm.Presence, 0, len(list))
	for i := range list {
		if p := &list[i]; len(p.Room) <= maxRoom && len(p.Device) <= maxDevice && len(p.Status) <= maxStatus &&
			len(p.Editing) <= maxField && len(p.Typing) <= maxField && len(fitting) < maxPresences {
			fitting = append(fitting, p)
		}
	}
	e.Number(uint64(len(fitting)))
	for _, p := range fitting {
		e.Text(string(p.Room))
		e.Fixed(p.User[:])
		e.Text(p.Device)
		e.Text(p.Status)
		e.Flag(p.Viewing)
		e.Text(p.Editing)
		e.Text(p.Typing)
	}
}

// DecodePresences reads devices. Errors: invalid.
func DecodePresences(payload []byte) ([]crm.Presence, error) {
	d := Decode(payload)
	list := d.presences()
	return list, d.End()
}

func (d *Decoder) presences() (list []crm.Presence) {
	for range d.Count(maxPresences, 22) {
		list = append(list, crm.Presence{Room: crm.Room(d.Text(maxRoom)), User: d.ID(), Device: d.Text(maxDevice),
			Status: d.Text(maxStatus), Viewing: d.Flag(), Editing: d.Text(maxField), Typing: d.Text(maxField)})
	}
	return list
}

// PresencePage is a part of a region's table, in the order of keys.
type PresencePage struct {
	Told    uint64 // changes that the region had told when it made the page
	Last    bool   // there are no more
	Devices []crm.Presence
}

// EncodePresencePage writes a page.
func EncodePresencePage(p *PresencePage) []byte {
	var e Encoder
	e.Number(p.Told)
	e.Flag(p.Last)
	e.presences(p.Devices)
	return e.Bytes
}

// DecodePresencePage reads a page. Errors: invalid.
func DecodePresencePage(payload []byte) (*PresencePage, error) {
	d := Decode(payload)
	p := &PresencePage{Told: d.Number(maxNumber), Last: d.Flag(), Devices: d.presences()}
	return p, d.End()
}

// EncodePresenceAsk asks for the page after a key; the zero key: for the first one.
func EncodePresenceAsk(after DeviceKey) []byte {
	var e Encoder
	e.Text(string(after.Room))
	e.Fixed(after.User[:])
	e.Text(after.Device)
	return e.Bytes
}

// DecodePresenceAsk reads a question for a page. Errors: invalid.
func DecodePresenceAsk(payload []byte) (DeviceKey, error) {
	d := Decode(payload)
	key := DeviceKey{Room: crm.Room(d.Text(maxRoom)), User: d.ID(), Device: d.Text(maxDevice)}
	return key, d.End()
}
