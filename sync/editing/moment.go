package editing

import (
	"context"
	"slices"

	"roomkey/crm"
	"roomkey/sync/live"
)

// moment is a record at heads of its documents.
type moment struct {
	past      *live.Past
	record    crm.Record          // without fields
	heads     map[bool][]crm.Hash // by half
	documents map[bool]crm.ID     // by half: the document that has these heads
	left      []crm.Hash          // heads that the present documents lack
}

// momentOf tells which of heads the halves that user may read have now.
func momentOf(ctx context.Context, v *live.Visit, user *crm.User, heads []crm.Hash) (*moment, error) {
	shared, private, left, err := byHalf(ctx, v, user, heads)
	if err != nil {
		return nil, err
	}
	m := &moment{past: v.Past(user), record: *v.Projection(), left: left,
		heads:     map[bool][]crm.Hash{false: shared},
		documents: map[bool]crm.ID{false: v.Projection().DocumentOf(false)}}
	if user.AccessTo(m.record.Row).ReadsPrivate() {
		m.heads[true], m.documents[true] = private, v.Projection().DocumentOf(true)
	}
	m.record.Heads, m.record.PrivateHeads, m.record.Conflicts = nil, nil, nil
	m.record.Fields, m.record.Private = nil, nil
	return m, nil
}

// read reads the fields of the halves whose heads are named. Error: invalid if the heads of one half are not all of one
// document.
func (m *moment) read(ctx context.Context) (*crm.Record, error) {
	if err := m.search(ctx); err != nil {
		return nil, err
	}
	if len(m.left) > 0 || len(m.heads[false])+len(m.heads[true]) == 0 {
		return nil, crm.Invalid("heads", "the record has no such change")
	}
	rec := m.record
	rec.Heads, rec.PrivateHeads = m.heads[false], m.heads[true]
	var err error
	if len(rec.Heads) > 0 {
		if rec.Fields, err = m.past.FieldsAt(ctx, m.documents[false], rec.Heads); err != nil {
			return nil, err
		}
	}
	if len(rec.PrivateHeads) > 0 {
		if rec.Private, err = m.past.FieldsAt(ctx, m.documents[true], rec.PrivateHeads); err != nil {
			return nil, err
		}
	}
	return &rec, nil
}

// search looks for heads that are left in the documents that halves had before they were renewed, the latest first.
func (m *moment) search(ctx context.Context) error {
	for _, private := range []bool{false, true} {
		if _, readable := m.documents[private]; !readable {
			continue
		}
		former, err := m.past.Former(ctx, private)
		if err != nil {
			return err
		}
		for _, document := range slices.Backward(former) {
			if len(m.left) == 0 || len(m.heads[private]) > 0 {
				break
			}
			stored, err := m.past.Stored(ctx, document)
			if err != nil {
				return err
			}
			m.take(private, stored)
		}
	}
	return nil
}

// take takes those heads that are left and that a document has.
func (m *moment) take(private bool, stored *crm.Stored) {
	has := func(h crm.Hash) bool {
		return slices.ContainsFunc(stored.Changes, func(c crm.StoredChange) bool { return c.Hash == h })
	}
	var its, left []crm.Hash
	for _, h := range m.left {
		if has(h) {
			its = append(its, h)
		} else {
			left = append(left, h)
		}
	}
	m.left = left
	if len(its) > 0 {
		m.heads[private], m.documents[private] = live.SortHashes(its), stored.ID
	}
}

// byHalf tells which of heads each half has. left are those of no half that user may read.
func byHalf(ctx context.Context, v *live.Visit, user *crm.User,
	heads []crm.Hash) (shared, private, left []crm.Hash, err error) {
	shared, left, err = v.Pick(ctx, false, heads)
	if err == nil && len(left) > 0 && user.AccessTo(v.Projection().Row).ReadsPrivate() {
		private, left, err = v.Pick(ctx, true, left)
	}
	return shared, private, left, err
}
