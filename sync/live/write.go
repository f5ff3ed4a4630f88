package live

import (
	"context"
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// authorChange has the server write a change and take it in like any other. user is the person for whom the server
// writes; nil means the server itself. A draft without an actor gets the server's actor for that user. It returns false
// if there was nothing to change.
func (d *document) authorChange(ctx context.Context, user *crm.User, draft crdt.Draft) (bool, error) {
	by := replica.Submission{User: user, Server: true, Came: d.r.now()}
	b := d.beginBatch(ctx, by)
	if draft.Actor == ([16]byte{}) {
		draft.Actor = d.r.records.actors.of(by.UserID())
	}
	draft.Time = by.Came.Unix()
	draft.Private = d.Private
	if t := d.typeOf(); t != nil && draft.Type == "" {
		draft.Type = t.Name
	}
	change, state, err := d.authorInEngine(ctx, user, draft)
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
	if err := d.claimAndAdd(ctx, b, change); err != nil {
		d.perform(ctx, d.Abandon(b))
		return false, errors.Join(unavailable(err), d.reload(ctx))
	}
	d.finish(ctx, b)
	if user != nil {
		d.repair(ctx)
	}
	return true, nil
}

// typeOf returns the record type that the document is checked against. It is nil while the type is unknown.
func (d *document) typeOf() *crm.RecordType {
	if d.r.record != nil {
		return crm.TypeNamed(d.r.record.Type)
	}
	return d.NamedType()
}

// authorInEngine has the engine write a change that follows the whole history. The change is nil if there is nothing to
// change. If the engine holds another history, it forgets the document and loads it again.
func (d *document) authorInEngine(ctx context.Context, user *crm.User, draft crdt.Draft) (*crdt.Change, crdt.State,
	error) {
	for range 2 {
		chunk, state, err := d.engine.Author(ctx, d.engineDoc(user), draft)
		if err != nil {
			return nil, state, err
		}
		var change *crdt.Change
		heads := state.Heads
		if chunk != nil {
			if change, err = crdt.ParseChange(chunk, nil); err != nil {
				d.engine.Drop(d.ID) // the engine has applied the change already
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

// claimAndAdd claims the actor of a change for its user, and adds the change to the batch. The engine has made and
// applied the change already.
func (d *document) claimAndAdd(ctx context.Context, b *replica.Batch, c *crdt.Change) (err error) {
	fresh := false
	if user := b.By.UserID(); !user.IsZero() {
		if _, known := d.Actors()[c.Actor]; !known {
			if _, fresh, err = d.r.records.owners.claim(ctx, c.Actor, user); err != nil {
				return err
			}
		}
	}
	return d.AddAuthored(b, c, fresh)
}

// plant begins a document with the fixed first change of its type. user is the person for whom the server writes it;
// nil means the server itself.
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
