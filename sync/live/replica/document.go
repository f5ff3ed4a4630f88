package replica

import (
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// Document is one Automerge document in memory. It belongs to the actor of its record.
type Document struct {
	ID       crm.ID
	Private  bool   // whether it is the private half of a record
	Of       crm.ID // the record that the storage has it under; zero if it is not stored
	Standing Standing
	Author   crm.ID // the author of a draft; otherwise zero
	Moved    crm.ID // the document in which its half goes on since the record was renewed; zero: in this one
	content
	ledger
	peers   []*Peer     // in the order of their attachment
	pushed  []*Peer     // reused by fanOut
	nothing *crdt.Graph // the empty history for peers that may not read; nil until needed

	persisted
}

// New makes an empty document.
func New(id crm.ID, private bool) *Document {
	return &Document{ID: id, Private: private, content: newContent()}
}

// Setting describes the record around a document. It is zero if there is no record.
type Setting struct {
	Record crm.ID
	Type   *crm.RecordType
}

// typeOf returns the record type that a document is checked against. It is nil while the type is unknown.
func (s Setting) typeOf(c *content) *crm.RecordType {
	if !s.Record.IsZero() {
		return s.Type
	}
	return c.NamedType()
}

// PrivateOf returns the record whose private document this is, according to the content. It is zero if the content does
// not say.
func (d *Document) PrivateOf() crm.ID { return PrivateOf(d.ops, d.ID) }

// PrivateOf returns the record whose private document doc is, according to ops. It is zero if they do not say.
func PrivateOf(ops *crdt.OpSet, doc crm.ID) crm.ID {
	id, err := crm.ParseID(ops.RootText("privateOf"))
	if err != nil || crm.PrivateID(id) != doc {
		return crm.ID{}
	}
	return id
}

// Adopt makes a draft the private half of a record. The next write tells the storage.
func (d *Document) Adopt(record crm.ID) {
	d.Standing, d.Author = Adopted, crm.ID{}
	d.Of, d.Private = record, true
}

// Promote makes a draft, or a new document, the shared half of a record.
func (d *Document) Promote() { d.Standing, d.Author = Member, crm.ID{} }

// chooseHalf decides before a write which half of which record the document is. A draft may name its record after its
// first write.
func (d *Document) chooseHalf(record crm.ID, exists bool) {
	if named := d.PrivateOf(); !exists && !named.IsZero() {
		d.Of, d.Private = named, true
	} else if d.Of.IsZero() {
		d.Of = record
	}
}

// Pending reports whether the document has something to write.
func (d *Document) Pending() bool {
	return len(d.unsaved) > 0 || d.Standing == Adopted || len(d.imported) > 0
}

// Replace makes an empty private document. Its first write removes what is stored under its id: a draft (Replacing) or
// a record (Evicting).
func Replace(id crm.ID, standing Standing) *Document {
	d := New(id, true)
	d.Standing = standing
	return d
}

// Standing is the role of a document in the storage.
type Standing uint8

const (
	Unheard   Standing = iota // nothing was ever written
	Draft                     // belongs to its author, and to no record yet
	Member                    // is a half of a record
	Adopted                   // was a draft and is now a half, which the storage does not know yet
	Replacing                 // is a half whose first write removes a draft with the same id
	Evicting                  // is a half whose first write removes a record with the same id
)

// saved returns the standing after the write is durable.
func (s Standing) saved() Standing {
	if s == Draft {
		return Draft
	}
	return Member
}

// replaces reports whether the next write first removes what is stored under this id.
func (s Standing) replaces() bool { return s == Replacing || s == Evicting }

// Attach adds a peer.
func (d *Document) Attach(p *Peer) {
	p.at = &d.content
	d.peers = append(d.peers, p)
}

// Detach removes a peer.
func (d *Document) Detach(p *Peer) {
	p.at = nil
	d.peers = slices.DeleteFunc(d.peers, func(other *Peer) bool { return other == p })
}

// Peers returns the peers in the order of their attachment. The document owns the slice.
func (d *Document) Peers() []*Peer { return d.peers }

// seen returns the history that a peer may know. It is empty if the peer may not read.
func (d *Document) seen(p *Peer) *crdt.Graph {
	if p.Reads() {
		return d.graph
	}
	if d.nothing == nil {
		d.nothing = crdt.NewGraph()
	}
	return d.nothing
}
