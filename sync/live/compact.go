package live

import (
	"context"
	"errors"
	"slices"
)

const maxCompactions = 1 // the number of compactions that run at a time

// considerCompaction queues a compaction if one pays. Each compaction is a turn of its own, and few run at a time, so
// other records hardly wait.
func (d *document) considerCompaction() {
	if !d.Long() {
		return
	}
	select {
	case d.r.records.compacting <- struct{}{}:
	default:
		return // the next commit of this document tries again
	}
	d.r.post(func(ctx context.Context, _ *Record) bool {
		defer func() { <-d.r.records.compacting }()
		if !d.Long() {
			return false
		}
		if err := d.compact(ctx); err != nil {
			d.Compacted() // try again only after many more changes
			d.r.records.config.Log.Error("a document can't be compacted", "doc", d.ID, "error", err)
		}
		return false
	})
}

// compact has the engine make a snapshot. It stores the snapshot if that is smaller than the changes.
func (d *document) compact(ctx context.Context) error {
	chunk, heads, err := d.engine.Snapshot(ctx, d.engineDoc(nil))
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
