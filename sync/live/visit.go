package live

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// Visit is a turn of a record's actor, for what is done with records from above: edits, undo, history. It must not be
// kept.
type Visit struct{ r *Record }

// Visit has the record's actor do something. durable: it returns when all that is pending then is on disk. Errors:
// do's; not_found where the id is a private document's; unavailable where the engine or the storage is, or it took too
// long.
func (g *Registry) Visit(ctx context.Context, id crm.ID, durable bool, do func(context.Context, *Visit) error) error {
	done := make(chan error, 1)
	ok := g.with(id, 0, func(inner context.Context, r *Record) bool {
		err := ctx.Err()
		if err == nil {
			err = r.broken
		}
		if err == nil && r.id != id {
			err = crm.ErrNotFound // the id of a private document names no record
		}
		if err == nil {
			err = do(inner, &Visit{r})
		}
		if err != nil || !durable {
			done <- err
			return false
		}
		r.commits.Wait(func(err error) { done <- err })
		return false
	})
	if !ok {
		return crm.Errorf(crm.CodeUnavailable, "the server is shutting down")
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return &crm.Error{Code: crm.CodeUnavailable, Message: "it took too long; it may be done yet", Err: ctx.Err()}
	}
}

// Projection is the projection, with what is not durable yet; nil where there is no record. It is replaced, never
// changed.
func (v *Visit) Projection() *crm.Record { return v.r.record }

// Exists reports whether there is a record that is not deleted.
func (v *Visit) Exists() bool { return v.r.exists() }

// Taken reports whether a new record can't have this id.
func (v *Visit) Taken() bool {
	return v.r.record != nil || v.r.shared.Standing == replica.Draft || !v.r.shared.Empty()
}

// Time is now.
func (v *Visit) Time() time.Time { return v.r.now() }

// DrawID draws an id.
func (v *Visit) DrawID() crm.ID { return crm.NewID(v.r.records.config.Random) }

// FindUser finds one of a brokerage's people who is not disabled; nil where there is none.
func (v *Visit) FindUser(ctx context.Context, broker, id crm.ID) *crm.User {
	return v.r.records.directory.user(ctx, broker, id)
}

// KnowsTeam reports whether anybody of the brokerage is in the team.
func (v *Visit) KnowsTeam(ctx context.Context, broker, team crm.ID) bool {
	return v.r.records.directory.teamKnown(ctx, broker, team)
}

// CheckReferences checks the references within root fields, named by roots and given by now, that are not among
// before: each names a record of the right type that the user may read, one that is only proposed yet, or a user of
// the brokerage. The error names the field.
func (v *Visit) CheckReferences(ctx context.Context, t *crm.RecordType, private bool, roots []string,
	now, before func(string) (json.RawMessage, bool), user *crm.User, proposed map[crm.ID]string) error {
	check := references{v.r, t, private, user, proposed}
	return check.all(ctx, roots, now, before)
}

// DraftFor begins a change in the name of whoever writes.
func (v *Visit) DraftFor(user *crm.User, by Origin) crdt.Draft {
	if by.Task.IsZero() {
		return crdt.Draft{}
	}
	return crdt.Draft{Actor: v.r.records.actors.task(user.ID, by.Task), Message: by.Message}
}

// EnsurePrivate sees that the record has its private document. It is false where that can't be had at present.
func (v *Visit) EnsurePrivate(ctx context.Context) bool {
	v.r.ensurePrivate(ctx)
	return v.r.private != nil
}

// WriteAs has the server write a change of one half by order of user. The private half must be there.
func (v *Visit) WriteAs(ctx context.Context, private bool, user *crm.User, draft crdt.Draft) error {
	d := v.r.shared
	if private {
		d = v.r.private
	}
	_, err := d.write(ctx, user, draft)
	return err
}

// Checkpoint is how much both halves had accepted. It holds within one turn.
type Checkpoint struct{ shared, private int }

// Checkpoint remembers how much both halves have accepted.
func (v *Visit) Checkpoint() (mark Checkpoint) {
	mark.shared = v.r.shared.Mark()
	if v.r.private != nil {
		mark.private = v.r.private.Mark()
	}
	return mark
}

// WrittenSince are the changes that a task has written for a user after a mark.
func (v *Visit) WrittenSince(mark Checkpoint, user *crm.User, by Origin) []crm.Hash {
	actor := v.r.records.actors.task(user.ID, by.Task)
	hashes := v.r.shared.Since(mark.shared, crdt.Actor(actor[:]))
	if v.r.private != nil {
		hashes = append(hashes, v.r.private.Since(mark.private, crdt.Actor(actor[:]))...)
	}
	return hashes
}

// half loads a half of the record where it isn't there.
func (v *Visit) half(ctx context.Context, private bool) (*document, error) {
	if private {
		return v.r.needPrivate(ctx)
	}
	return v.r.shared, nil
}

// Pick takes those changes out of hashes that a half has, sorted, each once.
func (v *Visit) Pick(ctx context.Context, private bool, hashes []crm.Hash) (its, rest []crm.Hash, err error) {
	d, err := v.half(ctx, private)
	if err != nil {
		return nil, nil, err
	}
	for _, h := range hashes {
		if d.Graph().Has(h) {
			its = append(its, h)
		} else {
			rest = append(rest, h)
		}
	}
	slices.SortFunc(its, func(a, b crm.Hash) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(its), rest, nil
}

// FieldsAt are the root fields of a half as they were at heads that it has. The map is the caller's.
func (v *Visit) FieldsAt(ctx context.Context, private bool, heads []crm.Hash) (map[string]json.RawMessage, error) {
	d, err := v.half(ctx, private)
	if err != nil {
		return nil, err
	}
	state, err := d.engine.Fields(ctx, d.engineDoc(), heads)
	if err != nil {
		return nil, unavailable(err)
	}
	fields := make(map[string]json.RawMessage, len(state.Fields))
	for name, value := range state.Fields {
		if name != "type" && !private || name != "privateOf" && private {
			fields[name] = value
		}
	}
	return fields, nil
}

// StoredHalf is a half of the record as it is stored. Errors: not_found, and the storage's.
func (v *Visit) StoredHalf(ctx context.Context, private bool) (*crm.Stored, error) {
	id := v.r.id
	if private {
		id = crm.PrivateID(id)
	}
	return v.r.records.config.Storage.Document(ctx, id)
}
