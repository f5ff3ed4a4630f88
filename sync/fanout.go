package sync

import (
	"context"

	"roomkey/crdt"
)

// begin notes which peers are in sync with all that is about to grow: they get the shared message.
func (d *dossier) begin(ctx context.Context, doc *document) (status string) {
	if len(doc.outbox) == 0 {
		for _, l := range doc.links {
			d.hear(ctx, doc, l)
			l.synced = !l.quiet && l.readable.Load() && l.peer.InSync(doc.graph)
		}
	}
	return doc.status(d.typeOf(doc))
}

// fanOut gives the peers what was applied since the last time: one message, encoded once, to all that were in sync, and
// to the others what they need. Nothing goes out while a change that the server wrote is not durable: only its author can
// offer a change again, and the server forgets its own in a crash. The same holds for the first change by an actor: after
// a crash a peer could offer it before its author does, and the actor would be the peer's. speaker, whose message is being
// worked off, is answered later.
func (d *dossier) fanOut(ctx context.Context, doc *document, speaker *Link) {
	if doc.held > 0 || len(doc.outbox) == 0 {
		return
	}
	hashes := doc.outbox
	doc.outbox = nil
	var push []byte
	var answer *echo
	for _, l := range doc.links {
		switch {
		case l.closed || l.quiet || l == speaker || !l.readable.Load():
			continue
		case !l.synced:
			d.converse(ctx, doc, l)
			continue
		case push == nil:
			chunks, err := doc.data(ctx, d.hub.config.Storage, hashes)
			if err != nil {
				d.hub.config.Log.Error("changes can't be read back", "doc", doc.id, "error", err)
				return
			}
			push, answer = crdt.EncodePush(doc.graph, deflated(chunks)), newEcho(doc.graph)
		}
		l.peer.Pushed(doc.graph, hashes)
		l.push(push, answer)
	}
}

// deflateFrom is the size from which deflating a change saves enough bytes to be worth it.
const deflateFrom = 1024

func deflated(chunks [][]byte) [][]byte {
	for i, chunk := range chunks {
		if len(chunk) >= deflateFrom {
			chunks[i] = crdt.Deflate(chunk)
		}
	}
	return chunks
}

// converse sends a peer what there is to say to it, if anything.
func (d *dossier) converse(ctx context.Context, doc *document, l *Link) {
	readable := l.readable.Load()
	if l.closed || doc.held > 0 && readable {
		l.synced = false // it is spoken to when what is held goes out
		return
	}
	out, ok := l.peer.Generate(d.seen(doc, l))
	if !ok {
		return
	}
	chunks, err := d.fetch(ctx, doc, &out)
	if err != nil {
		d.hub.config.Log.Error("changes can't be read", "doc", doc.id, "session", l.subject.SessionID, "error", err)
		l.anew() // it asks again, and is answered when the storage is back
		return
	}
	l.send(out.Encode(chunks))
}

// fetch gets the chunks of a message: the stored snapshot where the peer needs everything.
func (d *dossier) fetch(ctx context.Context, doc *document, out *crdt.Outgoing) ([][]byte, error) {
	if len(out.Changes) == 0 {
		return nil, nil
	}
	if out.Whole && doc.summary > 0 {
		return doc.chunks(ctx, d.hub.config.Storage)
	}
	chunks, err := doc.data(ctx, d.hub.config.Storage, out.Changes)
	return deflated(chunks), err
}
