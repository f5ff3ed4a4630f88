package live

import (
	"context"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// view is a document's content as projections are computed of it.
func (d *document) view() projection.Half {
	return projection.Half{
		Private: d.Private,
		Heads:   d.Graph().Heads(),
		Fields:  d.Fields(),
		Ops:     d.Ops(),
		Actors:  d.Actors(),
	}
}

// engineDoc names the document to the engine: what is durable comes from the storage, the rest from memory.
func (d *document) engineDoc() crdt.Doc { return crdt.Doc{ID: d.ID, Load: d.chunks} }

// chunks is the whole document: the snapshot, the changes after it, and those that are not durable yet.
func (d *document) chunks(ctx context.Context) ([][]byte, error) {
	var chunks [][]byte
	if d.Stored() > 0 {
		stored, err := d.storage.Document(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		chunks = replica.StoredChunks(stored)
	}
	return append(chunks, d.Unsaved()...), nil // one that has just become durable may come twice, which is no harm
}

// stored is the document as it is in the storage; nil where it isn't.
func (d *document) stored(ctx context.Context) (*crm.Stored, error) {
	if d.Stored() == 0 {
		return nil, nil
	}
	return d.storage.Document(ctx, d.ID)
}

// restore forgets what is in memory of the document but its peers, and takes what is durable, what the engine had
// applied since, and the changes of b (nil: none). It is how a change is taken back that the engine has not seen.
func (d *document) restore(ctx context.Context, b *replica.Batch) error {
	stored, err := d.stored(ctx)
	if err != nil {
		return err
	}
	return d.Restore(stored, b)
}

// reload is restore for the engine too: it is how a change is taken back that it may have applied.
func (d *document) reload(ctx context.Context) error {
	d.engine.Drop(d.ID)
	return d.restore(ctx, nil)
}
