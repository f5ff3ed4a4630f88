package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// perform does what a document says has to be done, in its order. It is the one place that does. d is nil where no
// effect is about a document.
func (g *Registry) perform(ctx context.Context, d *document, effects []replica.Effect) {
	for _, effect := range effects {
		switch e := effect.(type) {
		case replica.Push:
			fanOut(e)
		case replica.Say:
			d.say(ctx, e)
		case replica.Restart:
			linkOf(e.Peer).restart(e.Message)
		case replica.Unavailable, replica.Saved, replica.Rejected, replica.TakenBack:
			g.tell(effect)
		case replica.Release:
			g.owners.release(e.Actor)
		case replica.Drop:
			g.config.Log.Error("a change was written elsewhere", "doc", d.ID, "error", errHeads)
			d.engine.Drop(d.ID)
		case replica.Notify:
			e.Waiter(e.Err)
		}
	}
}

// perform does what the document says has to be done.
func (d *document) perform(ctx context.Context, effects []replica.Effect) {
	d.r.records.perform(ctx, d, effects)
}

// fanOut sends one message to many.
func fanOut(e replica.Push) {
	answer := newExpectedAck(e.Echo)
	for _, p := range e.Peers {
		linkOf(p).push(e.Message, answer)
	}
}

// tell is what a subscriber hears besides messages.
func (g *Registry) tell(effect replica.Effect) {
	switch e := effect.(type) {
	case replica.Unavailable:
		if l := linkOf(e.Peer); !e.Peer.Closed() {
			l.out.Unavailable(l.doc)
		}
	case replica.Saved:
		if l := linkOf(e.Peer); !e.Peer.Closed() {
			l.out.Saved(l.doc, e.Hashes)
		}
	case replica.Rejected:
		call2(g.config.Metrics.Rejected, len(e.Hashes), e.Err.Code)
		if e.Peer != nil && !e.Peer.Closed() {
			l := linkOf(e.Peer)
			l.out.Rejected(l.doc, e.Hashes, e.Err)
		}
	case replica.TakenBack:
		if l := linkOf(e.Peer); !e.Peer.Closed() {
			l.out.Rejected(l.doc, []crm.Hash{e.Hash}, e.Err)
		}
	}
}

// say sends one peer a message whose changes may have to be read.
func (d *document) say(ctx context.Context, e replica.Say) {
	l := linkOf(e.Peer)
	chunks, err := d.fetch(ctx, &e)
	if err != nil {
		d.r.records.config.Log.Error("changes can't be read", "doc", d.ID, "session", l.principal.Socket, "error", err)
		e.Peer.Reset() // it asks again, and is answered when the storage is back
		l.restart(nil)
		return
	}
	l.push(e.Out.Encode(chunks), nil)
}

// fetch gets the chunks of a message: the stored snapshot where the peer needs everything.
func (d *document) fetch(ctx context.Context, e *replica.Say) ([][]byte, error) {
	switch {
	case len(e.Out.Changes) == 0:
		return nil, nil
	case e.Chunks == nil:
		return d.chunks(ctx)
	}
	var missing []crm.Hash
	var places []int
	for i, chunk := range e.Chunks {
		if chunk == nil {
			missing, places = append(missing, e.Out.Changes[i]), append(places, i)
		}
	}
	if len(missing) > 0 {
		found, err := d.storage.ChangeData(ctx, d.ID, missing)
		if err != nil {
			return nil, err
		}
		for i, place := range places {
			e.Chunks[place] = found[i]
		}
	}
	return replica.Deflated(e.Chunks), nil
}
