package live

import (
	"context"
	"errors"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// intake is one call of Import.
type intake struct {
	items []intakeItem
	in    []bool
	r     *Record

	// what was brought and the engine has not got yet
	at      *document
	batch   *replica.Batch
	noted   []crm.LogItem // what the next write logs, if the engine takes the batch
	notices []crm.Notice  // likewise: what is told then
}

// intakeItem is an item with its changes decoded.
type intakeItem struct {
	crm.LogItem
	parsed []*crdt.Change // of Changes, in their order
}

// author returns the user whom the changes are by; zero for those of the server alone.
func (i *intakeItem) author() (by crm.ID) {
	for k := range i.Changes {
		if user := i.Changes[k].User; !user.IsZero() {
			by = user
		}
	}
	return by
}

// bring takes one change into the batch, unless it is known or must be left out.
func (m *intake) bring(ctx context.Context, c *crdt.Change, as crm.StoredChange) error {
	d, records := m.at, m.r.records
	if d.Graph().Has(c.Hash) {
		return nil
	}
	denied, err := records.owners.quarantined(ctx, c.Hash)
	if err != nil {
		return m.abandon(ctx, err)
	}
	if denied || slices.ContainsFunc(c.Deps, records.dropped.has) || len(d.Graph().Missing(c.Deps)) > 0 {
		if denied && !records.dropped.has(c.Hash) { // else it has lost its place to another one everywhere
			records.config.Log.Error("a change of another region is quarantined here", "doc", d.ID, "hash", c.Hash)
			observe(records.config.Metrics.SetAside, 1)
		}
		records.dropped.add(c.Hash)
		return nil
	}
	if err := m.claim(ctx, c, as.User); err != nil {
		return m.abandon(ctx, err)
	}
	added, err := replica.Bring(d.Document, m.batch, c, as)
	if err == nil {
		return nil
	}
	log := records.config.Log
	log.Error("a change of another region can't be taken in", "doc", d.ID, "hash", c.Hash, "error", err)
	if !errors.Is(err, crdt.ErrEquivocation) { // every region leaves that one out
		observe(records.config.Metrics.SetAside, 1)
	}
	records.dropped.add(c.Hash)
	if added {
		if err := d.restoreFromStorage(ctx, m.batch); err != nil {
			return m.abandon(ctx, err)
		}
	}
	return nil
}

// refuse leaves out all changes of an item: another brokerage has made a record by the same id.
func (m *intake) refuse(item *intakeItem) {
	records := m.r.records
	records.config.Log.Error("a record of another region has the id of another brokerage's", "doc", m.r.id)
	observe(records.config.Metrics.SetAside, len(item.parsed))
	for _, c := range item.parsed {
		records.dropped.add(c.Hash)
	}
}

// claim gives an actor that is new here to its user.
func (m *intake) claim(ctx context.Context, c *crdt.Change, user crm.ID) error {
	if user.IsZero() {
		return nil
	}
	if _, known := m.at.Actors()[c.Actor]; known {
		return nil
	}
	owner, fresh, err := m.r.records.owners.claim(ctx, c.Actor, user)
	switch {
	case err != nil:
		return err
	case fresh:
		m.batch.Claims(c.Actor)
	case owner != user:
		m.r.records.config.Log.Error("an actor has other users in two regions", "doc", m.at.ID, "user", user,
			"here", owner)
	}
	return nil
}

// flush gives the engine what was brought, and updates the projection.
func (m *intake) flush(ctx context.Context) error {
	d, b, noted, told := m.at, m.batch, m.noted, m.notices
	m.forget()
	if b == nil {
		return nil
	}
	brought := len(b.Changes)
	if err := d.apply(ctx, b); err != nil {
		d.perform(ctx, d.Abandon(b))
		return err
	}
	if refused := brought - len(b.Changes); refused > 0 {
		d.r.records.config.Log.Error("the engine refuses changes of another region", "doc", d.ID)
		observe(d.r.records.config.Metrics.SetAside, refused)
	}
	for i := range noted {
		replica.NoteImported(d.Document, noted[i])
	}
	d.r.journal.Notices = append(d.r.journal.Notices, told...)
	quiet := !d.r.exists()
	notices, mark := slices.Clone(d.r.journal.Notices), d.r.journal.Mark()
	d.finish(ctx, b)
	touch(d.r, b.Moment(time.Time{}))
	d.r.journal.Notices = notices // they come with their entries
	if quiet {
		d.r.journal.Quiet(mark)
	}
	return nil
}

// touch notes that the record was updated at a time, also where nothing of it was to be taken in, or in a document that
// has moved: the time of the last update is one in all regions.
func touch(r *Record, at time.Time) {
	if r.record != nil && at.After(r.record.UpdatedAt) {
		r.record = projection.Touch(r.record, at)
	}
}

// abandon takes back what was brought.
func (m *intake) abandon(ctx context.Context, err error) error {
	d, b := m.at, m.batch
	m.forget()
	d.perform(ctx, d.Abandon(b))
	return errors.Join(unavailable(err), d.reload(ctx))
}

// forget begins without a batch.
func (m *intake) forget() { m.at, m.batch, m.noted, m.notices = nil, nil, nil, nil }

// later has work done as soon as no commit is running; what asks for it waits meanwhile. It returns why the last such
// work could not be done, if that was because the storage or the engine was away.
func (m *intake) later(work func(ctx context.Context) error) error {
	r := m.r
	r.renewals = append(r.renewals, func(ctx context.Context) { r.postponed = work(ctx) })
	err := r.postponed
	r.postponed = nil
	if crm.CodeOf(err) == crm.CodeUnavailable {
		return err
	}
	return nil
}
