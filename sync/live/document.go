package live

import (
	"context"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// view returns the content of the document in the form that projections need.
func (d *document) view() projection.Half {
	return projection.Half{
		Private: d.Private,
		Heads:   d.Graph().Heads(),
		Fields:  d.Fields(),
		Ops:     d.Ops(),
		Actors:  d.Actors(),
	}
}

// engineDoc names the document to the engine, which loads it by chunks. user is for whom the engine works; nil means
// the server.
func (d *document) engineDoc(user *crm.User) crdt.Doc {
	return crdt.Doc{ID: d.ID, Ops: d.Count(), Load: d.chunks, User: user}
}

// chunks returns the whole document: the snapshot, the changes after it, and the changes that are not durable yet. The
// first two come from the storage, the last from memory.
func (d *document) chunks(ctx context.Context) ([][]byte, error) {
	var chunks [][]byte
	if d.Stored() > 0 {
		stored, err := d.storage.Chunks(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		chunks = stored
	}
	return append(chunks, d.Unsaved()...), nil // a change that has just become durable may come twice, harmlessly
}

// stored reads the document from the storage. It returns nil if nothing is stored.
func (d *document) stored(ctx context.Context) (*crm.Stored, error) {
	if d.Stored() == 0 {
		return nil, nil
	}
	return d.storage.Document(ctx, d.ID)
}

// restoreFromStorage reads the durable changes and rebuilds the content from them, from the unsaved changes and from
// the changes of b, which may be nil. The peers stay. It takes back a change that the engine has not seen.
func (d *document) restoreFromStorage(ctx context.Context, b *replica.Batch) error {
	stored, err := d.stored(ctx)
	if err != nil {
		return err
	}
	defer func() { d.r.again += d.Count() }()
	return d.Restore(stored, b, d.r.records.strain.begin)
}

// reload makes the engine forget the document, and then restores it from the storage. It takes back a change that the
// engine may have applied.
func (d *document) reload(ctx context.Context) error {
	d.engine.Drop(d.ID)
	return d.restoreFromStorage(ctx, nil)
}
