package editing

import (
	"context"
	"encoding/json"
	"slices"

	"roomkey/crm"
	"roomkey/sync/live"
)

// start is the state of a record that a patch is made from.
type start struct {
	fields, private     map[string]json.RawMessage
	heads, privateHeads []crm.Hash // of each half; nil: the present ones
}

// startOf finds the state at the heads that a patch names. A half of which it names none, or the present ones, is as it
// is now. Error: invalid for a head that the record, as the user sees it, does not have.
func startOf(ctx context.Context, v *live.Visit, user *crm.User, base []crm.Hash) (start, error) {
	now := v.Projection()
	from := start{fields: now.Fields, private: now.Private}
	if len(base) == 0 {
		return from, nil
	}
	shared, private, known, err := byHalf(ctx, v, user, base)
	if err != nil {
		return from, err
	}
	if !known {
		return from, crm.Invalid("base", "the record has no such change")
	}
	past := v.Past(user)
	if len(shared) > 0 && !slices.Equal(shared, now.Heads) {
		if from.fields, err = past.FieldsAt(ctx, false, shared); err != nil {
			return from, err
		}
		from.heads = shared
	}
	if len(private) > 0 && !slices.Equal(private, now.PrivateHeads) {
		if from.private, err = past.FieldsAt(ctx, true, private); err != nil {
			return from, err
		}
		from.privateHeads = private
	}
	return from, nil
}
