package sync

import (
	"context"
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
)

// A turn looks at so many changes, operations or bytes of one message; then others get theirs.
const (
	sliceChanges = 256
	sliceOps     = 20_000
	sliceBytes   = 1 << 20
	sliceHeads   = 64 // a slice ends when it has raised the document to so many heads: the server merges first
)

// errStranded refuses what was made after a refused change.
var errStranded = crm.Errorf(crm.CodeInvalid, "it was made after a change that was refused")

// receive works off a slice of the messages that wait on a link, the oldest first. Messages that only bring changes are
// taken in together with the one after them: whoever sends every edit by itself costs one turn for all that have come
// meanwhile, and is answered once. ended is how many of the messages nothing is left of; the error is that of them all.
func (d *dossier) receive(ctx context.Context, l *Link, waiting []*delivery) (ended int, err error) {
	first := waiting[0]
	if err := first.open(); err != nil {
		return 1, err
	}
	doc, err := d.linked(ctx, l)
	if err != nil {
		return 1, err
	}
	if doc == nil { // corrupt: the peer keeps what it has
		if first.request && !l.closed {
			l.out.Unavailable(l.doc)
		}
		return 1, nil
	}
	if !first.parsed() && doc.full() {
		l.parked = true
		d.parked = append(d.parked, l.turn)
		return 0, errAway
	}
	l.peer.Waiting.Expire(d.hub.config.Now())
	if l.quiet || d.record == nil { // what is said first, and what is said of a draft, is looked at by itself
		waiting = waiting[:1]
	}
	batch, ended, err := gather(waiting)
	if err = d.slice(ctx, doc, l, first, batch, err); err != nil {
		return max(ended, 1), err
	}
	if ended > 0 {
		l.readable.Store(!l.closed && d.mayRead(l.user, doc))
		d.answer(ctx, doc, l, waiting[ended-1])
	}
	return ended, nil
}

// answer says to the peer what there is to say after its message.
func (d *dossier) answer(ctx context.Context, doc *document, l *Link, m *delivery) {
	if l.quiet {
		d.vouch(doc, l, m.message.Heads)
	}
	l.quiet = false
	if m.request && !l.readable.Load() && len(m.message.Changes) == 0 {
		if !l.closed {
			l.out.Unavailable(l.doc)
		}
		return
	}
	l.peer.Receive(d.seen(doc, l), m.message)
	d.converse(ctx, doc, l)
}

// seen is the history that a link's peer is told of: an empty one where its user may not read.
func (d *dossier) seen(doc *document, l *Link) *crdt.Graph {
	if l.readable.Load() {
		return doc.graph
	}
	return d.hub.nothing
}

// slice takes in what gather gave, and those changes that had waited for it. bad is gather's error.
func (d *dossier) slice(ctx context.Context, doc *document, l *Link, first *delivery, batch []*crdt.Change, bad error) error {
	by := submission{link: l, user: l.user, came: first.came}
	if l.subject.ReadOnly || !d.mayWrite(l.user, doc) {
		by.denied = crm.ErrForbidden
	}
	if bad != nil {
		return errors.Join(bad, d.accept(ctx, doc, batch, by))
	}
	if record := d.claimed(ctx, doc, batch); !record.IsZero() {
		first.ahead = batch
		d.post(0, d.leaveFor(record, l.turn))
		return errAway
	}
	for len(batch) > 0 {
		if err := d.accept(ctx, doc, batch, by); err != nil {
			return err
		}
		batch = l.peer.Waiting.Ready(doc.graph)
	}
	return nil
}
