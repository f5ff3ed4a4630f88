package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"roomkey/crm"
)

// maxCatalog bounds one page of a catalog.
const maxCatalog = 10_000

// Catalog returns the records that have changed since a cursor ("": all records), oldest change first and as the user
// may see them, and the ids of records that the user could read then and can't read now: they were deleted or moved to
// others, or the user has left their team. It returns at most limit records and ids, 1 to 10,000. next is the cursor to
// continue with; a page of large records has fewer than the limit. If there is nothing more for now, items and gone are
// empty and next is still a cursor. crm.CodeInvalid: limit or after is wrong. crm.ErrForbidden: the user is disabled.
func (p *Projections) Catalog(ctx context.Context, user *crm.User, after string, limit int) (
	items []*crm.View, gone []crm.ID, next string, err error) {
	if limit < 1 || limit > maxCatalog {
		return nil, nil, "", crm.Invalid("limit", "must be from 1 to %d", maxCatalog)
	}
	// A restored database takes no cursor that was given before: changes since would seem to be told already.
	use := "catalog " + p.db.epoch + user.ID.String() + user.Broker.String()
	var w catalogCursor
	if after != "" {
		payload, err := p.db.cursor.open(use, "after", after)
		if err != nil {
			return nil, nil, "", err
		}
		var ok bool
		if w, ok = decodeCatalogCursor(payload); !ok {
			return nil, nil, "", crm.Invalid("after", "is no cursor that was given for this")
		}
	}
	if user.Disabled {
		return nil, nil, "", crm.ErrForbidden
	}
	w.enter(rightsOf(user))
	moved, err := p.movesSince(ctx, &w)
	if err != nil {
		return nil, nil, "", err
	}
	steps, err := p.page(ctx, user, &w, moved, limit)
	if err != nil {
		return nil, nil, "", err
	}
	var numbers []int64
	for _, step := range steps {
		if step.gone {
			gone = append(gone, step.id)
		} else {
			numbers = append(numbers, step.number)
		}
	}
	// If the user has lost a row meanwhile, it comes again with a later seq, and is in gone then.
	items, took, err := p.shown(ctx, user, numbers, false)
	if err != nil {
		return nil, nil, "", err
	}
	if took < len(numbers) {
		upTo := slices.IndexFunc(steps, func(s catalogStep) bool { return !s.gone && s.number == numbers[took] })
		return p.Catalog(ctx, user, after, upTo) // for the cursor after these
	}
	return items, gone, p.db.cursor.seal(use, w.encode()), nil
}

// catalogStep is one record of a page.
type catalogStep struct {
	seq    uint64
	number int64
	id     crm.ID
	gone   bool
}

// page decides in the index which records a page of a catalog shows, and moves w to the end of the page.
func (p *Projections) page(ctx context.Context, user *crm.User, w *catalogCursor, moved *moves, limit int) (
	[]catalogStep, error) {
	release, err := p.index.read(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	x := &p.index.content
	end := min(x.seq, moved.upTo)
	l := &catalogScan{catalogCursor: w, moved: moved, limit: limit, until: end,
		ever: w.ever.user(user), scopes: x.scopes,
		may: x.readable(user), always: x.readable(w.always.user(user))}
	for _, t := range crm.Types {
		if on := x.partitions[partitionKey{user.Broker, t}]; on != nil {
			l.scan(on)
		}
	}
	l.sort()
	if len(l.steps) > limit {
		w.at = l.steps[limit-1].seq
		return l.steps[:limit], nil
	}
	*w = catalogCursor{base: end, at: end, now: w.now, ever: w.now, always: w.now}
	return l.steps, nil
}

// catalogScan goes once through the partitions of a brokerage, for one page of a catalog.
type catalogScan struct {
	*catalogCursor
	moved  *moves
	limit  int
	steps  []catalogStep
	until  uint64    // later changes wait for the next page
	ever   *crm.User // the user with all rights of this round together
	scopes []crm.Row
	may    []bool // by scope: readable now
	always []bool // by scope: readable all through this round
}

func (l *catalogScan) scan(s *partition) {
	for slot := range uint32(s.len()) {
		seq, scope := s.seqs[slot], s.scopes[slot]
		if seq <= l.at || seq > l.until {
			continue
		}
		if l.may[scope] && !s.deleted[slot] {
			if seq > l.base || !l.always[scope] {
				l.note(catalogStep{seq: seq, number: s.numbers[slot]})
			}
		} else if l.had(s, slot) {
			l.note(catalogStep{seq: seq, id: s.ids[slot], gone: true})
		}
	}
}

// note adds a step. When there are many more than a page takes, it drops the last ones, so that a catalog of many pages
// is not sorted as a whole for each page.
func (l *catalogScan) note(s catalogStep) {
	if l.steps = append(l.steps, s); len(l.steps) > 2*l.limit+2 {
		l.sort()
		l.steps = l.steps[:l.limit+1] // the extra one tells that more follow
		l.until = l.steps[l.limit].seq
	}
}

func (l *catalogScan) sort() {
	slices.SortFunc(l.steps, func(a, b catalogStep) int { return cmp.Compare(a.seq, b.seq) })
}

// had reports whether the client may have a record: the record was readable in some state between base and the last
// thing that the client was told.
func (l *catalogScan) had(s *partition, slot uint32) bool {
	upTo, since := max(l.base, l.at, l.told), s.firsts[slot]
	for _, m := range l.moved.of[s.numbers[slot]] {
		if since <= upTo && !m.deleted && l.ever.May(crm.ActionRead, m.Row) {
			return true
		}
		since = m.seq
	}
	return since <= upTo && !s.deleted[slot] && l.ever.May(crm.ActionRead, l.scopes[s.scopes[slot]])
}

// moves are the rows of records before each change since a cursor, by record number, oldest first.
type moves struct {
	of   map[int64][]move
	upTo uint64 // the latest change of any record that of is complete for
}

// move is a record's row before the change seq.
type move struct {
	crm.Row
	seq     uint64
	deleted bool
}

func (p *Projections) movesSince(ctx context.Context, w *catalogCursor) (*moves, error) {
	moved := &moves{of: map[int64][]move{}}
	err := p.db.reader.snapshot(ctx, "read moves", func(ctx context.Context, tx querier) error {
		err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM entries`).Scan(&moved.upTo)
		if err != nil || w.fresh() {
			return err // a client that has nothing loses nothing
		}
		rows, err := tx.QueryContext(ctx, `SELECT m.seq, m.record, r.broker, m.owner, m.team, m.visibility, m.deleted
			FROM moves m
			JOIN records r ON r.num = m.record WHERE m.seq > ? ORDER BY m.seq`, w.base)
		return each(rows, err, func(row rowScanner) error {
			var m move
			var number int64
			var broker, owner, team sql.RawBytes
			if err := row.Scan(&m.seq, &number, &broker, &owner, &team, &m.Visibility, &m.deleted); err != nil {
				return err
			}
			for i, blob := range [...][]byte{broker, owner, team} {
				if len(blob) != len(crm.ID{}) {
					return damaged("a move of record number %d", number)
				}
				*[...]*crm.ID{&m.Broker, &m.Owner, &m.Team}[i] = crm.ID(blob)
			}
			moved.of[number] = append(moved.of[number], m)
			return nil
		})
	})
	return moved, err
}
