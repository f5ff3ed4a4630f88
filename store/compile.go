package store

import (
	"errors"

	"roomkey/crm"
)

// compile makes q ready. The caller holds the index's lock. All that is wrong with the filters comes at once.
func (q *Query) compile(t *crm.RecordType, user *crm.User, x *content, f *found, after *position) (*compiled, error) {
	c := &compiled{on: x.partitions[partitionKey{user.Broker, t}], may: x.readable(user), desc: q.Desc,
		archive: q.Archived, deleted: q.Deleted, found: f, after: after}
	if q.Deleted {
		c.may = x.restorable(user)
	}
	if c.on == nil {
		c.on = newPartition(t) // filters are checked even if there are no records
	}
	switch q.Sort {
	case "":
		c.rank()
	case "updatedAt":
		c.key = func(slot uint32) uint64 { return timeKey(c.on.updated[slot]) }
	case "createdAt":
		c.key = func(slot uint32) uint64 { return timeKey(c.on.created[slot]) }
	default:
		sorted := c.on.named[q.Sort]
		c.key = func(slot uint32) uint64 { return sorted.keys[slot] }
		c.texts = sorted.texts
	}
	var wrong []error
	for i := range q.Filters {
		if err := c.filter(t, x, &q.Filters[i]); err != nil {
			wrong = append(wrong, err)
		}
	}
	return c, errors.Join(wrong...)
}

// rank sorts by tier, then the latest update first, then by id: as the app does, which knows times by the millisecond.
func (c *compiled) rank() {
	const timeBits = 60
	c.ranked, c.desc = true, false
	c.key = func(slot uint32) uint64 {
		age := uint64(1<<timeBits-1) - uint64(max(c.on.updated[slot]/1000, 0))
		return uint64(c.found.tier(c.on.numbers[slot]))<<timeBits | age
	}
}
