package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"roomkey/crm"
	"roomkey/crm/search"
)

// List returns a page of the records that a user may read, each as the user may see it. A page of large records has
// fewer than the limit, though others follow. crm.CodeInvalid: the query is wrong; the error names the parameter or the
// field.
//
// A record that changes between two pages may come to stand before the cursor. So those of the list that have changed
// since the first page come once more after the others, by their changes: all pages together have every record that is
// in the list from the first page to the last, some of them twice. In a list by createdAt each comes once: no change
// moves one there.
func (p *Projections) List(ctx context.Context, user *crm.User, q Query) (Page, error) {
	q.Filters = slices.Clone(q.Filters)
	t, err := q.check()
	if err != nil {
		return Page{}, errors.Join(err, p.checkFilters(ctx, t, user, q))
	}
	var after *position
	if q.Cursor != "" {
		payload, err := p.db.cursor.open(q.use(p.db.epoch, user), "cursor", q.Cursor)
		if err != nil {
			return Page{}, err
		}
		at, ok := decodePosition(payload)
		if !ok {
			return Page{}, crm.Invalid("cursor", "is no cursor that was given for this")
		}
		after = &at
	}
	typed := search.Read(q.Q)
	found, err := searchAll(ctx, p.db.reader, &typed)
	if err != nil {
		return Page{}, err
	}
	numbers, end, total, err := p.find(ctx, t, user, q, after, found)
	if err != nil {
		return Page{}, err
	}
	items, took, err := p.shown(ctx, user, numbers, q.Deleted)
	if err != nil {
		return Page{}, err
	}
	if took < len(numbers) {
		q.Limit = took
		return p.List(ctx, user, q) // for the cursor after these
	}
	page := Page{Items: items, Total: total}
	if end != nil {
		page.Next = p.db.cursor.seal(q.use(p.db.epoch, user), end.encode())
	}
	return page, nil
}

// CheckQuery says all that List would refuse of a query but its cursor; nil: nothing.
func (p *Projections) CheckQuery(ctx context.Context, user *crm.User, q Query) error {
	t, err := q.check()
	return errors.Join(err, p.checkFilters(ctx, t, user, q))
}

// checkFilters says what is wrong with the filters of a query that is wrong in other ways too. t may be nil.
func (p *Projections) checkFilters(ctx context.Context, t *crm.RecordType, user *crm.User, q Query) error {
	if t == nil {
		return nil
	}
	release, err := p.index.read(ctx)
	if err != nil {
		return err
	}
	defer release()
	q.Sort = "updatedAt"
	_, err = q.compile(t, user, &p.index.content, nil, nil)
	return err
}

// find decides in the index which records a page shows, and how many records the whole list has. end is where the page
// ends; nil if nothing follows.
func (p *Projections) find(ctx context.Context, t *crm.RecordType, user *crm.User, q Query, after *position,
	found *found) (numbers []int64, end *position, total int, err error) {

	release, err := p.index.read(ctx)
	if err != nil {
		return nil, nil, 0, err
	}
	defer release()
	x := &p.index.content
	c, err := q.compile(t, user, x, found, after)
	if err != nil {
		return nil, nil, 0, err
	}
	since := x.seq // what has changed before is seen as it is
	var top []uint32
	if after != nil {
		since = after.since
	}
	if after == nil || !after.changed {
		top, total = c.scan(q.Limit + 1)
		if len(top) > q.Limit {
			top = top[:q.Limit]
			last := c.place(top[q.Limit-1])
			last.since = since
			return c.numbersOf(top), &last, total, nil
		}
		if since == x.seq || q.Sort == "createdAt" {
			return c.numbersOf(top), nil, total, nil
		}
	}
	shown := len(top)
	top, all, more := c.changedSince(since, top, q.Limit)
	switch {
	case more && len(top) > shown:
		since = c.on.seqs[top[len(top)-1]]
		fallthrough
	case more:
		end = &position{since: since, changed: true}
	}
	return c.numbersOf(top), end, all, nil
}

// changedSince adds to a page, up to its limit, the slots of the list that have changed since, in the order of their
// changes, but for those that the page has already. total is how many the whole list has. more: some had no room.
func (c *compiled) changedSince(since uint64, page []uint32, limit int) (slots []uint32, total int, more bool) {
	by := *c
	by.key, by.texts, by.ranked, by.desc = func(slot uint32) uint64 { return c.on.seqs[slot] }, nil, false, false
	by.after = &position{key: since, number: math.MaxInt64}
	room := limit - len(page)
	changed, total := by.scan(limit + 1) // a few of them may be on the page
	for _, slot := range changed {
		switch {
		case slices.Contains(page, slot):
		case room == 0:
			return page, total, true
		default:
			page, room = append(page, slot), room-1
		}
	}
	return page, total, false
}

