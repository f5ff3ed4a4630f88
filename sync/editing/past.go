package editing

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live"
)

// At gives a record's fields as they were at heads of its documents: the shared document's, the private one's, or both.
// It leaves out a half without a named head. Row, flags and conflicts are the current ones.
func (ed *Editor) At(ctx context.Context, user *crm.User, id crm.ID, heads []crm.Hash) (*crm.Record, error) {
	return ed.at(ctx, user, id, crm.ActionRead, heads)
}

// at is At for users who may do something to the record.
func (ed *Editor) at(ctx context.Context, user *crm.User, id crm.ID, action crm.Action,
	heads []crm.Hash) (*crm.Record, error) {
	var then *moment
	err := ed.records.Look(ctx, id, func(ctx context.Context, v *live.Visit) (err error) {
		if err = authorize(v, user, action); err == nil {
			then, err = momentOf(ctx, v, user, heads)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return then.read(ctx)
}

// Revert gives a record's fields the values that they had at heads (see At), by a new change. Fields that only the
// server writes stay, and so do notes of others.
func (ed *Editor) Revert(ctx context.Context, user *crm.User, id crm.ID, heads []crm.Hash) (*crm.Record, error) {
	then, err := ed.at(ctx, user, id, crm.ActionWrite, heads)
	if err != nil {
		return nil, err
	}
	return ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
		if err := authorize(v, user, crm.ActionWrite); err != nil {
			return err
		}
		t := crm.TypeNamed(v.Projection().Type)
		var p Patch
		if then.Fields != nil {
			now := v.Projection().Fields
			p.Fields = backTo(t, false, now, withOthersNotes(user, now, then.Fields, false))
		}
		if then.Private != nil {
			p.Private = backTo(t, true, v.Projection().Private, then.Private)
		}
		return patch(ctx, v, user, p, leeway{authors: true})
	})
}
