package replica

import (
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// Document is one Automerge document in memory. It belongs to its record's actor.
type Document struct {
	ID       crm.ID
	Private  bool   // it is a record's private half
	Of       crm.ID // the record that it is stored as a half of; zero: it is not stored
	Standing Standing
	Author   crm.ID // of a draft
	content
	ledger
	peers   []*Peer     // in the order of their opening
	pushed  []*Peer     // scratch of fanOut
	nothing *crdt.Graph // the history that those see who may not read; nil until somebody does

	persisted
}

// New makes an empty document.
func New(id crm.ID, private bool) *Document {
	return &Document{ID: id, Private: private, content: newContent()}
}

// Setting is the record around a document. The zero Setting: there is none.
type Setting struct {
	Record crm.ID
	Type   *crm.RecordType
}

// typeOf is the record type that a document is checked by; nil while it is not known.
func (s Setting) typeOf(c *content) *crm.RecordType {
	if !s.Record.IsZero() {
		return s.Type
	}
	return c.NamedType()
}

// PrivateOf is the record whose private document the content says it is; zero where it says no such thing.
func (d *Document) PrivateOf() crm.ID { return PrivateOf(d.ops, d.ID) }

// PrivateOf is the record whose private document these operations make of a document; zero where they don't.
func PrivateOf(ops *crdt.OpSet, doc crm.ID) crm.ID {
	id, err := crm.ParseID(ops.RootText("privateOf"))
	if err != nil || crm.PrivateID(id) != doc {
		return crm.ID{}
	}
	return id
}

// undecided reports whether a draft may still become either half of a record.
func (d *Document) undecided() bool {
	return !d.Private && d.ops.RootText("type") == "" && d.ops.RootText("privateOf") == ""
}

// Status is the status of the record as the document has it; "" where there is none.
func (d *Document) Status(t *crm.RecordType) string {
	if t == nil || d.Private {
		return ""
	}
	return d.ops.RootText(t.Status)
}

// Adopt makes a draft a half of a record, which the storage learns by the next write.
func (d *Document) Adopt(record crm.ID) {
	d.Standing, d.Author = Adopted, crm.ID{}
	d.Of, d.Private = record, true
}

// Promote makes a draft, or a document that nobody has heard of, the shared half of a record.
func (d *Document) Promote() { d.Standing, d.Author = Member, crm.ID{} }

// chooseHalf decides which half of which record a document is before it is written. A draft may say so after its first
// write.
func (d *Document) chooseHalf(record crm.ID, exists bool) {
	if named := d.PrivateOf(); !exists && !named.IsZero() {
		d.Of, d.Private = named, true
	} else if d.Of.IsZero() {
		d.Of = record
	}
}

// Pending reports whether there is something to write.
func (d *Document) Pending() bool { return len(d.unsaved) > 0 || d.Standing == Adopted }

// Replace makes an empty private document whose first write forgets what sits in its place: a draft (Replacing) or a
// record (Evicting).
func Replace(id crm.ID, standing Standing) *Document {
	d := New(id, true)
	d.Standing = standing
	return d
}

// Standing is what a document is to the storage.
type Standing uint8

const (
	Unheard   Standing = iota // nothing of it was ever written
	Draft                     // its author's alone: no record's yet
	Member                    // a half of a record
	Adopted                   // a draft that has become a half, which the storage is yet to learn
	Replacing                 // a half whose first write forgets the draft that sits in its place
	Evicting                  // … that forgets a record which sits there, and whose loss is to be told
)

// saved is what a document is once its write is durable.
func (s Standing) saved() Standing {
	if s == Draft {
		return Draft
	}
	return Member
}

// replaces reports whether the next write first forgets what the storage has by this id.
func (s Standing) replaces() bool { return s == Replacing || s == Evicting }

// Attach adds a peer.
func (d *Document) Attach(p *Peer) {
	p.at = &d.content
	d.peers = append(d.peers, p)
}

// Detach forgets a peer.
func (d *Document) Detach(p *Peer) {
	p.at = nil
	d.peers = slices.DeleteFunc(d.peers, func(other *Peer) bool { return other == p })
}

// Peers are those that the document has, in the order of their opening; the slice is the document's.
func (d *Document) Peers() []*Peer { return d.peers }

// seen is the history that a peer is told of: an empty one where it may not read.
func (d *Document) seen(p *Peer) *crdt.Graph {
	if p.Reads() {
		return d.graph
	}
	if d.nothing == nil {
		d.nothing = crdt.NewGraph()
	}
	return d.nothing
}
