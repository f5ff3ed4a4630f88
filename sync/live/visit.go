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

// Visit gives packages above a turn of a record's actor, for edits, undo and history. It must not be kept after the
// turn.
type Visit struct {
	r    *Record
	left <-chan struct{} // closed when whoever asked waits no longer
}

// Visit runs do in a turn of the record's actor. If durable is true, it returns only when everything that was pending
// after do is on disk. Errors: those of do; not_found if id names a private document; unavailable if the engine or the
// storage is, or if it took too long.
func (g *Registry) Visit(ctx context.Context, id crm.ID, durable bool, do func(context.Context, *Visit) error) error {
	done := make(chan error, 1)
	ok := g.with(id, 0, func(inner context.Context, r *Record) bool {
		err := visitable(ctx, r, id)
		if err == nil {
			err = do(inner, &Visit{r, ctx.Done()})
		}
		if err != nil || !durable {
			done <- err
			return false
		}
		r.commits.Wait(func(err error) { done <- err })
		return false
	})
	return g.answered(ctx, ok, done)
}

// visitable returns why a record can't be visited under an id; nil if it can.
func visitable(ctx context.Context, r *Record, id crm.ID) error {
	switch {
	case ctx.Err() != nil:
		return errSlow(ctx)
	case r.broken != nil:
		return r.broken
	case r.id != id:
		return crm.ErrNotFound // a private document's id names no record
	}
	return nil
}

// answered waits until a visit is over. begun is false if it could not begin.
func (g *Registry) answered(ctx context.Context, begun bool, done <-chan error) error {
	if !begun {
		return crm.Errorf(crm.CodeUnavailable, "the server is shutting down")
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errSlow(ctx)
	}
}

// errSlow is the error for somebody whose patience, ctx, has ended.
func errSlow(ctx context.Context) error {
	return &crm.Error{Code: crm.CodeUnavailable, Message: "it took too long; it may be done yet", Err: ctx.Err()}
}

// Look is Visit for what only looks: Projection, Exists, Pick and Past. A record that sleeps goes on sleeping.
func (g *Registry) Look(ctx context.Context, id crm.ID, do func(context.Context, *Visit) error) error {
	done := make(chan error, 1)
	look := func(inner context.Context, r *Record) bool {
		err := visitable(ctx, r, id)
		if err == nil {
			err = do(inner, &Visit{r: r})
		}
		done <- err
		return false
	}
	ok := g.withLight(id, func(inner context.Context, r *Record) bool {
		if rests(r.asleep) {
			return look(inner, r)
		}
		return g.work(inner, r, look)
	})
	return g.answered(ctx, ok, done)
}

// Projection returns the current projection, including changes that are not durable yet. It is nil if there is no
// record. It is replaced, never changed.
func (v *Visit) Projection() *crm.Record { return v.r.record }

// Exists reports whether there is a record and it is not deleted.
func (v *Visit) Exists() bool { return v.r.exists() }

// Taken reports whether the id is in use, so that no new record can have it.
func (v *Visit) Taken() bool {
	return v.r.record != nil || v.r.shared.Standing == replica.Draft || !v.r.shared.Empty()
}

// Time returns the current time.
func (v *Visit) Time() time.Time { return v.r.now() }

// DrawID draws an id.
func (v *Visit) DrawID() crm.ID { return crm.NewID(v.r.records.config.Random) }

// FindUser returns a user of the brokerage who is not disabled, or nil.
func (v *Visit) FindUser(ctx context.Context, broker, id crm.ID) *crm.User {
	return v.r.records.directory.user(ctx, broker, id)
}

// KnowsTeam reports whether anybody of the brokerage is in the team.
func (v *Visit) KnowsTeam(ctx context.Context, broker, team crm.ID) bool {
	return v.r.records.directory.teamKnown(ctx, broker, team)
}

// CheckReferences checks references within the root fields that roots names; now gives the values. References that
// before also gives are not checked. Every other one must name a record of the right type that the user may read, a
// proposed record, or a user of the brokerage. The error names the field.
func (v *Visit) CheckReferences(ctx context.Context, t *crm.RecordType, private bool, roots []string,
	now, before func(string) (json.RawMessage, bool), user *crm.User, proposed map[crm.ID]string) error {
	check := references{v.r, t, private, user, proposed}
	return check.all(ctx, roots, now, before)
}

// DraftFor begins a change by the user or, if by names a task, by that task's own actor.
func (v *Visit) DraftFor(user *crm.User, by Origin) crdt.Draft {
	if by.Task.IsZero() {
		return crdt.Draft{}
	}
	return crdt.Draft{Actor: v.r.records.actors.task(user.ID, by.Task), Message: by.Message}
}

// EnsurePrivate loads or makes the private document of the record. It returns false if the document is unavailable.
func (v *Visit) EnsurePrivate(ctx context.Context) bool {
	v.r.ensurePrivate(ctx)
	return v.r.private != nil
}

// WriteAs has the server write a change of one half on behalf of the user. The private half must exist already. If
// whoever asked waits no longer, a text that is not finished is taken back. Errors: unavailable, then.
func (v *Visit) WriteAs(ctx context.Context, private bool, user *crm.User, draft crdt.Draft) error {
	payForWaking(v.r, user)
	d := v.r.shared
	if private {
		d = v.r.private
	}
	_, err := d.authorUntil(ctx, v.left, user, draft)
	return err
}

// Checkpoint says how many unsaved changes both halves had. It is valid within one turn.
type Checkpoint struct{ shared, private int }

// Checkpoint remembers how many unsaved changes both halves have.
func (v *Visit) Checkpoint() (mark Checkpoint) {
	mark.shared = v.r.shared.Mark()
	if v.r.private != nil {
		mark.private = v.r.private.Mark()
	}
	return mark
}

// WrittenSince returns the changes that the task has written for the user after the mark.
func (v *Visit) WrittenSince(mark Checkpoint, user *crm.User, by Origin) []crm.Hash {
	actor := v.r.records.actors.task(user.ID, by.Task)
	hashes := v.r.shared.Since(mark.shared, crdt.Actor(actor[:]))
	if v.r.private != nil {
		hashes = append(hashes, v.r.private.Since(mark.private, crdt.Actor(actor[:]))...)
	}
	return hashes
}

// half returns a half of the record. It loads the private half if necessary.
func (v *Visit) half(ctx context.Context, private bool) (*document, error) {
	for _, d := range v.r.asleep {
		if d.Private == private {
			return d, nil
		}
	}
	if private {
		return v.r.needPrivate(ctx)
	}
	return v.r.shared, nil
}

// SortHashes sorts hashes in place and returns them without duplicates.
func SortHashes(hashes []crm.Hash) []crm.Hash {
	slices.SortFunc(hashes, func(a, b crm.Hash) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(hashes)
}

// Pick splits hashes: its are the changes that the half has, sorted and without duplicates; rest are the others.
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
	return SortHashes(its), rest, nil
}
