package store

import (
	"context"
	"runtime/debug"
	"sync"

	"roomkey/crm"
)

// freeAfter is the number of records from which loading the index gives memory back to the system at once: growing
// columns leave about 50 MB of garbage for 100,000 records.
const freeAfter = 20_000

// index decides which records a list or a catalog shows. It is held in memory, about 300 bytes a record, because SQLite
// would need an index for each field and access relation, and would have to write them with every change. It holds only
// what has been committed. It is read from the stored entries at its first use; from then on the writer keeps it
// current.
type index struct {
	entries *entryReader

	mu      sync.RWMutex // guards what follows
	ready   bool
	loading chan struct{} // closed when a load ends; nil: none is under way
	pending []storedEntry // committed while loading
	missed  bool          // another process has written records
	from    uint64        // the seq after which it has
	remade  bool          // stored entries could not be read, and have to be renewed
	content
}

// content is what the index holds.
type content struct {
	partitions map[partitionKey]*partition
	slots      []uint32 // by record number: its slot plus one, in the partition of its brokerage and type
	scopes     []crm.Row
	scoped     map[crm.Row]uint32
	seq        uint64 // the highest
}

func newContent() content {
	return content{partitions: map[partitionKey]*partition{}, scoped: map[crm.Row]uint32{}}
}

func newIndex(entries *entryReader) *index { return &index{entries: entries, content: newContent()} }

// read locks the index for reading until the caller calls release. It loads the index first if it is not current.
func (x *index) read(ctx context.Context) (release func(), err error) {
	for {
		x.mu.RLock()
		if x.ready && !x.missed {
			return x.mu.RUnlock, nil
		}
		x.mu.RUnlock()
		x.mu.Lock()
		wait := x.loading
		if wait == nil && (!x.ready || x.missed) {
			x.loading = make(chan struct{})
			x.mu.Unlock()
			if err := x.load(ctx); err != nil {
				return nil, err
			}
			continue
		}
		x.mu.Unlock()
		if wait == nil {
			continue
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, classify("wait for the index", ctx.Err())
		}
	}
}

// load reads all entries, or those that another process has written. Commits wait in pending meanwhile.
func (x *index) load(ctx context.Context) (err error) {
	x.mu.Lock()
	loaded, from := newContent(), uint64(0)
	if x.ready {
		from = x.from
	}
	x.missed = false
	x.mu.Unlock()
	// One goroutine fills the partitions while another reads entries: that halves the time on two cores.
	var late []entry
	put := func(e *entry) { loaded.put(e) }
	if from > 0 {
		put = func(e *entry) { late = append(late, *e) }
	}
	var whole bool
	err = beside(put, func(f func(*entry)) (err error) {
		whole, err = x.entries.each(ctx, from, f)
		return err
	})
	if err == nil && !whole {
		loaded, late = newContent(), nil
		err = beside(put, func(f func(*entry)) error { return x.entries.eachMade(ctx, from, f) })
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	close(x.loading)
	x.loading = nil
	switch {
	case err != nil:
		x.missed = x.ready // the next use tries again
	case from == 0:
		x.content, x.ready = loaded, true
	default:
		for i := range late {
			x.put(&late[i])
		}
	}
	if x.ready {
		for _, e := range x.pending {
			x.take(e)
		}
	}
	x.pending = nil
	if err != nil {
		return err
	}
	x.remade = x.remade || !whole
	if from == 0 && len(x.slots) > freeAfter {
		debug.FreeOSMemory()
	}
	return nil
}

// Entries are handed over in batches of batchEntries, of which at most batchesRead wait.
const (
	batchEntries = 256
	batchesRead  = 4
)

// beside calls put, in a goroutine of its own, with copies of the entries that read passes on, in order. It returns
// when both have ended.
func beside(put func(*entry), read func(func(*entry)) error) error {
	batches := make(chan []entry, batchesRead)
	var group sync.WaitGroup
	group.Go(func() {
		for filled := range batches {
			for i := range filled {
				put(&filled[i])
			}
		}
	})
	var filling []entry
	var values []byte
	err := read(func(e *entry) {
		kept, begin := *e, len(values)
		values = append(values, e.values...) // when it grows, earlier values stay in the old memory
		kept.values = values[begin:len(values):len(values)]
		if filling = append(filling, kept); len(filling) == batchEntries {
			batches <- filling
			filling, values = make([]entry, 0, batchEntries), make([]byte, 0, len(values))
		}
	})
	batches <- filling
	close(batches)
	group.Wait()
	return err
}

// apply adds committed entries.
func (x *index) apply(committed []storedEntry) {
	if len(committed) == 0 {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	switch {
	case x.loading != nil:
		x.pending = append(x.pending, committed...)
	case x.ready:
		for _, e := range committed {
			x.take(e)
		}
	}
}

// behind notes that another process has written records after seq.
func (x *index) behind(seq uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.missed || seq < x.from {
		x.from = seq
	}
	x.missed = x.ready || x.loading != nil
}

// wasRemade reports whether stored entries could not be read since the last call.
func (x *index) wasRemade() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	remade := x.remade
	x.remade = false
	return remade
}

// take adds one committed entry.
func (x *index) take(stored storedEntry) {
	if stored.data == nil {
		return // a type of a newer program
	}
	// It was encoded a moment ago, so that decoding does not fail.
	if e, err := decodeEntry(stored.seq, stored.number, stored.data); err == nil {
		x.put(&e)
	}
}

func (c *content) put(e *entry) {
	name := partitionKey{e.row.Broker, e.kind}
	on := c.partitions[name]
	if on == nil {
		on = newPartition(e.kind)
		c.partitions[name] = on
	}
	scope, ok := c.scoped[e.row]
	if !ok {
		scope = uint32(len(c.scopes))
		c.scopes = append(c.scopes, e.row)
		c.scoped[e.row] = scope
	}
	if grow := int(e.number) + 1 - len(c.slots); grow > 0 {
		c.slots = append(c.slots, make([]uint32, grow)...)
	}
	slot := c.slots[e.number]
	if slot == 0 {
		slot = on.add(e) + 1
		c.slots[e.number] = slot
	}
	c.seq = max(c.seq, e.seq)
	on.set(slot-1, scope, e)
}

// readable tells for each scope whether a user may read its records. crm.User.May, the one access rule, decides.
func (c *content) readable(user *crm.User) []bool { return c.allowed(user, crm.ActionRead) }

// restorable tells for each scope whether a user may bring its deleted records back.
func (c *content) restorable(user *crm.User) []bool { return c.allowed(user, crm.ActionDelete) }

func (c *content) allowed(user *crm.User, action crm.Action) []bool {
	may := make([]bool, len(c.scopes))
	for i := range c.scopes {
		may[i] = user.May(action, c.scopes[i])
	}
	return may
}
