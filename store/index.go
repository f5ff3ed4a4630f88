package store

import (
	"context"
	"database/sql"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
)

// loadTimeout bounds the reading of all projections.
const loadTimeout = 2 * time.Minute

// freeAfter is how many records' columns have left so much garbage, while they grew, that it is given back at once: some
// 50 MB for 100,000.
const freeAfter = 20_000

// index answers which records a list or a catalog shows. It is held in memory, some 300 bytes a record, because SQLite
// would need an index for each field and access relation, and would have to write them with every change. It holds only
// what has been committed, is read from the projections at its first use, and kept by the writer from then on.
type index struct {
	store *Store

	mu      sync.RWMutex // guards what follows
	ready   bool
	loading chan struct{} // closed when a load ends; nil: none is under way
	pending []*openRecord // committed while loading
	missed  bool          // another process has written records
	from    uint64        // since this seq
	content
}

// content is what the index holds.
type content struct {
	shelves map[shelfName]*shelf
	slots   []uint32 // by record number: its slot plus one, on the shelf of its brokerage and type
	scopes  []crm.Row
	scoped  map[crm.Row]uint32
	seq     uint64 // the highest
}

func newContent() content {
	return content{shelves: map[shelfName]*shelf{}, scoped: map[crm.Row]uint32{}}
}

func newIndex(s *Store) *index { return &index{store: s, content: newContent()} }

// Warm reads the index now, so that the first list need not wait for it: about a second for 100,000 records.
func (s *Store) Warm(ctx context.Context) error {
	release, err := s.index.read(ctx)
	if err != nil {
		return err
	}
	release()
	return nil
}

// read gives the right to read the index until release is called.
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

// load reads all projections, or those that another process has written. Meanwhile commits wait in pending.
func (x *index) load(ctx context.Context) (err error) {
	x.mu.Lock()
	loaded, from := newContent(), uint64(0)
	if x.ready {
		from = x.from
	}
	x.missed = false
	x.mu.Unlock()
	var late []lateEntry
	err = x.store.eachEntry(ctx, from, func(name shelfName, row crm.Row, e *entry) error {
		if from == 0 {
			loaded.put(name, row, e)
			return nil
		}
		kept := *e
		kept.object = slices.Clone(e.object)
		late = append(late, lateEntry{name, row, kept})
		return nil
	})
	x.mu.Lock()
	defer x.mu.Unlock()
	close(x.loading)
	x.loading = nil
	switch {
	case err != nil:
		x.missed = x.ready // try again at the next use
	case from == 0:
		x.content, x.ready = loaded, true
	default:
		for i := range late {
			x.put(late[i].name, late[i].row, &late[i].entry)
		}
	}
	if x.ready {
		for _, r := range x.pending {
			x.take(r)
		}
	}
	x.pending = nil
	if err != nil {
		return err
	}
	if from == 0 && len(x.slots) > freeAfter {
		debug.FreeOSMemory()
	}
	return nil
}

// lateEntry is what another process has written, on its way to its shelf.
type lateEntry struct {
	name shelfName
	row  crm.Row
	entry
}

// apply takes what was committed.
func (x *index) apply(records []*openRecord) {
	if len(records) == 0 {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	switch {
	case x.loading != nil:
		x.pending = append(x.pending, records...)
	case x.ready:
		for _, r := range records {
			x.take(r)
		}
	}
}

// behind says that another process has written records after seq.
func (x *index) behind(seq uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.missed || seq < x.from {
		x.from = seq
	}
	x.missed = x.ready || x.loading != nil
}

func (x *index) take(open *openRecord) {
	r := open.latest
	if r == nil {
		return
	}
	x.put(shelfName{r.Broker, r.Type}, r.Row, &entry{number: open.num, id: r.ID, seq: open.seq, born: open.born, fields: r.Fields,
		created: micros(r.CreatedAt), updated: micros(r.UpdatedAt), archive: micros(r.ArchivedAt), deleted: !r.DeletedAt.IsZero()})
}

func (c *content) put(name shelfName, row crm.Row, e *entry) {
	on := c.shelves[name]
	if on == nil {
		t := crm.TypeNamed(name.typ)
		if t == nil {
			return // a type of a newer program
		}
		on = newShelf(t)
		c.shelves[name] = on
	}
	scope, ok := c.scoped[row]
	if !ok {
		scope = uint32(len(c.scopes))
		c.scopes = append(c.scopes, row)
		c.scoped[row] = scope
	}
	e.scope = scope
	if grow := int(e.number) + 1 - len(c.slots); grow > 0 {
		c.slots = append(c.slots, make([]uint32, grow)...)
	}
	slot := c.slots[e.number]
	if slot == 0 {
		slot = on.add(e) + 1
		c.slots[e.number] = slot
	}
	c.seq = max(c.seq, e.seq)
	on.set(slot-1, e)
}

// readable says of each scope whether a user may read its records. The one access rule decides.
func (c *content) readable(user *crm.User) []bool {
	may := make([]bool, len(c.scopes))
	for i := range c.scopes {
		may[i] = user.May(crm.ActionRead, c.scopes[i])
	}
	return may
}

// eachEntry reads what the index holds of the projections after a seq. The entry is valid during the call.
func (s *Store) eachEntry(ctx context.Context, after uint64, f func(shelfName, crm.Row, *entry) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
	defer cancel()
	text := `SELECT num, id, type, broker, owner, team, visibility, seq, born, created, updated, archived, deleted != 0, fields FROM records`
	var args []any
	if after > 0 {
		text, args = text+` WHERE seq > ?`, []any{after}
	}
	rows, err := s.reader.db.QueryContext(ctx, text, args...)
	return classify("read the index", each(rows, err, func(row rowScanner) error {
		e := &entry{}
		var name shelfName
		var of crm.Row
		var id, broker, owner, team, fields sql.RawBytes
		err := row.Scan(&e.number, &id, &name.typ, &broker, &owner, &team, &of.Visibility, &e.seq, &e.born, &e.created, &e.updated,
			&e.archive, &e.deleted, &fields)
		if err != nil {
			return err
		}
		for i, blob := range [...][]byte{id, broker, owner, team} {
			if len(blob) != len(crm.ID{}) {
				return damaged("record number %d", e.number)
			}
			*[...]*crm.ID{&e.id, &of.Broker, &of.Owner, &of.Team}[i] = crm.ID(blob)
		}
		name.broker = of.Broker
		e.object = fields
		return f(name, of, e)
	}))
}
