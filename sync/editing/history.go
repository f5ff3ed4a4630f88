package editing

import (
	"context"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live"
	"roomkey/sync/live/projection"
)

// HistoryEntry is one change of a record as a person reads it.
type HistoryEntry struct {
	Hash    crm.Hash
	Heads   []crm.Hash // of its document made by this change and all before it: what At and Revert take
	Private bool       // it is of the private document
	User    crm.ID     // zero: the server, or the fixed first change
	Actor   string     // hexadecimal
	At      time.Time  // the server's receipt time
	Claimed time.Time  // what the author's clock said
	Message string
	Fields  []string // JSON Pointers relative to fields; private ones begin with /private/
}

// History lists the changes of a record, oldest first: author, time and fields. It shows private fields only to users
// who may read them.
func (ed *Editor) History(ctx context.Context, user *crm.User, id crm.ID) ([]HistoryEntry, error) {
	var entries []HistoryEntry
	err := ed.records.Visit(ctx, id, false, func(ctx context.Context, v *live.Visit) error {
		if err := authorize(v, user, crm.ActionRead); err != nil {
			return err
		}
		for _, private := range []bool{false, true} {
			if private && !user.AccessTo(v.Projection().Row).ReadsPrivate() {
				continue
			}
			more, err := historyOf(ctx, v, private)
			if err != nil {
				return err
			}
			entries = append(entries, more...)
		}
		return nil
	})
	slices.SortStableFunc(entries, func(a, b HistoryEntry) int { return a.At.Compare(b.At) })
	return entries, err
}

// historyOf lists the changes of one half.
func historyOf(ctx context.Context, v *live.Visit, private bool) ([]HistoryEntry, error) {
	stored, err := v.StoredHalf(ctx, private)
	if crm.CodeOf(err) == crm.CodeNotFound || err == nil && stored.Draft {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	changes := make([]*crdt.Change, len(stored.Changes))
	for i := range stored.Changes {
		if changes[i], err = crdt.ParseChange(stored.Changes[i].Data, nil); err != nil {
			return nil, corrupt(err)
		}
	}
	told, err := crdt.History(crm.TypeNamed(v.Projection().Type), private, changes)
	if err != nil {
		return nil, corrupt(err)
	}
	entries := make([]HistoryEntry, len(told))
	for i, e := range told {
		s := &stored.Changes[i]
		entries[i] = HistoryEntry{
			Hash: s.Hash, Heads: e.Heads, Private: private, User: s.User, Actor: projection.Hex(e.Actor), At: s.At,
			Claimed: projection.Claimed(e.Time), Message: described(e.Message), Fields: e.Fields,
		}
	}
	return entries, nil
}

// maxDescription is how much of a change's message is shown, in bytes.
const maxDescription = 4 << 10

// described returns a change's message as it may be shown to people: whoever made the change chose it.
func described(message string) string {
	return crm.Legible(message[:min(len(message), maxDescription)], crm.Joiners)
}

func corrupt(err error) error {
	return &crm.Error{Code: crm.CodeUnavailable, Message: live.ErrCorrupt.Message, Err: err}
}

// At gives a record's fields as they were at heads of its documents: the shared document's, the private one's, or both.
// It leaves out a half without a named head. Row, flags and conflicts are the current ones.
func (ed *Editor) At(ctx context.Context, user *crm.User, id crm.ID, heads []crm.Hash) (*crm.Record, error) {
	var rec *crm.Record
	err := ed.records.Visit(ctx, id, false, func(ctx context.Context, v *live.Visit) (err error) {
		if err := authorize(v, user, crm.ActionRead); err != nil {
			return err
		}
		rec, err = atHeads(ctx, v, user, heads)
		return err
	})
	return rec, err
}

func atHeads(ctx context.Context, v *live.Visit, user *crm.User, heads []crm.Hash) (*crm.Record, error) {
	rec := *v.Projection()
	rec.Heads, rec.PrivateHeads, rec.Fields, rec.Private, rec.Conflicts = nil, nil, nil, nil, nil
	var err error
	var left []crm.Hash
	if rec.Heads, left, err = v.Pick(ctx, false, heads); err != nil {
		return nil, err
	}
	if len(left) > 0 && user.AccessTo(rec.Row).ReadsPrivate() {
		if rec.PrivateHeads, left, err = v.Pick(ctx, true, left); err != nil {
			return nil, err
		}
	}
	if len(left) > 0 || len(heads) == 0 {
		return nil, crm.Invalid("heads", "the record has no such change")
	}
	if len(rec.Heads) > 0 {
		if rec.Fields, err = v.FieldsAt(ctx, false, rec.Heads); err != nil {
			return nil, err
		}
	}
	if len(rec.PrivateHeads) > 0 {
		if rec.Private, err = v.FieldsAt(ctx, true, rec.PrivateHeads); err != nil {
			return nil, err
		}
	}
	return &rec, nil
}

// Revert gives a record's fields the values that they had at heads (see At), by a new change. Fields that only the
// server writes stay.
func (ed *Editor) Revert(ctx context.Context, user *crm.User, id crm.ID, heads []crm.Hash) (*crm.Record, error) {
	return ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
		if err := authorize(v, user, crm.ActionWrite); err != nil {
			return err
		}
		then, err := atHeads(ctx, v, user, heads)
		if err != nil {
			return err
		}
		t := crm.TypeNamed(v.Projection().Type)
		var p Patch
		if then.Fields != nil {
			p.Fields = backTo(t, false, v.Projection().Fields, then.Fields)
		}
		if then.Private != nil {
			p.Private = backTo(t, true, v.Projection().Private, then.Private)
		}
		return patch(ctx, v, user, p, leeway{authors: true})
	})
}
