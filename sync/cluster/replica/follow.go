package replica

import (
	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// hearEntry takes an entry that another region announces. What comes out of order, or can't wait, is pulled.
func (r *Replica) hearEntry(m wire.Message) {
	item, err := wire.DecodeEntry(m.Payload)
	if err != nil || item.Origin.Region != m.Region {
		r.config.Port.Malformed()
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.followLocked(item.Origin)
	if known := r.peerLocked(m.Region); known.have[item.Origin] < item.Seq {
		known.have[item.Origin] = item.Seq
	}
	if item.Seq != f.tail+1 || f.skip > 0 || f.pulling || item.Cut || item.More || f.full() {
		r.pullLocked()
		return
	}
	r.addLocked(f, []crm.LogItem{item})
}

// addLocked queues items that follow those that came before.
func (r *Replica) addLocked(f *follower, items []crm.LogItem) {
	for i := range items {
		item := &items[i]
		var e *entry
		if last := len(f.entries) - 1; last >= 0 && f.entries[last].open && f.entries[last].seq == item.Seq {
			e = f.entries[last]
		} else {
			e = &entry{seq: item.Seq}
			f.entries = append(f.entries, e)
		}
		size := sizeOf(item)
		e.bytes, f.bytes = e.bytes+size, f.bytes+size
		if e.open = item.More; !e.open {
			f.tail = item.Seq
		}
		r.enqueueLocked(f, e, *item)
	}
	f.settle()
}

func sizeOf(item *crm.LogItem) (bytes int) {
	bytes = 200
	for i := range item.Changes {
		bytes += len(item.Changes[i].Data)
	}
	return bytes
}
