package replica

import (
	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// follower follows one log of another region, or one of former starts of this one. The replica's lock guards it.
type follower struct {
	origin  crm.Origin
	have    uint64   // everything up to this entry is in and durable
	saved   uint64   // have as it is stored: what others are told
	tail    uint64   // the last entry that came, without gaps
	skip    int      // changes of the entry after tail that came
	entries []*entry // after have up to tail, in order
	bytes   int      // of entries
	pulling bool
	rests   bool // it could not be pulled: it is tried again after the next look
}

// entry is a log entry on its way in.
type entry struct {
	seq     uint64 // everything up to this one is in when the entry is
	pending int    // items that are not in yet
	open    bool   // more items of it are to come
	bytes   int
}

// followLocked returns the follower of a log.
func (r *Replica) followLocked(origin crm.Origin) *follower {
	f := r.followers[origin]
	if f == nil {
		f = &follower{origin: origin}
		r.followers[origin] = f
		r.order = append(r.order, origin)
	}
	return f
}

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

func (r *Replica) peerLocked(region string) *peer {
	p := r.peers[region]
	if p == nil {
		p = &peer{have: map[crm.Origin]uint64{}}
		r.peers[region] = p
	}
	return p
}

// full reports whether no more entries of the log may wait.
func (f *follower) full() bool { return len(f.entries) >= queuedEntries || f.bytes >= queuedBytes }

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
	r.settleLocked(f)
}

// coverLocked notes that there is nothing more to have up to an entry.
func (r *Replica) coverLocked(f *follower, through uint64) {
	if through > f.tail {
		f.entries = append(f.entries, &entry{seq: through})
		f.tail = through
		r.settleLocked(f)
	}
}

// settleLocked notes how far the log is in.
func (r *Replica) settleLocked(f *follower) {
	n := 0
	for n < len(f.entries) && f.entries[n].pending == 0 && !f.entries[n].open {
		f.have = f.entries[n].seq
		f.bytes -= f.entries[n].bytes
		n++
	}
	f.entries = f.entries[n:]
}

func sizeOf(item *crm.LogItem) (bytes int) {
	bytes = 200
	for i := range item.Changes {
		bytes += len(item.Changes[i].Data)
	}
	return bytes
}
