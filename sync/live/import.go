package live

import (
	"context"
	"errors"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// MaxImport is how many changes Import takes at most: more of them would keep the record from others for too long.
const MaxImport = 1024

// Import takes in what other regions have accepted of one record, with their log entries: through engine, projection
// and rooms, as what devices send, but without asking for rights, schema or limits, which the others have asked for.
// What is here already does no harm. It returns when all of it is durable.
//
// in says of each item whether it is in. An item waits, and is not in, while what its changes were made after is
// missing, or the record: Import has to be called again with it when more has come.
//
// Errors, after any of which nothing may be assumed: invalid for a change that is malformed, forbidden for a record
// that was erased here, not_found for an id that names a private document, too_large for more than MaxImport changes,
// internal for a record whose bytes here are damaged, unavailable if storage or engine are, or ctx has ended.
func (g *Registry) Import(ctx context.Context, record crm.ID, items []crm.LogItem) (in []bool, err error) {
	m := &intake{in: make([]bool, len(items))}
	if err := m.parse(record, items); err != nil {
		return nil, err
	}
	began := g.config.Now()
	done := make(chan error, 1)
	ok := g.with(record, 0, func(inner context.Context, r *Record) bool {
		err := visitable(ctx, r, record)
		switch {
		case err == nil:
			err = m.take(inner, r)
		case crm.CodeOf(err) == crm.CodeNotFound:
			err = errors.Join(refuseErased(inner, r, record), err)
		}
		if err != nil {
			done <- ofRecord(err)
			return false
		}
		r.commits.Wait(func(err error) { done <- err })
		return false
	})
	err = g.answered(ctx, ok, done)
	traceImport(g, m, began, err)
	if err != nil {
		return nil, err
	}
	return m.in, nil
}

// ofRecord tells an error that is of this record alone, and will stay, from one that passes.
func ofRecord(err error) error {
	if errors.Is(err, replica.ErrCorrupt) {
		return &crm.Error{Code: crm.CodeInternal, Message: "the record is damaged here", Err: err}
	}
	return err
}

// traceImport tells of what came from another region and was taken in, or could not be.
func traceImport(g *Registry, m *intake, begun time.Time, err error) {
	if g.config.Tracer == nil {
		return
	}
	for i := range m.items {
		if of, ok := traced(g.config.Tracer, m.items[i].parsed); ok {
			g.config.Tracer.Span(crm.Span{Of: of, Name: "import", Start: begun, End: g.config.Now(), Code: codeOf(err),
				Changes: len(m.items[i].parsed)})
		}
	}
}

// parse decodes the changes of all items.
func (m *intake) parse(record crm.ID, items []crm.LogItem) error {
	total := 0
	for i := range items {
		item := intakeItem{LogItem: items[i]}
		item.Changes = slices.Clone(item.Changes)
		if total += len(item.Changes); total > MaxImport || item.Record != record {
			return crm.Errorf(crm.CodeTooLarge, "at most %d changes of one record are taken in together", MaxImport)
		}
		for k := range item.Changes {
			as := &item.Changes[k]
			c, err := crdt.ParseChange(as.Data, nil)
			if err != nil {
				return &crm.Error{Code: crm.CodeInvalid, Message: "a change from another region is malformed", Err: err}
			}
			as.Hash = c.Hash
			item.parsed = append(item.parsed, c)
		}
		m.items = append(m.items, item)
	}
	return nil
}

// take is the turn: it takes in all items that don't have to wait. An error means that some were not taken in because
// the engine or the storage is unavailable.
func (m *intake) take(ctx context.Context, r *Record) error {
	m.r = r
	if err := m.takeAll(ctx); err != nil {
		if m.batch != nil {
			return m.abandon(ctx, err)
		}
		return err
	}
	if !slices.Contains(m.in, false) {
		return nil
	}
	return refuseErased(ctx, r, r.id) // what its items wait for would never come
}

// takeAll takes in items as long as one of them makes another one ready.
func (m *intake) takeAll(ctx context.Context) error {
	for more := true; more; {
		more = false
		for i := range m.items {
			if m.in[i] {
				continue
			}
			ready, err := m.takeItem(ctx, &m.items[i])
			if err != nil {
				return err
			}
			if ready {
				m.in[i], more = true, true
			}
		}
		if err := m.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

// refuseErased refuses what is about a record that was erased.
func refuseErased(ctx context.Context, r *Record, record crm.ID) error {
	switch erased, err := r.records.config.Storage.Erased(ctx, record); {
	case err != nil:
		return unavailable(err)
	case erased:
		return crm.ErrForbidden
	}
	return nil
}

// takeItem takes in one item. It returns false if the item has to wait.
func (m *intake) takeItem(ctx context.Context, item *intakeItem) (ready bool, err error) {
	d, err := m.document(ctx, item)
	if d == nil || err != nil {
		return false, err
	}
	if b := item.Birth; b != nil && m.r.record != nil && b.Broker != m.r.record.Broker {
		m.refuse(item)
		return true, nil
	}
	if m.waits(d, item) {
		return false, nil
	}
	by := item.author()
	if m.batch != nil && (m.at != d || m.batch.Author() != by) {
		if err := m.flush(ctx); err != nil {
			return false, err
		}
	}
	if m.batch == nil {
		m.at, m.batch = d, replica.BeginImport(d.Document, by, m.r.now(), m.r.setting())
	}
	m.batch.Updated(item.UpdatedAt)
	before := len(m.batch.Changes)
	for i, c := range item.parsed {
		if rewritten, err := m.equivocates(d, c); rewritten || err != nil {
			return false, err
		}
		if err := m.bring(ctx, c, item.Changes[i]); err != nil {
			return false, err
		}
	}
	for i := range item.Changes {
		item.Changes[i].Data = nil // the log needs the hash alone
	}
	m.noted = append(m.noted, item.LogItem)
	if len(m.batch.Changes) > before { // else they were told here
		m.notices = append(m.notices, item.Notices...)
	}
	return true, m.flushFor(ctx, item)
}

// flushFor gives the engine what was brought, if something else of the item follows it: a birth.
func (m *intake) flushFor(ctx context.Context, item *intakeItem) error {
	if item.Birth == nil || item.Private {
		return nil
	}
	if err := m.flush(ctx); err != nil {
		return err
	}
	return bornElsewhere(ctx, m.r, item)
}

// document returns the document of an item; nil if the item has to wait for its record, or until that goes on in the
// document, which happens as soon as no commit is running.
func (m *intake) document(ctx context.Context, item *intakeItem) (*document, error) {
	r := m.r
	if r.record == nil {
		if item.Birth != nil && item.Document == r.id && !item.Private {
			return r.shared, nil
		}
		return nil, nil
	}
	if err := r.needDocument(ctx, item.Document); err != nil {
		return nil, unavailable(err)
	}
	d := r.half(item.Document)
	if d == nil && !item.Renews.IsZero() {
		return nil, m.later(func(ctx context.Context) error {
			err := renewElsewhere(ctx, r, item)
			if err != nil {
				r.records.config.Log.Error("a record that another region renewed can't be", "doc", r.id, "error", err)
			}
			return err
		})
	}
	return d, nil
}

// waits reports whether changes of an item were made after what neither the document nor the item has. Those that
// equivocate, and what follows them, don't wait.
func (m *intake) waits(d *document, item *intakeItem) bool {
	coming := map[crdt.Hash]bool{}
	dropped := &d.r.records.dropped
	for _, c := range item.parsed {
		for _, dep := range d.Graph().Missing(c.Deps) {
			if !coming[dep] && !dropped.has(dep) {
				return true
			}
		}
		coming[c.Hash] = true
	}
	return false
}
