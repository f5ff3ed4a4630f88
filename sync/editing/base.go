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
// is now. Errors, for a head that the record, as the user sees it, does not have: stale if it was renewed,
// otherwise invalid.
func startOf(ctx context.Context, v *live.Visit, user *crm.User, base []crm.Hash) (start, error) {
	now := v.Projection()
	from := start{fields: now.Fields, private: now.Private}
	if len(base) == 0 {
		return from, nil
	}
	shared, private, left, err := byHalf(ctx, v, user, base)
	if err != nil {
		return from, err
	}
	if len(left) > 0 && (!now.Document.IsZero() || !now.PrivateDocument.IsZero()) {
		return from, &crm.Error{Code: crm.CodeStale, Field: "base",
			Message: "the record was renewed, and has no such change any more: read it again"}
	}
	if len(left) > 0 {
		return from, crm.Invalid("base", "the record has no such change")
	}
	past := v.Past(user)
	if len(shared) > 0 && !slices.Equal(shared, now.Heads) {
		if from.fields, err = past.FieldsAt(ctx, past.Document(false), shared); err != nil {
			return from, err
		}
		from.heads = shared
	}
	if len(private) > 0 && !slices.Equal(private, now.PrivateHeads) {
		if from.private, err = past.FieldsAt(ctx, past.Document(true), private); err != nil {
			return from, err
		}
		from.privateHeads = private
	}
	return from, nil
}
