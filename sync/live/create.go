package live

import (
	"context"

	"roomkey/crdt"
	"roomkey/crm"
)

// CreateRecord makes a record, where the id isn't Taken: the drafts hold its shared and its private fields, which were
// found legal. Nothing of it is left where it fails.
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
	if _, err := r.shared.write(ctx, user, shared); err != nil {
		return err
	}
	r.promote(ctx, t, user, row)
	mark := r.journal.Mark()
	defer func() { r.journal.Quiet(mark) }()
	r.ensurePrivate(ctx)
	if private.Patch == nil {
		return nil
	}
	if r.private == nil {
		return crm.Errorf(crm.CodeUnavailable, "the private fields can't be written at present")
	}
	_, err := r.private.write(ctx, user, private)
	return err
}

// unmake forgets a record that could not be made. Nothing of it has left the actor.
func (r *Record) unmake(ctx context.Context) {
	r.records.config.Engine.Drop(r.id, crm.PrivateID(r.id))
	fresh, effects := r.shared.Unmake()
	r.shared.perform(ctx, effects)
	if r.private != nil {
		_, effects := r.private.Unmake()
		r.private.perform(ctx, effects)
	}
	r.shared, r.private, r.record = r.open(fresh), nil, nil
	r.journal.Clear()
}

// Amend changes the row of a record, tells the rooms, takes it from those who may not read it any more and gives it to
// those who may now. what happened is a word such as crm.Archived.
func (v *Visit) Amend(ctx context.Context, user *crm.User, what string, change func(*crm.Record)) {
	r := v.r
	old, rec := r.record, *r.record
	rec.UpdatedAt = r.now()
	change(&rec)
	r.record = &rec
	r.journal.Amended(what, old, &rec, user.ID, rec.UpdatedAt)
	r.recheck(ctx)
	r.records.config.Rooms.RowChanged(r.id, &rec.Row)
}
