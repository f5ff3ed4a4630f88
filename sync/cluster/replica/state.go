package replica

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"roomkey/crm"
)

// Bounds.
const (
	maxInFlight   = 8 // pulls
	importTimeout = 90 * time.Second
	importers     = 4       // records that are taken in at a time
	queuedEntries = 4_000   // of one log that wait to be taken in
	queuedBytes   = 8 << 20 // likewise
	announceAhead = 4_096   // own entries that wait to be announced; others are found missing and pulled
	trimEvery     = 60      // looks
	comparedAhead = 64      // parts of records that wait to be taken in; then nothing more is asked for: 52 MB at most
	compareEvery  = 900     // looks: all records are compared with those of another region, whatever the logs say
)

// Limits of one import.
const (
	importChanges = 512
	importItems   = 512
)

// Replica is a region's part in the exchange of content. Its methods may be called concurrently.
type Replica struct {
	config Config
	own    crm.Origin
	every  time.Duration
	log    *slog.Logger

	announced chan crm.LogItem
	kick      chan struct{} // holds one when work waits for an importer
	group     sync.WaitGroup

	mu        sync.Mutex      // guards what follows
	ctx       context.Context // of Run; nil before
	followers map[crm.Origin]*follower
	order     []crm.Origin // of followers, the oldest first
	peers     map[string]*peer
	witnesses map[string]bool // regions that have told that they hold no content
	queues    map[crm.ID]*queue
	ready     []*queue
	inFlight  int
	comparing string // the region with which all records are being compared; "": none
	looks     int
	taken     int // entries that were taken in
}

// peer is what another region has said of itself.
type peer struct {
	have   map[crm.Origin]uint64
	origin string
	rests  bool // it did not answer: it is asked again after the next look
}

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

// full reports whether no more entries of the log may wait.
func (f *follower) full() bool { return len(f.entries) >= queuedEntries || f.bytes >= queuedBytes }

// cover notes that there is nothing more to have up to an entry.
func (f *follower) cover(through uint64) {
	if through > f.tail {
		f.entries = append(f.entries, &entry{seq: through})
		f.tail = through
		f.settle()
	}
}

// settle notes how far the log is in.
func (f *follower) settle() {
	n := 0
	for n < len(f.entries) && f.entries[n].pending == 0 && !f.entries[n].open {
		f.have = f.entries[n].seq
		f.bytes -= f.entries[n].bytes
		n++
	}
	f.entries = f.entries[n:]
}

// queue holds the items of one record that are on their way in. The replica's lock guards it.
type queue struct {
	record  crm.ID
	items   []pending
	running bool // an importer has it, or it is ready for one
	waited  int  // looks since the last item came in; items wait for something that is missing
	vain    int  // items that were tried since one came in or was added
	stuck   bool // each was tried in vain, or the last import failed
	failed  int  // imports that failed since the last good one
	tries   int  // of these, for an unknown reason, of the same items
	taken   int  // what the replica had taken in when the first of them failed
	singly  int  // so many items are taken in one by one: one of them is to blame for a failure
	asked   int  // where in the list of regions the next one is that is asked for the whole record
}

// pending is an item that is not in yet.
type pending struct {
	crm.LogItem
	f    *follower // nil: the item is of a whole record
	of   *entry
	done func() // called with the lock held when the item is in, or given up; nil: nobody waits
}

// in notes that an item is in, or was given up. The lock is held.
func (p *pending) in() {
	if p.of != nil {
		p.of.pending--
		p.f.settle()
	}
	if p.done != nil {
		p.done()
	}
}

// giveUp goes on without some items. The lock is held.
func giveUp(items []pending) {
	for i := range items {
		items[i].in()
	}
}

func (r *Replica) peerLocked(region string) *peer {
	p := r.peers[region]
	if p == nil {
		p = &peer{have: map[crm.Origin]uint64{}}
		r.peers[region] = p
	}
	return p
}

func observe(hook func(int), n int) {
	if hook != nil {
		hook(n)
	}
}
