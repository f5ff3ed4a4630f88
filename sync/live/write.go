package live

import (
	"context"
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// write has the server write a change, by order of user (nil: of its own accord), and takes it in like any other. A
// draft without an actor gets the server's own for that user. It answers whether there was anything to change.
func (d *document) write(ctx context.Context, user *crm.User, draft crdt.Draft) (bool, error) {
	by := replica.Submission{User: user, Server: true, Came: d.r.now()}
	b := d.begin(ctx, by)
	if draft.Actor == ([16]byte{}) {
		draft.Actor = d.r.records.actors.of(by.UserID())
	}
	draft.Time = by.Came.Unix()
	draft.Private = d.Private
	if t := d.typeOf(); t != nil && draft.Type == "" {
		draft.Type = t.Name
	}
	change, state, err := d.author(ctx, draft)
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
	if err := d.addWritten(ctx, b, change); err != nil {
		d.perform(ctx, d.Abandon(b))
		return false, errors.Join(unavailable(err), d.reload(ctx))
	}
	d.finish(ctx, b)
	if user != nil {
		d.repair(ctx)
	}
	return true, nil
}

// typeOf is the record type that the document is checked by; nil while it is not known.
func (d *document) typeOf() *crm.RecordType {
	if d.r.record != nil {
		return crm.TypeNamed(d.r.record.Type)
	}
	return d.NamedType()
}

// author has the engine write a change after all that the history has; nil where there is nothing to change. An engine
// that holds something else forgets it first.
func (d *document) author(ctx context.Context, draft crdt.Draft) (*crdt.Change, crdt.State, error) {
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
		d.r.records.config.Log.Warn("the engine loads a document again", "doc", d.ID, "cause", errHeads)
		d.engine.Drop(d.ID)
	}
	return nil, crdt.State{}, errHeads
}

// addWritten adds a change that the engine has made and applied already.
func (d *document) addWritten(ctx context.Context, b *replica.Batch, c *crdt.Change) (err error) {
	fresh := false
	if user := b.By.UserID(); !user.IsZero() {
		if _, known := d.Actors()[c.Actor]; !known {
			if _, fresh, err = d.r.records.owners.claim(ctx, c.Actor, user); err != nil {
				return err
			}
		}
	}
	return d.Write(b, c, fresh)
}

// plant begins a document with its type's fixed first change, by order of user (nil: of the server's own accord).
func (d *document) plant(ctx context.Context, t *crm.RecordType, user *crm.User) error {
	first := crdt.Genesis(t, d.Private)
	if first == nil || d.Graph().Has(first.Hash) {
		return nil
	}
	_, _, err := d.take(ctx, []*crdt.Change{first}, replica.Submission{User: user, Server: true, Came: d.r.now()})
	if err == nil && user != nil {
		d.repair(ctx)
	}
	return err
}
