package live

import (
	"context"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// keepsPrivate reports whether there is a record with private fields by this id.
func (g *Registry) keepsPrivate(ctx context.Context, record crm.ID) bool {
	rec, err := g.config.Storage.Record(ctx, record)
	return err == nil && rec.DeletedAt.IsZero() && hasPrivate(crm.TypeNamed(rec.Type))
}

// moveTo moves what sits at a record's private document's id to that record, which then goes on with the turn; it may
// be nil. It waits until nothing of it is under way.
func (r *Record) moveTo(record crm.ID, then turn) turn {
	return func(ctx context.Context, at *Record) bool {
		if at == r && r.shared != nil { // else it has moved already
			if r.commits.Writing() || r.unwritten() {
				r.commits.Wait(func(error) { r.post(r.moveTo(record, then)) })
				return false
			}
			var peers []*replica.Peer
			for _, d := range r.documents() {
				leaving, effects := d.Depart()
				d.perform(ctx, effects)
				peers = append(peers, leaving...)
			}
			r.move(record, nil)
			r.post(r.records.arrive(peers))
		}
		if then != nil {
			r.post(then)
		}
		return false
	}
}

// moveWhenSaved moves a draft to the record whose private document it says it is, if that record is there. The draft
// is made durable first.
func (r *Record) moveWhenSaved(ctx context.Context, record crm.ID) {
	if !r.records.keepsPrivate(ctx, record) {
		return
	}
	r.commits.Wait(func(err error) {
		if err == nil {
			r.post(r.moveTo(record, nil))
		}
	})
}

// claimed is the record whose private document these changes say they are of, where that record is there: then the
// document is none of a draft's, whoever began one in its place.
func (d *document) claimed(ctx context.Context, changes []*crdt.Change) crm.ID {
	if d.r.record != nil {
		return crm.ID{}
	}
	ops := crdt.NewOpSet()
	for _, c := range changes {
		if ops.Apply(c) != nil {
			break // it builds on what is there: the draft's own privateOf counts
		}
	}
	record := replica.PrivateOf(ops, d.ID)
	if record.IsZero() || !d.r.records.keepsPrivate(ctx, record) {
		return crm.ID{}
	}
	return record
}

// callPrivate asks the draft that waits for this record to come, once the record is durable; ensure is the record's
// own turn where none waits.
func (r *Record) callPrivate(ensure turn) {
	other, come := r.records.at(crm.PrivateID(r.id)), ensure
	if other == r || other == nil {
		other = r
	} else {
		come = other.moveTo(r.id, nil)
	}
	r.commits.Wait(func(err error) {
		if err == nil {
			other.post(come)
		}
	})
}
