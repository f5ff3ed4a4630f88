package replica

import (
	"slices"

	"roomkey/crm"
)

// maxTries is how often a write is tried if it fails for a reason that may be permanent.
const maxTries = 3

// DocumentWrite is the part of a commit that writes one document.
type DocumentWrite struct {
	Document *Document
	Write    *crm.Write
	Err      error // the result; nil once durable

	binding []binding
}

// nextWrite makes the next write of the document. record is the record, or the draft, that the document belongs to.
func (d *Document) nextWrite(record crm.ID, exists bool) *DocumentWrite {
	d.chooseHalf(record, exists)
	w := &crm.Write{
		Document: d.ID, Of: d.Of, Private: d.Private, Author: d.Author,
		Draft: d.Standing == Draft, Anew: d.Standing.replaces(),
	}
	if len(d.unsaved) > 0 {
		w.Heads = d.graph.Heads()
	}
	for i := range d.unsaved {
		w.Changes = append(w.Changes, d.unsaved[i].StoredChange)
	}
	for _, b := range d.binding {
		if w.Bind == nil {
			w.Bind = make(map[string]crm.ID)
		}
		w.Bind[string(b.actor)] = b.user
	}
	written := &DocumentWrite{Document: d, Write: w, binding: d.binding}
	d.binding = nil
	w.Imported, d.imported = d.imported, nil
	return written
}

// Committed notes that a write is durable, and tells the senders of its changes. evicted says that the write has
// removed a record, whose loss must be announced.
func (d *Document) Committed(w *DocumentWrite) (effects []Effect, evicted bool) {
	n := len(w.Write.Changes)
	for _, b := range w.binding {
		effects = append(effects, Release{b.actor})
	}
	for i := range d.unsaved[:n] {
		if d.unsaved[i].held {
			d.held--
		}
	}
	effects = d.fanOut(effects, nil)
	effects = d.tellSaved(effects, n)
	d.unsaved = slices.Clone(d.unsaved[n:])
	d.tries = 0
	d.stored += n
	evicted = d.Standing == Evicting
	d.Standing = d.Standing.saved()
	return effects, evicted
}

// Failed keeps the changes of a failed write for another try. hopeless says that the storage refuses them for good, or
// has failed too often.
func (d *Document) Failed(w *DocumentWrite) (hopeless bool) {
	d.binding = append(w.binding, d.binding...)
	d.imported = append(w.Write.Imported, d.imported...)
	d.tries++
	code := crm.CodeOf(w.Err)
	return code != crm.CodeUnavailable && (code != crm.CodeInternal || d.tries >= maxTries)
}
