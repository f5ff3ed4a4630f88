package live

import (
	"context"
	"errors"
	"slices"
)

const maxCompactions = 1 // at a time

// considerCompaction sees that a document is compacted when that pays. It is a turn of its own, and few documents are
// compacted at a time, so that others hardly wait.
func (d *document) considerCompaction() {
	if !d.Long() {
		return
	}
	select {
	case d.r.records.compacting <- struct{}{}:
	default:
		return // its next commit asks again
	}
	d.r.post(func(ctx context.Context, _ *Record) bool {
		defer func() { <-d.r.records.compacting }()
		if !d.Long() {
			return false
		}
		if err := d.compact(ctx); err != nil {
			d.Compacted() // not again before as many changes have come
			d.r.records.config.Log.Error("a document can't be compacted", "doc", d.ID, "error", err)
		}
		return false
	})
}

// compact has the engine save the document and stores that, where it is smaller than the changes.
func (d *document) compact(ctx context.Context) error {
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
	if d.r.records.config.Metrics.Compacted != nil {
		d.r.records.config.Metrics.Compacted()
	}
	return nil
}
