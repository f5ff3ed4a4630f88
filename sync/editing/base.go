package editing

import (
	"context"
	"encoding/json"
	"slices"

	"roomkey/crm"
	"roomkey/sync/live"
)

// start is the state of a record that a patch is made from. A half without heads is as it is now.
type start struct {
	fields, private     map[string]json.RawMessage
	heads, privateHeads []crm.Hash // of each half; nil: the present ones
}

// readBase reads the state at the heads that a patch names. It does so before the record's turn: to read a long history
// must not keep others waiting. Errors: invalid for a head that the record, as the user sees it, does not have; those
// of authorize; rate_limited if other users' questions about old states come first.
func (ed *Editor) readBase(ctx context.Context, user *crm.User, id crm.ID, base []crm.Hash) (*start, error) {
	if len(base) == 0 {
		return nil, nil
	}
	from := &start{}
	var past *live.Past
	err := ed.records.Look(ctx, id, func(ctx context.Context, v *live.Visit) error {
		if err := authorize(v, user, crm.ActionWrite); err != nil {
			return err
		}
		shared, private, known, err := byHalf(ctx, v, user, base)
		if err != nil {
			return err
		}
		if !known {
			return crm.Invalid("base", "the record has no such change")
		}
		from.heads, from.privateHeads, past = shared, private, v.Past(user)
		now := v.Projection()
		if slices.Equal(shared, now.Heads) {
			from.fields = now.Fields
		}
		if slices.Equal(private, now.PrivateHeads) {
			from.private = now.Private
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(from.heads) > 0 && from.fields == nil {
		if from.fields, err = past.FieldsAt(ctx, false, from.heads); err != nil {
			return nil, err
		}
	}
	if len(from.privateHeads) > 0 && from.private == nil {
		from.private, err = past.FieldsAt(ctx, true, from.privateHeads)
	}
	return from, err
}

// startOf gives the state that a patch is made from, in the record's turn. base is what readBase has given. A half of which
// the base names no heads, or the present ones, is as it is now.
func startOf(v *live.Visit, base *start) start {
	now := v.Projection()
	from := start{fields: now.Fields, private: now.Private}
	if base == nil {
		return from
	}
	if len(base.heads) > 0 && !slices.Equal(base.heads, now.Heads) {
		from.fields, from.heads = base.fields, base.heads
	}
	if len(base.privateHeads) > 0 && !slices.Equal(base.privateHeads, now.PrivateHeads) {
		from.private, from.privateHeads = base.private, base.privateHeads
	}
	return from
}
