package replica

import (
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// What another region has accepted is taken in without a judgement: rights, schema and limits were asked for there, and
// what one region accepts, all have to accept. The server adds nothing to it (ADR 37).

// BeginImport begins a batch of changes that another region has accepted. by is the author of all of them, but for
// those of the server.
func BeginImport(d *Document, by crm.ID, came time.Time, setting Setting) *Batch {
	b := d.Begin(Submission{Server: true, Came: came}, setting)
	b.foreign, b.author = map[crdt.Hash]crm.StoredChange{}, by
	return b
}

// Updated notes when the record was updated, according to the region that has accepted changes of the batch.
func (b *Batch) Updated(at time.Time) {
	if at.After(b.at) {
		b.at = at
	}
}

// Moment returns when the record was updated by the batch: now, unless it is an import that says otherwise.
func (b *Batch) Moment(now time.Time) time.Time {
	if b.Imported() && !b.at.IsZero() {
		return b.at
	}
	return now
}

// Bring adds a change that another region has accepted to the history and to a batch. as says who presented it there,
// and when. Its dependencies must be in the history, the change must not. An error refuses the change: it is malformed,
// or its actor has made another one in its place. added says that it is in the history in part, so that the document
// must be restored.
func Bring(d *Document, b *Batch, c *crdt.Change, as crm.StoredChange) (added bool, err error) {
	if c.Seq != d.graph.Last(c.Actor)+1 {
		return false, crdt.ErrEquivocation
	}
	if err := d.graph.CheckReferences(c); err != nil {
		return false, err
	}
	touches, err := d.ops.Touched(nil, d.Private, c)
	if err != nil {
		return false, err
	}
	sequential := d.SeenBy(c.Deps)
	if err := d.add(c, as.User); err != nil {
		return true, err
	}
	if t := b.Setting.typeOf(&d.content); t != nil && !sequential {
		b.Merged = b.Merged || crdt.Policy{Type: t, Private: d.Private}.Beyond(d.ops, c)
	}
	for _, touch := range touches {
		b.Roots = append(b.Roots, touch.Root)
	}
	as.Hash, as.Data = c.Hash, nil
	b.foreign[c.Hash] = as
	b.Changes = append(b.Changes, c)
	return false, nil
}

// Claims notes that the batch holds the claim of an actor for the user who presented its changes.
func (b *Batch) Claims(actor crdt.Actor) { b.fresh = append(b.fresh, actor) }

// Author returns the user whom the changes of the batch are by. It is zero if that is the server.
func (b *Batch) Author() crm.ID {
	if b.foreign != nil {
		return b.author
	}
	return b.By.UserID()
}

// Imported reports whether another region has accepted the changes of the batch.
func (b *Batch) Imported() bool { return b.foreign != nil }

// NoteImported has the next write log an entry of another region's log. The document has all its changes, or has
// refused them.
func NoteImported(d *Document, item crm.LogItem) { d.imported = append(d.imported, item) }

// Rewritten puts the content of fresh, which was just stored in the place of d, into d. d has nothing to write.
func Rewritten(d, fresh *Document) {
	d.content, d.persisted = fresh.content, fresh.persisted
	d.ledger = ledger{}
}
