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

// receive works off a slice of a message. ended is true when nothing of it is left. The error is the message's own.
func (d *dossier) receive(ctx context.Context, l *Link, m *delivery) (ended bool, err error) {
	if m.message == nil {
		if m.message, err = crdt.ParseMessage(m.data); err != nil {
			return true, err
		}
		m.data, m.budget = nil, crdt.NewBudget()
		if h := len(m.message.Heads); h > maxHeads {
			return true, crm.Errorf(crm.CodeTooLarge, "a document has at most %d heads", maxHeads)
		}
	}
	doc, err := d.linked(ctx, l)
	if err != nil {
		return true, err
	}
	if doc == nil { // corrupt: the peer keeps what it has
		if m.request && !l.closed {
			l.out.Unavailable(l.doc)
		}
		return true, nil
	}
	if m.next < len(m.message.Changes) && doc.full() {
		l.parked = true
		d.parked = append(d.parked, l.turn)
		return false, errAway
	}
	d.hear(ctx, doc, l)
	l.peer.Waiting.Expire(d.hub.config.Now())
	if err := d.slice(ctx, doc, l, m); err != nil {
		return true, err
	}
	if m.next < len(m.message.Changes) {
		return false, nil
	}
	l.readable.Store(!l.closed && d.mayRead(l.user, doc))
	d.answer(ctx, doc, l, m)
	return true, nil
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

// slice takes the next changes of a message, and those that had waited for them.
func (d *dossier) slice(ctx context.Context, doc *document, l *Link, m *delivery) error {
	by := submission{link: l, user: l.user, came: m.came}
	if l.subject.ReadOnly || !d.mayWrite(l.user, doc) {
		by.denied = crm.ErrForbidden
	}
	batch, err := m.parse()
	if err != nil {
		return errors.Join(err, d.accept(ctx, doc, batch, by))
	}
	if record := d.claimed(ctx, doc, batch); !record.IsZero() {
		m.parsed = batch
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

// parse decodes the next changes. Those before a bad one are given with the error.
func (m *delivery) parse() (batch []*crdt.Change, err error) {
	if m.parsed != nil {
		batch, m.parsed = m.parsed, nil
		return batch, nil
	}
	ops, size := 0, 0
	for len(batch) < sliceChanges && ops < sliceOps && size < sliceBytes && m.next < len(m.message.Changes) {
		c, err := crdt.ParseChange(m.message.Changes[m.next], m.budget)
		if err != nil {
			return batch, err
		}
		m.next++
		ops += len(c.Ops) + 1
		size += len(c.Data)
		batch = append(batch, c)
	}
	return batch, nil
}
