package sync

import (
	"context"

	"roomkey/crdt"
)

// maxRepairs bounds the changes of one repair; each may hold thousands of operations.
const maxRepairs = 8

// repair has the server mend what changes have left: containers of the schema that are missing or were made twice are made
// or folded into one, and heads beyond what is good for a document are merged.
func (d *dossier) repair(ctx context.Context, doc *document) {
	for range maxRepairs {
		c, err := d.mending(doc)
		if err == nil && c != nil {
			err = d.accept(ctx, doc, []*crdt.Change{c}, submission{server: true, came: d.hub.config.Now()})
		}
		if err != nil {
			d.hub.config.Log.Error("a document can't be repaired", "doc", doc.id, "error", err)
		}
		if err != nil || c == nil {
			return
		}
	}
}

// mending is the change that mends the document, or merges its heads; nil where neither is needed.
func (d *dossier) mending(doc *document) (*crdt.Change, error) {
	actor := d.hub.origin.actor(noUser)
	blank := crdt.Change{
		Actor: crdt.Actor(actor[:]), Deps: doc.graph.Heads(), StartOp: doc.graph.MaxOp() + 1, Time: d.hub.config.Now().Unix(),
	}
	blank.Seq = doc.graph.Last(blank.Actor) + 1
	if t := d.typeOf(doc); t != nil && d.record != nil {
		if c, err := crdt.Repair(doc.ops, t, doc.private, blank); c != nil || err != nil {
			return c, err
		}
	}
	if len(doc.graph.Heads()) <= mergeHeads {
		return nil, nil
	}
	return &blank, crdt.EncodeChange(&blank)
}
