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
	var rec *crm.Record
	var past *live.Past
	err := ed.records.Look(ctx, id, func(ctx context.Context, v *live.Visit) (err error) {
		if err = authorize(v, user, action); err != nil {
			return err
		}
		if rec, err = pick(ctx, v, user, heads); err == nil {
			past = v.Past(user)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(rec.Heads) > 0 {
		if rec.Fields, err = past.FieldsAt(ctx, false, rec.Heads); err != nil {
			return nil, err
		}
	}
	if len(rec.PrivateHeads) > 0 {
		if rec.Private, err = past.FieldsAt(ctx, true, rec.PrivateHeads); err != nil {
			return nil, err
		}
	}
	return rec, nil
}

// pick gives the record with those of heads that its halves have, and without fields.
func pick(ctx context.Context, v *live.Visit, user *crm.User, heads []crm.Hash) (*crm.Record, error) {
	rec := *v.Projection()
	rec.Heads, rec.PrivateHeads, rec.Fields, rec.Private, rec.Conflicts = nil, nil, nil, nil, nil
	shared, private, known, err := byHalf(ctx, v, user, heads)
	if err != nil {
		return nil, err
	}
	if !known || len(heads) == 0 {
		return nil, crm.Invalid("heads", "the record has no such change")
	}
	rec.Heads, rec.PrivateHeads = shared, private
	return &rec, nil
}

// byHalf tells which of heads each half has. known is false if one of them is of no half that user may read.
func byHalf(ctx context.Context, v *live.Visit, user *crm.User,
	heads []crm.Hash) (shared, private []crm.Hash, known bool, err error) {
	shared, left, err := v.Pick(ctx, false, heads)
	if err == nil && len(left) > 0 && user.AccessTo(v.Projection().Row).ReadsPrivate() {
		private, left, err = v.Pick(ctx, true, left)
	}
	return shared, private, len(left) == 0, err
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
