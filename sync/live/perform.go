package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// performFor performs effects in their order. No other function performs effects. d is the document that the effects
// are about; nil if they are about none.
func (g *Registry) performFor(ctx context.Context, d *document, effects []replica.Effect) {
	for _, effect := range effects {
		switch e := effect.(type) {
		case replica.Push:
			pushToAll(e)
		case replica.Say:
			d.say(ctx, e)
		case replica.Restart:
			linkOf(e.Peer).restart(e.Message)
		case replica.Unavailable, replica.Saved, replica.Rejected, replica.Repaired, replica.TakenBack, replica.Moved:
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

// perform performs the effects of this document.
func (d *document) perform(ctx context.Context, effects []replica.Effect) {
	d.r.records.performFor(ctx, d, effects)
}

// pushToAll sends the message of a push to all its peers.
func pushToAll(e replica.Push) {
	answer := newExpectedAck(e.ExpectedAck)
	for _, p := range e.Peers {
		linkOf(p).push(e.Message, answer)
	}
}

// push sends the peer a message. answer is the acknowledgement to expect from the peer; nil if its reply must be
// processed.
func (l *Link) push(data []byte, answer *expectedAck) {
	if !l.peer.Closed() {
		l.mu.Lock()
		l.expected = answer
		l.mu.Unlock()
		l.out.Send(l.doc, data)
	}
}

// tell passes a notice, which is no sync message, to the subscriber of a peer.
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
		observe2(g.config.Metrics.Rejected, len(e.Hashes), e.Err.Code)
		if e.Peer == nil {
			return
		}
		l := linkOf(e.Peer)
		if g.noteRefusal(l, e.Err); !e.Peer.Closed() {
			l.out.Rejected(l.doc, e.Hashes, e.Err)
		}
	case replica.Moved:
		if l := linkOf(e.Peer); !e.Peer.Closed() {
			l.out.Moved(l.doc, e.To, e.Heads)
		}
	case replica.Repaired:
		observe2(g.config.Metrics.Repaired, len(e.Hashes), e.Err.Code)
		if e.Peer != nil && !e.Peer.Closed() {
			l := linkOf(e.Peer)
			l.out.Repaired(l.doc, e.Hashes, e.Err)
		}
	case replica.TakenBack:
		if l := linkOf(e.Peer); !e.Peer.Closed() {
			l.out.Rejected(l.doc, []crm.Hash{e.Hash}, e.Err)
		}
	}
}

// say sends one peer a message. It reads the changes that are not in memory from the storage.
func (d *document) say(ctx context.Context, e replica.Say) {
	l := linkOf(e.Peer)
	chunks, err := d.fetch(ctx, &e)
	if err != nil {
		d.r.records.config.Log.Error("changes can't be read", "doc", d.ID, "request", l.principal.Socket, "error", err)
		e.Peer.Reset() // the peer asks again and gets its answer once the storage is back
		l.restart(nil)
		return
	}
	l.push(e.Out.Encode(chunks), nil)
}

// restart forgets the expected acknowledgement. It then sends data, unless data is nil.
func (l *Link) restart(data []byte) {
	l.mu.Lock()
	l.expected, l.acked = nil, nil
	l.mu.Unlock()
	if data != nil {
		l.push(data, nil)
	}
}
