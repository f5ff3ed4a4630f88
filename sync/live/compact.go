package live

import (
	"context"
	"errors"
	"slices"
)

const maxCompactions = 1 // at a time

// considerCompaction sees that a document is compacted when that pays. It is a turn of its own, and few documents are
// compacted at a time, so that others hardly wait.
func (r *Record) considerCompaction(d *document) {
	if !d.Long() {
		return
	}
	select {
	case r.records.compacting <- struct{}{}:
	default:
		return // its next commit asks again
	}
	r.post(func(ctx context.Context, r *Record) bool {
		defer func() { <-r.records.compacting }()
		if !d.Long() {
			return false
		}
		if err := r.compact(ctx, d); err != nil {
			d.Compacted() // not again before as many changes have come
			r.records.config.Log.Error("a document can't be compacted", "doc", d.ID, "error", err)
		}
		return false
	})
}

// compact has the engine save the document and stores that, where it is smaller than the changes.
func (r *Record) compact(ctx context.Context, d *document) error {
	chunk, heads, err := d.engine.Snapshot(ctx, d.engineDoc())
	if err != nil {
		return err
	}
	if !slices.Equal(heads, d.Graph().Heads()) {
		return errors.New("the snapshot has other heads than the history")
	}
	if len(chunk) >= d.Bytes() {
		d.Compacted()
		return nil
	}
	if err := d.storage.Compact(ctx, d.ID, chunk, heads, d.Stored()); err != nil {
		return err
	}
	d.Compacted()
	if r.records.config.Metrics.Compacted != nil {
		r.records.config.Metrics.Compacted()
	}
	return nil
}
