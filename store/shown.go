package store

import (
	"context"
	"errors"

	"roomkey/crm"
)

// maxPageBytes bounds the content of the records that one page shows, but for its first record: a few hundred records
// with long notes would take gigabytes, once here and once more as an answer.
const maxPageBytes = 8 << 20

// shown returns the records with these numbers as a user may see them, in the order of numbers; those that were deleted
// as who may bring them back sees them. It leaves out records that the user may not see any more. Where they are too
// many bytes for a page it stops: took says how many of numbers it has looked at, one at least.
func (p *Projections) shown(ctx context.Context, user *crm.User, numbers []int64, deleted bool) (views []*crm.View,
	took int, err error) {
	s := &showing{user: user, deleted: deleted, found: make(map[int64]*crm.View, len(numbers))}
	for took < len(numbers) && !s.full {
		n := min(chunkRows, len(numbers)-took)
		if s.oneByOne {
			n = 1
		}
		before := s.bytes
		err := p.readMany(ctx, recordsByNumber, anyOf(numbers[took:took+n]), s.take)
		switch {
		case errors.Is(err, errEnoughBytes) && n > 1:
			s.oneByOne, s.bytes = true, before // the rows of a chunk come in another order than the page has
			for _, number := range numbers[took : took+n] {
				delete(s.found, number)
			}
			continue
		case errors.Is(err, errEnoughBytes):
			s.full = true
			continue
		case err != nil:
			return nil, took, err
		}
		took += n
	}
	for _, number := range numbers[:took] {
		seen, found := s.found[number]
		if !found {
			return nil, took, damaged("record number %d is missing", number)
		}
		if seen != nil {
			views = append(views, seen)
		}
	}
	return views, took, nil
}

// errEnoughBytes ends the reading of a page whose records are large.
var errEnoughBytes = errors.New("enough bytes for a page")

// showing collects the records of a page.
type showing struct {
	user     *crm.User
	deleted  bool
	found    map[int64]*crm.View
	bytes    int  // of all that is found
	oneByOne bool // since a whole chunk was too many bytes
	full     bool
}

// take takes a row in, unless there are records already and it is too many bytes besides.
func (s *showing) take(number int64, r *crm.Record, e *encoded) error {
	size := len(e.fields) + len(e.private) + len(e.conflicts)
	if len(s.found) > 0 && s.bytes+size > maxPageBytes {
		return errEnoughBytes
	}
	if err := e.decodeRest(r); err != nil {
		return err
	}
	// The row may be newer than the index was, so that access is checked against the row that is shown.
	record := crm.EncodedRecord{Record: r, Fields: e.fields, Private: e.private, Decode: decodeFields}
	if s.deleted {
		s.found[number] = record.Deleted(s.user)
	} else {
		s.found[number] = record.For(s.user)
	}
	s.bytes += size
	return nil
}

func anyOf(numbers []int64) []any {
	keys := make([]any, len(numbers))
	for i, n := range numbers {
		keys[i] = n
	}
	return keys
}
