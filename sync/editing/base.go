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
	document            crm.ID     // that held the shared half, and
	privateDocument     crm.ID     // the private one
}

// errRenewed refuses a base that a record does not have any more.
var errRenewed = &crm.Error{Code: crm.CodeStale, Field: "base",
	Message: "the record was renewed, and has no such change any more: read it again"}

// readBase reads the state at the heads that a patch names. It does so before the record's turn: to read a long history
// must not keep others waiting. Errors, for a head that the record, as the user sees it, does not have: stale if it was
// renewed, otherwise invalid; those of authorize; rate_limited if other users' questions about old states come first.
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
		shared, private, left, err := byHalf(ctx, v, user, base)
		if err != nil {
			return err
		}
		now := v.Projection()
		if len(left) > 0 && (!now.Document.IsZero() || !now.PrivateDocument.IsZero()) {
			return errRenewed
		}
		if len(left) > 0 {
			return crm.Invalid("base", "the record has no such change")
		}
		from.heads, from.privateHeads, past = shared, private, v.Past(user)
		from.document, from.privateDocument = now.DocumentOf(false), now.DocumentOf(true)
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
		if from.fields, err = past.FieldsAt(ctx, from.document, from.heads); err != nil {
			return nil, err
		}
	}
	if len(from.privateHeads) > 0 && from.private == nil {
		from.private, err = past.FieldsAt(ctx, from.privateDocument, from.privateHeads)
	}
	return from, err
}

// startOf gives the state that a patch is made from, in the record's turn. base is what readBase has given. A half of
// which the base names no heads, or the present ones, is as it is now. Error: stale if the record was renewed
// meanwhile.
func startOf(v *live.Visit, base *start) (start, error) {
	now := v.Projection()
	from := start{fields: now.Fields, private: now.Private}
	if base == nil {
		return from, nil
	}
	if base.document != now.DocumentOf(false) || base.privateDocument != now.DocumentOf(true) {
		return from, errRenewed
	}
	if len(base.heads) > 0 && !slices.Equal(base.heads, now.Heads) {
		from.fields, from.heads = base.fields, base.heads
	}
	if len(base.privateHeads) > 0 && !slices.Equal(base.privateHeads, now.PrivateHeads) {
		from.private, from.privateHeads = base.private, base.privateHeads
	}
	return from, nil
}
