package store

import (
	"errors"

	"roomkey/crm"
)

// compile makes q ready. The caller holds the index's lock. All that is wrong with the filters comes at once.
func (q *Query) compile(t *crm.RecordType, user *crm.User, x *content, after *position) (*compiled, error) {
	c := &compiled{on: x.partitions[partitionKey{user.Broker, t}], may: x.readable(user), desc: q.Desc,
		archive: q.Archived, deleted: q.Deleted, after: after}
	if q.Deleted {
		c.may = x.restorable(user)
	}
	if c.on == nil {
		c.on = newPartition(t) // filters are checked even if there are no records
	}
	switch q.Sort {
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
