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

// Catalog gives the records that changed since a cursor ("": all), oldest change first and as the user may see them, and
// the ids of those that they could read then and can't now: deleted, moved to others, or of a team that they left. next
// is the cursor of what follows; there is one also when there is nothing more for now, and items and gone are empty.
func (p *Projections) Catalog(ctx context.Context, user *crm.User, after string, limit int) (items []*crm.View, gone []crm.ID, next string, err error) {
	if limit < 1 || limit > maxCatalog {
		return nil, nil, "", crm.Invalid("limit", "must be from 1 to %d", maxCatalog)
	}
	use := "catalog " + user.ID.String() + user.Broker.String()
	var w walk
	if after != "" {
		payload, err := p.db.cursor.open(use, "after", after)
		if err != nil {
			return nil, nil, "", err
		}
		var ok bool
		if w, ok = decodeWalk(payload); !ok {
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
	steps, err := p.walk(ctx, user, &w, moved, limit)
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
	// A row that was taken away since comes again with a later seq, and is gone then.
	if items, err = p.shown(ctx, user, numbers); err != nil {
		return nil, nil, "", err
	}
	return items, gone, p.db.cursor.seal(use, w.encode()), nil
}

// step is one record of a page.
type step struct {
	seq    uint64
	number int64
	id     crm.ID
	gone   bool
}

// walk decides in the index which records a page of a catalog tells of, and moves w to its end.
func (p *Projections) walk(ctx context.Context, user *crm.User, w *walk, moved *moves, limit int) ([]step, error) {
	release, err := p.index.read(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	x := &p.index.content
	end := min(x.seq, moved.upTo)
	l := &look{walk: w, moved: moved, limit: limit, until: end, ever: w.ever.user(user), scopes: x.scopes,
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
	*w = walk{base: end, at: end, now: w.now, ever: w.now, always: w.now}
	return l.steps, nil
}

// look is one look over the partitions for one walk.
type look struct {
	*walk
	moved  *moves
	limit  int
	steps  []step
	until  uint64    // later changes wait for the next look
	ever   *crm.User // the user with all rights of this round together
	scopes []crm.Row
	may    []bool // by scope: readable now
	always []bool // by scope: readable all through this round
}

func (l *look) scan(s *partition) {
	for slot := range uint32(s.len()) {
		seq, scope := s.seqs[slot], s.scopes[slot]
		if seq <= l.at || seq > l.until {
			continue
		}
		if l.may[scope] && !s.deleted[slot] {
			if seq > l.base || !l.always[scope] {
				l.add(step{seq: seq, number: s.numbers[slot]})
			}
		} else if l.had(s, slot) {
			l.add(step{seq: seq, id: s.ids[slot], gone: true})
		}
	}
}

// add notes a step. Where there are many more than a page takes, it forgets the last ones: a catalog of many pages is not
// sorted whole for each.
func (l *look) add(s step) {
	if l.steps = append(l.steps, s); len(l.steps) > 2*l.limit+2 {
		l.sort()
		l.steps = l.steps[:l.limit+1] // one more tells that there are more
		l.until = l.steps[l.limit].seq
	}
}

func (l *look) sort() {
	slices.SortFunc(l.steps, func(a, b step) int { return cmp.Compare(a.seq, b.seq) })
}

// had reports whether the client may have a record: it was readable in some state between base and what it
// was told of last.
func (l *look) had(s *partition, slot uint32) bool {
	upTo, since := max(l.base, l.at, l.told), s.borns[slot]
	for _, m := range l.moved.of[s.numbers[slot]] {
		if since <= upTo && !m.deleted && l.ever.May(crm.ActionRead, m.Row) {
			return true
		}
		since = m.seq
	}
	return since <= upTo && !s.deleted[slot] && l.ever.May(crm.ActionRead, l.scopes[s.scopes[slot]])
}

// moves are what rows were before each change of them after a cursor, by record number, oldest first.
type moves struct {
	of   map[int64][]move
	upTo uint64 // the latest change to any record that they are complete for
}

// move is what a record's row was before the change seq.
type move struct {
	crm.Row
	seq     uint64
	deleted bool
}

func (p *Projections) movesSince(ctx context.Context, w *walk) (*moves, error) {
	moved := &moves{of: map[int64][]move{}}
	err := p.db.reader.snapshot(ctx, "read moves", func(ctx context.Context, tx querier) error {
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM entries`).Scan(&moved.upTo); err != nil || w.fresh() {
			return err // a client that has nothing loses nothing
		}
		rows, err := tx.QueryContext(ctx, `SELECT m.seq, m.record, r.broker, m.owner, m.team, m.visibility, m.deleted FROM moves m
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
