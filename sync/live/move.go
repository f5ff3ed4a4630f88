package live

import (
	"context"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// keepsPrivate reports whether this id names a record that is not deleted and has private fields.
func (g *Registry) keepsPrivate(ctx context.Context, record crm.ID) bool {
	rec, err := g.config.Storage.Record(ctx, record)
	return err == nil && rec.DeletedAt.IsZero() && hasPrivate(crm.TypeNamed(rec.Type))
}

// moveTo returns a turn that moves everything of r to the record whose private document has r's id. The record then
// runs the turn then, which may be nil. The move waits until r has nothing to write.
func (r *Record) moveTo(record crm.ID, then turn) turn {
	return func(ctx context.Context, at *Record) bool {
		if at == r && r.shared != nil { // otherwise r has moved already
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

// moveWhenSaved moves a draft to the record that it names as its own, if that record exists. The draft is made durable
// first.
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

// claimed returns the record that these changes name as the owner of this private document, if the record exists. The
// document then belongs to that record, even if somebody has begun a draft under its id.
func (d *document) claimed(ctx context.Context, changes []*crdt.Change) crm.ID {
	if d.r.record != nil {
		return crm.ID{}
	}
	ops := crdt.NewOpSet()
	for _, c := range changes {
		if ops.Apply(c) != nil {
			break // the changes follow the draft, so its own privateOf counts
		}
	}
	record := replica.PrivateOf(ops, d.ID)
	if record.IsZero() || !d.r.records.keepsPrivate(ctx, record) {
		return crm.ID{}
	}
	return record
}

// callPrivate has a waiting draft move to this record once the record is durable. If no draft waits, the record runs
// the turn ensure.
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
