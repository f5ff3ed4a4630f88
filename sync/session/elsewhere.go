package session

import "roomkey/crm"

// maxElsewhere bounds the devices of other regions that are remembered; more are not shown.
const maxElsewhere = 100_000

// elsewhere is what is known of devices in other regions, guarded by Rooms.mu. It is remembered for rooms that nobody
// is in here too: who enters one sees them.
type elsewhere struct {
	rooms map[crm.Room]map[farDevice]presenceView
	count int
}

// farDevice is a device in another region.
type farDevice struct {
	region string
	user   crm.ID
	device string
}

// note remembers a device; the zero presenceView forgets it. It is false if there are too many.
func (e *elsewhere) note(name crm.Room, far farDevice, seen presenceView) bool {
	in := e.rooms[name]
	_, known := in[far]
	switch {
	case seen == (presenceView{}):
		if known {
			e.count--
			if delete(in, far); len(in) == 0 {
				delete(e.rooms, name)
			}
		}
		return true
	case !known && e.count >= maxElsewhere:
		return false
	case in == nil:
		if e.rooms == nil {
			e.rooms = make(map[crm.Room]map[farDevice]presenceView)
		}
		in = make(map[farDevice]presenceView)
		e.rooms[name] = in
	}
	if !known {
		e.count++
	}
	in[far] = seen
	return true
}
