package store

import (
	"context"
	"slices"

	"roomkey/crm"
)

// shown returns the records with these numbers as a user may see them, in the order of numbers; those that were deleted
// as who may bring them back sees them. It leaves out records that the user may not see any more.
func (p *Projections) shown(ctx context.Context, user *crm.User, numbers []int64, deleted bool) ([]*crm.View, error) {
	keys := make([]any, len(numbers))
	place := make(map[int64]int, len(numbers))
	for i, n := range numbers {
		keys[i], place[n] = n, i
	}
	all, found := make([]*crm.View, len(numbers)), make([]bool, len(numbers))
	err := p.readMany(ctx, recordsByNumber, keys, func(number int64, r *crm.Record, e *encoded) error {
		if err := e.decodeRest(r); err != nil {
			return err
		}
		found[place[number]] = true
		// The row may be newer than the index was, so that access is checked against the row that is shown.
		record := crm.EncodedRecord{Record: r, Fields: e.fields, Private: e.private, Decode: decodeFields}
		if deleted {
			all[place[number]] = record.Deleted(user)
		} else {
			all[place[number]] = record.For(user)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if missing := slices.Index(found, false); missing >= 0 {
		return nil, damaged("record number %d is missing", numbers[missing])
	}
	return slices.DeleteFunc(all, func(v *crm.View) bool { return v == nil }), nil
}