func (c *compiled) numbersOf(slots []uint32) (numbers []int64) {
	for _, slot := range slots {
		numbers = append(numbers, c.on.numbers[slot])
	}
	return numbers
}

// scan goes once through the whole partition. It counts the records that match, and keeps the first n after the cursor,
// in order, in a heap whose root is the last of them.
func (c *compiled) scan(n int) (top []uint32, total int) {
	s := c.on
	heap := slotHeap{c: c}
slots:
	for slot := range uint32(s.len()) {
		if !c.lists(slot) {
			continue
		}
		for _, hold := range c.holds {
			if !hold(slot) {
				continue slots
			}
		}
		if c.found.tier(s.numbers[slot]) == search.None {
			continue
		}
		total++
		key := c.order(slot)
		if len(heap.slots) == n && key > heap.worst {
			continue
		}
		if c.after != nil && !c.follows(slot, key) {
			continue
		}
		heap.offer(slot, n)
	}
	slices.SortFunc(heap.slots, c.compareSlots)
	return heap.slots, total
}

// lists reports whether a slot is among those of which the filters decide. What is left of an erased record was made in
// the moment of its deletion, and can't be brought back.
func (c *compiled) lists(slot uint32) bool {
	s := c.on
	if s.deleted[slot] != c.deleted || !c.may[s.scopes[slot]] {
		return false
	}
	if c.deleted {
		return s.created[slot] != s.updated[slot]
	}
	return (s.archived[slot] != 0) == c.archive
}

// order is a key by which slots are sorted, smallest first. A slot without a value comes last in both directions.
func (c *compiled) order(slot uint32) uint64 {
	key := c.key(slot)
	if c.desc {
		return ^key
	}
	if key == 0 {
		return math.MaxUint64
	}
	return key
}

func (c *compiled) place(slot uint32) position {
	p := position{key: c.order(slot), number: c.on.numbers[slot]}
	switch {
	case c.texts != nil:
		p.folded = fold(c.texts.get(slot))
	case c.ranked:
		p.folded = string(c.on.ids[slot][:])
	}
	return p
}

// follows reports whether a slot with this order comes after the cursor.
func (c *compiled) follows(slot uint32, key uint64) bool {
	if key != c.after.key {
		return key > c.after.key
	}
	order := 0
	switch {
	case c.texts != nil:
		order = compareFolded(c.texts.get(slot), []byte(c.after.folded))
	case c.ranked:
		order = bytes.Compare(c.on.ids[slot][:], []byte(c.after.folded))
	}
	if order == 0 {
		order = cmp.Compare(c.on.numbers[slot], c.after.number)
	}
	if c.desc {
		return order < 0
	}
	return order > 0
}

func (c *compiled) compareSlots(a, b uint32) int {
	keyA, keyB := c.order(a), c.order(b)
	switch {
	case keyA < keyB:
		return -1
	case keyA > keyB:
		return 1
	}
	order := 0
	// Most slots with equal keys have equal texts, and most equal texts are stored once.
	switch {
	case c.texts != nil && c.texts.refs[a] != c.texts.refs[b]:
		order = compareFolded(c.texts.get(a), c.texts.get(b))
	case c.ranked:
		order = bytes.Compare(c.on.ids[a][:], c.on.ids[b][:])
	}
	if order == 0 {
		order = cmp.Compare(c.on.numbers[a], c.on.numbers[b])
	}
	if c.desc {
		return -order
	}
	return order
}

// slotHeap keeps the first slots of an order; its root is the last of them.
type slotHeap struct {
	c     *compiled
	slots []uint32
	worst uint64 // order of the root, once the heap is full
}

func (h *slotHeap) offer(slot uint32, n int) {
	if len(h.slots) < n {
		h.slots = append(h.slots, slot)
		for i := len(h.slots) - 1; i > 0; {
			parent := (i - 1) / 2
			if h.c.compareSlots(h.slots[i], h.slots[parent]) <= 0 {
				break
			}
			h.slots[i], h.slots[parent] = h.slots[parent], h.slots[i]
			i = parent
		}
	} else {
		if h.c.compareSlots(slot, h.slots[0]) >= 0 {
			return
		}
		h.slots[0] = slot
		h.sink()
	}
	if len(h.slots) == n {
		h.worst = h.c.order(h.slots[0])
	}
}

func (h *slotHeap) sink() {
	for i := 0; ; {
		last := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h.slots); child++ {
			if h.c.compareSlots(h.slots[child], h.slots[last]) > 0 {
				last = child
			}
		}
		if last == i {
			return
		}
		h.slots[i], h.slots[last] = h.slots[last], h.slots[i]
		i = last
	}
}
