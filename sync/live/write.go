package live

import (
	"context"
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// write has the server write a change, by order of user (nil: of its own accord), and takes it in like any other. A draft
// without an actor gets the server's own for that user. It answers whether there was anything to change.
func (r *Record) write(ctx context.Context, d *document, user *crm.User, draft crdt.Draft) (bool, error) {
	by := replica.Submission{User: user, Server: true, Came: r.now()}
	b := r.begin(ctx, d, by)
	if draft.Actor == ([16]byte{}) {
		draft.Actor = r.records.actors.of(by.UserID())
	}
	draft.Time = by.Came.Unix()
	draft.Private = d.Private
	if t := r.typeOf(d); t != nil && draft.Type == "" {
		draft.Type = t.Name
	}
	change, state, err := r.author(ctx, d, draft)
	var refused *crdt.RefusedError
	switch {
	case errors.As(err, &refused):
		return false, refused.Err
	case crm.CodeOf(err) == crm.CodeTooLarge:
		return false, err
	case err != nil:
		return false, unavailable(err)
	case change == nil:
		return false, nil
	}
	b.State = state
	if err := r.addWritten(ctx, d, b, change); err != nil {
		r.perform(ctx, d, d.Abandon(b))
		return false, errors.Join(unavailable(err), d.reload(ctx))
	}
	r.finish(ctx, d, b)
	if user != nil {
		r.repair(ctx, d)
	}
	return true, nil
}

// typeOf is the record type that the document is checked by; nil while it is not known.
func (r *Record) typeOf(d *document) *crm.RecordType {
	if r.record != nil {
		return crm.TypeNamed(r.record.Type)
	}
	return d.NamedType()
}

// author has the engine write a change after all that the history has; nil where there is nothing to change. An engine that
// holds something else forgets it first.
func (r *Record) author(ctx context.Context, d *document, draft crdt.Draft) (*crdt.Change, crdt.State, error) {
	for range 2 {
		chunk, state, err := d.engine.Author(ctx, d.engineDoc(), draft)
		if err != nil {
			return nil, state, err
		}
		var change *crdt.Change
		heads := state.Heads
		if chunk != nil {
			if change, err = crdt.ParseChange(chunk, nil); err != nil {
				d.engine.Drop(d.ID) // it has the change already
				return nil, state, err
			}
			heads = change.Deps
		}
		if len(d.Graph().Missing(heads)) == 0 && d.SeenBy(heads) {
			return change, state, nil
		}
		r.records.config.Log.Warn("the engine loads a document again", "doc", d.ID, "cause", errHeads)
		d.engine.Drop(d.ID)
	}
	return nil, crdt.State{}, errHeads
}

// addWritten adds a change that the engine has made and applied already.
func (r *Record) addWritten(ctx context.Context, d *document, b *replica.Batch, c *crdt.Change) (err error) {
	fresh := false
	if user := b.By.UserID(); !user.IsZero() {
		if _, known := d.Actors()[c.Actor]; !known {
			if _, fresh, err = r.records.owners.claim(ctx, c.Actor, user); err != nil {
				return err
			}
		}
	}
	return d.Write(b, c, fresh)
}

// plant begins a document with its type's fixed first change, by order of user (nil: of the server's own accord).
func (r *Record) plant(ctx context.Context, d *document, t *crm.RecordType, user *crm.User) error {
	first := crdt.Genesis(t, d.Private)
	if first == nil || d.Graph().Has(first.Hash) {
		return nil
	}
	_, _, err := r.take(ctx, d, []*crdt.Change{first}, replica.Submission{User: user, Server: true, Came: r.now()})
	if err == nil && user != nil {
		r.repair(ctx, d)
	}
	return err
}
