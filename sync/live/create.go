package live

import (
	"context"

	"roomkey/crdt"
	"roomkey/crm"
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
	fresh, effects := r.shared.Unmake()
	r.shared.perform(ctx, effects)
	if r.private != nil {
		_, effects := r.private.Unmake()
		r.private.perform(ctx, effects)
	}
	r.shared, r.private, r.record = r.open(fresh), nil, nil
	r.journal.Clear()
}

// Amend changes the row of a record and tells the rooms. what is a word for the event, such as crm.Archived.
func (v *Visit) Amend(ctx context.Context, user *crm.User, what string, change func(*crm.Record)) {
	old, rec := v.amended(change)
	v.r.journal.Amended(what, old, rec, user.ID, rec.UpdatedAt)
	v.rowChanged(ctx)
}

// Transfer gives a record another row, and tells the rooms and its owners.
func (v *Visit) Transfer(ctx context.Context, user *crm.User, row crm.Row) {
	old, rec := v.amended(func(rec *crm.Record) { rec.Row = row })
	v.r.journal.Transferred(old, rec, user, rec.UpdatedAt)
	v.rowChanged(ctx)
}

// amended puts a changed copy in the place of the record.
func (v *Visit) amended(change func(*crm.Record)) (old, rec *crm.Record) {
	old, changed := v.r.record, *v.r.record
	changed.UpdatedAt = v.r.now()
	change(&changed)
	v.r.record = &changed
	return old, &changed
}

// rowChanged follows a change of the row: peers that may no longer read the record lose it; peers that now may get it.
func (v *Visit) rowChanged(ctx context.Context) {
	v.r.recheckLinks(ctx)
	v.r.records.config.Rooms.RowChanged(v.r.id, &v.r.record.Row)
}
