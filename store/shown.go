package store

import (
	"context"
	"slices"

	"roomkey/crm"
)

// Shown is a record as one user may see it, for callers that write thousands of them: its fields are the stored JSON.
type Shown struct {
	*crm.Record        // without Fields and Private
	Fields      []byte // a JSON object with sorted names
	Private     []byte // as Fields; nil: there is none, or the user may not read it
}

// Decode returns the record with its fields decoded.
func (s *Shown) Decode() (r *crm.Record, err error) {
	whole := *s.Record
	if whole.Fields, err = decodeFields(s.Fields); err != nil {
		return nil, err
	}
	whole.Private, err = decodeFields(s.Private)
	return &whole, err
}

// shown returns the records with these numbers as a user may see them, in the order of numbers. It leaves out records
// that the user may not read any more.
func (p *Projections) shown(ctx context.Context, user *crm.User, numbers []int64) ([]*Shown, error) {
	keys := make([]any, len(numbers))
	place := make(map[int64]int, len(numbers))
	for i, n := range numbers {
		keys[i], place[n] = n, i
	}
	all := make([]*Shown, len(numbers))
	err := p.readMany(ctx, recordsByNumber, keys, func(number int64, r *crm.Record, e *encoded) error {
		if err := e.decodeRest(r); err != nil {
			return err
		}
		shown := &Shown{}
		all[place[number]] = shown
		// The row may be newer than the index was, so that access is checked against the row that is shown.
		if shown.Record = r.For(user); shown.Record == nil {
			return nil
		}
		if len(e.private) == 0 || !user.May(crm.ActionPrivate, r.Row) {
			shown.Fields = slices.Clone(e.fields)
			return nil
		}
		both := slices.Concat(e.fields, e.private)
		size := len(e.fields)
		shown.Fields, shown.Private = both[:size:size], both[size:]
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, shown := range all {
		if shown == nil {
			return nil, damaged("record number %d is missing", numbers[i])
		}
	}
	return slices.DeleteFunc(all, func(shown *Shown) bool { return shown.Record == nil }), nil
}
