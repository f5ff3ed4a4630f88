package live

import (
	"context"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// maxRepairs bounds the changes of one repair. Each may hold thousands of operations.
const maxRepairs = 8

// repair makes the server mend the document. It makes missing containers of the schema, folds duplicate containers into
// one, and merges heads if there are too many.
func (d *document) repair(ctx context.Context) {
	for range maxRepairs {
		c, err := d.repairing()
		if err == nil && c != nil {
			_, _, err = d.take(ctx, []*crdt.Change{c}, replica.Submission{Server: true, Came: d.r.now()})
		}
		if err != nil {
			d.r.records.config.Log.Error("a document can't be repaired", "doc", d.ID, "error", err)
		}
		if err != nil || c == nil {
			return
		}
	}
}

// giveWay has what the server has authored from an old base win over the values of repairs beside it.
func giveWay(ctx context.Context, d *document, authored []*crdt.Change) {
	changes, err := replica.GiveWay(d.Document, authored)
	if err == nil && len(changes) > 0 {
		_, _, err = d.take(ctx, changes, replica.Submission{Server: true, Came: d.r.now()})
	}
	if err != nil {
		d.r.records.config.Log.Error("an edit does not win over a repair", "doc", d.ID, "error", err)
	}
}

// repairing returns the change that mends the document or merges its heads. It returns nil if neither is needed.
func (d *document) repairing() (*crdt.Change, error) {
	actor := d.r.records.actors.of(noUser)
	graph := d.Graph()
	blank := crdt.Change{
		Actor: crdt.Actor(actor[:]), Deps: graph.Heads(), StartOp: graph.MaxOp() + 1, Time: d.r.now().Unix(),
	}
	blank.Seq = graph.Last(blank.Actor) + 1
	if d.r.record != nil {
		ownerOf := func(actor crdt.Actor) crm.ID { return d.Actors()[actor] } // zero for the server's own
		c, err := crdt.Repair(d.Ops(), crm.TypeNamed(d.r.record.Type), d.Private, ownerOf, blank)
		if c != nil || err != nil {
			return c, err
		}
	}
	if !d.TooManyHeads() {
		return nil, nil
	}
	return &blank, crdt.EncodeChange(&blank)
}
