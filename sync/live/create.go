package live

import (
	"context"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/projection"
)

// CreateRecord makes a record, whose id must not be Taken. The drafts hold its shared and private fields, which were
// found legal. After an error nothing of the record is left.
func (v *Visit) CreateRecord(ctx context.Context, t *crm.RecordType, user *crm.User, row crm.Row,
	shared, private crdt.Draft) error {
	err := v.writeNew(ctx, t, user, row, shared, private)
	if err != nil {
		v.r.unmake(ctx)
	}
	return err
}

// writeNew writes the documents of a new record.
func (v *Visit) writeNew(ctx context.Context, t *crm.RecordType, user *crm.User, row crm.Row,
	shared, private crdt.Draft) error {
	r := v.r
	if err := r.shared.plant(ctx, t, user); err != nil {
		return err
	}
	shared.Type, private.Type = t.Name, t.Name
	if _, err := r.shared.authorUntil(ctx, v.left, user, shared); err != nil {
		return err
	}
	r.promoteToRecord(ctx, t, user, row)
	mark := r.journal.Mark()
	defer func() { r.journal.Quiet(mark) }()
	r.ensurePrivate(ctx)
	if private.Patch == nil {
		return nil
	}
	if r.private == nil {
		return crm.Errorf(crm.CodeUnavailable, "the private fields can't be written at present")
	}
	_, err := r.private.authorUntil(ctx, v.left, user, private)
	return err
}

// unmake forgets a record that could not be made. Nobody outside the actor has seen anything of it.
func (r *Record) unmake(ctx context.Context) {
	r.records.config.Engine.Drop(r.id, crm.PrivateID(r.id))
	if r.record != nil && r.record.Type == "escrow" && !r.records.Ordered() {
		if err := r.records.config.Storage.FreeEscrowNumber(ctx, r.record.Broker, r.id); err != nil {
			r.records.config.Log.Warn("an escrow's number is lost", "doc", r.id, "error", err)
		}
	}
	fresh, effects := r.shared.Unmake()
	r.shared.perform(ctx, effects)
	if r.private != nil {
		_, effects := r.private.Unmake()
		r.private.perform(ctx, effects)
	}
	r.shared, r.private, r.record = r.open(fresh), nil, nil
	r.journal.Clear()
}

// ChangeRow changes the row of a record, archives it, deletes it or brings it back, and tells the rooms; a transfer
// also tells the owners. It is for where this region alone orders such changes.
func (v *Visit) ChangeRow(ctx context.Context, user *crm.User, change crm.RowChange) {
	at := v.r.now()
	v.r.changeRow(ctx, user, &change, at)
	v.r.journal.Rows = append(v.r.journal.Rows, crm.OrderedRowChange{At: at, RowChange: change})
}

// changeRow makes a change of the row, if it changes anything.
func (r *Record) changeRow(ctx context.Context, by *crm.User, change *crm.RowChange, at time.Time) {
	old, rec := r.record, *r.record
	changed := change.Apply(&rec, at)
	if !changed && rec.Born == old.Born {
		return
	}
	r.record = projection.Touch(&rec, at)
	if !changed {
		return
	}
	if change.What == crm.Transferred {
		r.journal.Transferred(old, r.record, by, at)
	} else {
		r.journal.Amended(change.What, old, r.record, by.ID, at)
	}
	// Peers that may no longer read the record lose it; peers that now may get it.
	r.recheckLinks(ctx)
	r.records.config.Rooms.RowChanged(r.id, &r.record.Row)
}

// OrderRow has a change of a record's row put in order by all regions, which the row has allowed as it was seen.
// crm.ErrOvertaken: it was changed since.
func (g *Registry) OrderRow(ctx context.Context, broker crm.ID, change crm.RowChange, seen crm.RowSeen) error {
	return g.config.Storage.ChangeRow(ctx, broker, change, seen)
}

// RowSeen says what the record's row is, and which of the changes that are in order it has taken in.
func (v *Visit) RowSeen(ctx context.Context) (seen crm.RowSeen, err error) {
	r := v.r
	if r.record == nil {
		return seen, nil
	}
	seen = crm.RowSeen{Row: r.record.Row, Deleted: !r.record.DeletedAt.IsZero()}
	if seen.Through, err = r.records.config.Storage.LedgerEnd(ctx); err != nil {
		return seen, unavailable(err)
	}
	changes, err := r.records.config.Storage.RowChanges(ctx, r.id)
	if err != nil {
		return seen, unavailable(err)
	}
	for i := range changes {
		if seq := changes[i].Seq; seq > r.tookRows { // they are in order
			seen.Through = min(seen.Through, seq-1)
			break
		}
	}
	return seen, nil
}

// Ordered reports whether changes of rows go through OrderRow.
func (g *Registry) Ordered() bool { return g.config.Storage.Ordered() }

// TakeRows makes the changes of the row that are in order. They wait where the record is not known here yet, which is
// taken as false.
func (v *Visit) TakeRows(ctx context.Context) (taken bool, err error) {
	r := v.r
	if r.record == nil {
		return false, nil
	}
	changes, err := r.records.config.Storage.RowChanges(ctx, r.id)
	if err != nil {
		return false, unavailable(err)
	}
	for i := range changes {
		c := &changes[i]
		if c.Seq <= r.tookRows {
			continue // its write is under way
		}
		by, err := r.records.config.Storage.UserByID(ctx, c.By)
		if crm.CodeOf(err) == crm.CodeNotFound {
			by, err = &crm.User{ID: c.By, Broker: r.record.Broker}, nil
		}
		if err != nil {
			return false, unavailable(err)
		}
		if r.record == r.durable { // it is written, although nothing of it may change
			same := *r.record
			r.record = &same
		}
		r.changeRow(ctx, by, &c.RowChange, c.At)
		r.tookRows, r.journal.Took = c.Seq, c.Seq
	}
	return true, nil
}

// GiveNumber writes the number of an escrow that was born without. It does nothing to any other record.
func (v *Visit) GiveNumber(ctx context.Context) error {
	if !v.r.exists() {
		return nil
	}
	return giveNumber(ctx, v.r)
}
