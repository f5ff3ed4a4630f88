package sync

import (
	"context"
	"errors"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// author has the server write a change, by order of user (nil: of its own accord), and takes it in like any other. A draft
// without an actor gets the server's own for that user. It answers whether there was anything to change.
func (d *dossier) author(ctx context.Context, doc *document, user *crm.User, draft crdt.Draft) (bool, error) {
	by := submission{user: user, server: true, came: d.hub.config.Now()}
	before := d.begin(ctx, doc)
	if draft.Actor == ([16]byte{}) {
		draft.Actor = d.hub.origin.actor(by.userID())
	}
	draft.Time = by.came.Unix()
	draft.Private = doc.private
	if t := d.typeOf(doc); t != nil && draft.Type == "" {
		draft.Type = t.Name
	}
	chunk, state, err := d.write(ctx, doc, draft)
	var refused *crdt.RefusedError
	switch {
	case errors.As(err, &refused):
		return false, refused.Err
	case crm.CodeOf(err) == crm.CodeTooLarge:
		return false, err
	case err != nil:
		return false, unavailable(err)
	case chunk == nil:
		return false, nil
	}
	b := &batch{by: by, state: state}
	if err := d.adopt(ctx, doc, b, chunk); err != nil {
		return false, errors.Join(unavailable(err), d.reload(ctx, doc))
	}
	d.settleBatch(ctx, doc, b, before)
	return true, nil
}

// write has the engine write a change after all that the history has. An engine that has gone astray begins anew.
func (d *dossier) write(ctx context.Context, doc *document, draft crdt.Draft) ([]byte, crdt.State, error) {
	engine := d.hub.config.Engine
	for range 2 {
		chunk, state, err := engine.Author(ctx, doc.engineDoc(d.hub.config.Storage), draft)
		if err != nil {
			return nil, state, err
		}
		heads := state.Heads
		if chunk != nil {
			c, err := crdt.ParseChange(chunk, nil)
			if err != nil {
				engine.Drop(doc.id) // it has the change already
				return nil, state, err
			}
			heads = c.Deps
		}
		if len(doc.graph.Missing(heads)) == 0 && sees(heads, doc.graph.Heads()) {
			return chunk, state, nil
		}
		d.hub.config.Log.Warn("the engine begins a document anew", "doc", doc.id, "cause", errHeads)
		engine.Drop(doc.id)
	}
	return nil, crdt.State{}, errHeads
}

// adopt adds a change that the engine has made and applied already.
func (d *dossier) adopt(ctx context.Context, doc *document, b *batch, chunk []byte) error {
	c, err := crdt.ParseChange(chunk, nil)
	if err != nil {
		return err
	}
	if user := b.by.userID(); !user.IsZero() {
		if _, known := doc.actors[c.Actor]; !known {
			_, fresh, err := d.hub.claims.claim(ctx, c.Actor, user)
			if err != nil {
				return err
			}
			if fresh {
				b.fresh = append(b.fresh, c.Actor)
			}
		}
	}
	touches, err := doc.ops.Touched(nil, doc.private, c)
	if err != nil {
		return err
	}
	for _, touch := range touches {
		b.roots = append(b.roots, touch.Root)
		if _, there := b.state.Fields[touch.Root]; !there {
			b.state.Absent = append(b.state.Absent, touch.Root)
		}
	}
	slices.Sort(b.roots)
	b.roots = slices.Compact(b.roots)
	if err := doc.add(c); err != nil {
		return err
	}
	doc.actors[c.Actor] = b.by.userID()
	doc.bytes += len(c.Data)
	b.changes = []*crdt.Change{c}
	return nil
}

// plant begins a document with its type's fixed first change.
func (d *dossier) plant(ctx context.Context, doc *document, t *crm.RecordType, user *crm.User) error {
	first := crdt.Genesis(t, doc.private)
	if first == nil || doc.graph.Has(first.Hash) {
		return nil
	}
	return d.accept(ctx, doc, []*crdt.Change{first}, submission{user: user, server: true, came: d.hub.config.Now()})
}
