package store

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"roomkey/crm"
	"roomkey/crm/search"
)

// Search asks for the records of all types that people mean.
type Search struct {
	Q     string // what people type, see package search; without a word in it, nothing is found
	Type  string // singular: of this type alone; "": of all
	Limit int    // 1 to 100; 0: 20
}

const (
	defaultFound = 20
	maxFound     = 100
)

// Search returns the records that a user may read and that answer a query best, each as the user may see it: the best
// found first, then the latest update; of large records fewer than the limit. Archived and deleted records are not
// among them. total is how many there are. crm.CodeInvalid: there is no such type, or the limit is out of range.
func (p *Projections) Search(ctx context.Context, user *crm.User, q Search) (items []*crm.View, total int, err error) {
	types := crm.Types
	if q.Type != "" {
		if types = []*crm.RecordType{crm.TypeNamed(q.Type)}; types[0] == nil {
			return nil, 0, crm.Invalid("type", "there is no such type of records")
		}
	}
	if q.Limit == 0 {
		q.Limit = defaultFound
	}
	if q.Limit < 1 || q.Limit > maxFound {
		return nil, 0, crm.Invalid("limit", "must be from 1 to %d", maxFound)
	}
	typed := search.Read(q.Q)
	found, err := searchAll(ctx, p.db.reader, &typed)
	if err != nil || found == nil {
		return nil, 0, err
	}
	numbers, total, err := p.best(ctx, user, types, found, q.Limit)
	if err == nil {
		items, _, err = p.shown(ctx, user, numbers, false)
	}
	return items, total, err
}

// best decides in the index which of the found records are the first of several types, and how many there are.
func (p *Projections) best(ctx context.Context, user *crm.User, types []*crm.RecordType, f *found, limit int) (
	numbers []int64, total int, err error) {

	release, err := p.index.read(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer release()
	type place struct {
		key    uint64
		id     crm.ID
		number int64
	}
	var all []place
	for _, t := range types {
		c, err := (&Query{}).compile(t, user, &p.index.content, f, nil)
		if err != nil {
			return nil, 0, err
		}
		top, n := c.scan(limit)
		total += n
		for _, slot := range top {
			all = append(all, place{c.order(slot), c.on.ids[slot], c.on.numbers[slot]})
		}
	}
	slices.SortFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.key, b.key), bytes.Compare(a.id[:], b.id[:]))
	})
	for _, at := range all[:min(limit, len(all))] {
		numbers = append(numbers, at.number)
	}
	return numbers, total, nil
}
