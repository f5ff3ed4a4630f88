package live

import (
	"context"
	"slices"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// openFormer loads a document of the record that has moved, for somebody who has it open. It does nothing if the record
// has no such document.
func (r *Record) openFormer(ctx context.Context, id crm.ID) error {
	if r.record.Document.IsZero() && r.record.PrivateDocument.IsZero() {
		return nil
	}
	stored, err := r.records.config.Storage.Document(ctx, id)
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound:
		return nil
	case err != nil:
		return err
	case stored.Record != r.id || stored.Moved.IsZero():
		return nil
	}
	d, err := replica.Load(stored, r.records.strain.begin)
	if err != nil {
		r.records.config.Log.Error("a document can't be loaded", "doc", id, "error", err)
		return replica.ErrCorrupt
	}
	r.woken += d.Count()
	r.former = append(r.former, r.open(d))
	return nil
}

// closeFormer drops the documents that have moved and that nobody has open any more.
func (r *Record) closeFormer() {
	r.former = slices.DeleteFunc(r.former, func(d *document) bool { return len(d.Peers()) == 0 })
}
