package presence

import (
	"sync"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// maxWaiting is how many changes wait for a table; beyond, it is asked for again.
const maxWaiting = 10_000

// region is what is known of another region's people.
type region struct {
	name string
	show func(region string, p crm.Presence)
	ask  chan struct{} // holds one when the table is to be asked for

	mu      sync.Mutex // guards what follows; held while show runs, so that its calls come one after the other
	boot    uint64     // of the region's server, whose table this is
	forgot  int        // how often the table was forgotten
	known   bool       // devices is all, up to what was told last
	there   bool       // the region is heard
	devices map[wire.DeviceKey]bool
	waiting []change // what was told since the table was asked for
	count   int      // of the devices in waiting
}

// change is a message.
type change struct {
	boot, number uint64
	devices      []crm.Presence
}

func newRegion(name string, show func(string, crm.Presence)) *region {
	return &region{name: name, show: show, ask: make(chan struct{}, 1), devices: make(map[wire.DeviceKey]bool)}
}

// reset forgets everybody: the region is silent, or heard again, so that its table is asked for.
func (r *region) reset(there bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.there = there
	r.forgetLocked()
	for key := range r.devices {
		r.setLocked(key.Gone())
	}
}

// forgetLocked notes that the table is not known. Who is shown is shown until it comes.
func (r *region) forgetLocked() {
	r.known, r.waiting, r.count = false, nil, 0
	r.forgot++
	if !r.there {
		return
	}
	select {
	case r.ask <- struct{}{}:
	default:
	}
}

// asks reports whether the table is to be asked for.
func (r *region) asks() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.there && !r.known
}

// take takes a message: it is shown, or waits for the table.
func (r *region) take(m *wire.Message, devices []crm.Presence) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.there {
		return // the table is asked for when it is heard
	}
	if r.known && (m.Boot != r.boot || m.Missed > 0) {
		r.forgetLocked()
	}
	switch {
	case r.known:
		for i := range devices {
			r.setLocked(devices[i])
		}
	case r.count > maxWaiting:
		r.forgetLocked()
	default:
		r.waiting, r.count = append(r.waiting, change{m.Boot, m.Counter, devices}), r.count+len(devices)
	}
}

// asking begins to ask for the table; what it gives is for replace.
func (r *region) asking() (asked int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.forgot
}

// replace takes the table of a boot, as it was after so many messages, and what was told since. It is false if one of
// those is missing.
func (r *region) replace(asked int, boot, told uint64, table []crm.Presence) (ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.there {
		return true
	}
	if asked != r.forgot {
		return false
	}
	here := make(map[wire.DeviceKey]crm.Presence, len(table))
	for i := range table {
		here[wire.KeyOf(&table[i])] = table[i]
	}
	for _, c := range r.waiting {
		if c.boot != boot || c.number <= told {
			continue
		}
		if told++; c.number != told {
			r.forgetLocked()
			return false
		}
		for i := range c.devices {
			here[wire.KeyOf(&c.devices[i])] = c.devices[i]
		}
	}
	for key := range r.devices {
		if _, there := here[key]; !there {
			r.setLocked(key.Gone())
		}
	}
	for _, d := range here {
		r.setLocked(d)
	}
	r.boot, r.known, r.waiting, r.count = boot, true, nil, 0
	return true
}

// setLocked shows a device.
func (r *region) setLocked(d crm.Presence) {
	if key := wire.KeyOf(&d); d.Status == "" {
		delete(r.devices, key)
	} else {
		r.devices[key] = true
	}
	r.show(r.name, d)
}
