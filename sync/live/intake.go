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
	at    *document
	batch *replica.Batch
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
	d, b := m.at, m.batch
	m.at, m.batch = nil, nil
	if b == nil {
		return nil
	}
	brought := len(b.Changes)
	if err := d.apply(ctx, b); err != nil {
		d.perform(ctx, d.Abandon(b))
		return err
	}
	if len(b.Changes) < brought {
		d.r.records.config.Log.Error("the engine refuses changes of another region", "doc", d.ID)
	}
	quiet := !d.r.exists()
	notices, mark := slices.Clone(d.r.journal.Notices), d.r.journal.Mark()
	d.finish(ctx, b)
	touch(d.r, b.Moment(noTime))
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

var noTime time.Time

// abandon takes back what was brought.
func (m *intake) abandon(ctx context.Context, err error) error {
	d, b := m.at, m.batch
	m.at, m.batch = nil, nil
	d.perform(ctx, d.Abandon(b))
	return errors.Join(unavailable(err), d.reload(ctx))
}
