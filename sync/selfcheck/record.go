package selfcheck

import (
	"cmp"
	"io"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// maxEdits is how many edits a record takes before another one is begun, so that none grows long: those of a day.
const maxEdits = 3_000

// What is edited: a record whose name is that of the region, and a field that holds what the edits say.
const (
	RecordType  = "client"
	RegionField = "FirstName"

	editedField = "ReferredBy"
	aloneName   = "server" // in place of a region's name
)

// record is the record that a server edits, as its author knows it: the changes' graph and no content.
type record struct {
	id      crm.ID
	actor   crdt.Actor
	graph   *crdt.Graph
	last    []crdt.OpID // that set the field; nil: none has
	edits   int
	unsaved []*crdt.Change // in order
}

// newRecord makes a record that the server knows nothing of.
func newRecord(region string, now time.Time, random io.Reader) (*record, error) {
	actor := crm.NewID(random)
	r := &record{id: crm.NewID(random), actor: crdt.Actor(actor[:]), graph: crdt.NewGraph()}
	genesis := crdt.Genesis(crm.TypeNamed(RecordType), false)
	if err := r.add(genesis); err != nil {
		return nil, err
	}
	name := crdt.Op{Key: RegionField, Action: crdt.ActionSet,
		Value: crdt.Value{Type: crdt.ValueString, Bytes: cmp.Or(region, aloneName)}}
	_, err := r.make([]crdt.Op{name}, now)
	return r, err
}

// edit makes the change that sets the field.
func (r *record) edit(text string, now time.Time) (*crdt.Change, error) {
	op := crdt.Op{Key: editedField, Action: crdt.ActionSet, Pred: r.last,
		Value: crdt.Value{Type: crdt.ValueString, Bytes: text}}
	change, err := r.make([]crdt.Op{op}, now)
	if err == nil {
		r.last = []crdt.OpID{change.Ops[0].ID}
		r.edits++
	}
	return change, err
}

func (r *record) make(ops []crdt.Op, now time.Time) (*crdt.Change, error) {
	change := &crdt.Change{Deps: slices.Clone(r.graph.Heads()), Actor: r.actor, Seq: r.graph.Last(r.actor) + 1,
		StartOp: r.graph.MaxOp() + 1, Time: now.Unix(), Ops: ops}
	for i := range ops {
		ops[i].ID = crdt.OpID{Counter: change.StartOp + uint64(i), Actor: r.actor}
	}
	if err := crdt.EncodeChange(change); err != nil {
		return nil, err
	}
	return change, r.add(change)
}

func (r *record) add(change *crdt.Change) error {
	if err := r.graph.Add(crdt.NodeOf(change)); err != nil {
		return err
	}
	r.unsaved = append(r.unsaved, change)
	return nil
}

// message brings changes that follow each other, at least one.
func (r *record) message(changes ...*crdt.Change) *crdt.Message {
	m := &crdt.Message{Heads: slices.Clone(r.graph.Heads()),
		Have: []crdt.Have{{LastSync: slices.Clone(changes[0].Deps)}}}
	for _, change := range changes {
		m.Changes = append(m.Changes, change.Data)
	}
	return m
}

// sendUnsaved sends what no check has heard of that it is saved.
func (r *record) sendUnsaved(author *client) error {
	if len(r.unsaved) == 0 {
		return nil
	}
	return author.sync(r.id, r.message(r.unsaved...))
}

// saved notes what is on disk.
func (r *record) saved(hash crdt.Hash) {
	r.unsaved = slices.DeleteFunc(r.unsaved, func(c *crdt.Change) bool { return c.Hash == hash })
}

// take notes changes of the server's own. It reports whether it knows now all that the server has.
func (r *record) take(b *brought) bool {
	for _, change := range b.changes {
		if !r.graph.Has(change.Hash) && len(r.graph.Missing(change.Deps)) == 0 {
			_ = r.graph.Add(crdt.NodeOf(change)) // one that does not fit stays missing
		}
	}
	return len(r.graph.Missing(b.heads)) == 0
}
