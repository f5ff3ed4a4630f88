package live

import (
	"context"
	"errors"
	"slices"

	"roomkey/crm"
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
		d.r.post(d.compact)
	default: // the next commit of this document tries again
	}
}

// compact is a turn. It has the engine make a snapshot, and stores it if that is smaller than the changes. Turns that
// follow don't wait for the storage.
func (d *document) compact(ctx context.Context, r *Record) bool {
	if !d.Long() {
		<-r.records.compacting
		return false
	}
	chunk, heads, err := d.snapshot(ctx)
	if err != nil || len(chunk) >= d.Bytes() {
		d.compacted(d.Stored(), err)
		return false
	}
	r.records.enter()
	r.hold()
	go d.storeSnapshot(chunk, heads, d.Stored())
	return false
}

// snapshot has the engine make a snapshot of the whole history, all of which is durable.
func (d *document) snapshot(ctx context.Context) ([]byte, []crm.Hash, error) {
	chunk, heads, err := d.engine.Snapshot(ctx, d.engineDoc(nil))
	if err == nil && !slices.Equal(heads, d.Graph().Heads()) {
		err = errors.New("the snapshot has other heads than the history")
	}
	return chunk, heads, err
}

// storeSnapshot stores a snapshot of the first n changes. More may be durable by now, and the storage refuses if the
// document is another one.
func (d *document) storeSnapshot(chunk []byte, heads []crm.Hash, n int) {
	ctx, cancel := context.WithTimeout(context.Background(), turnTimeout)
	defer cancel()
	err := d.storage.Compact(ctx, d.ID, chunk, heads, n)
	if err == nil && d.r.records.config.Metrics.Compacted != nil {
		d.r.records.config.Metrics.Compacted()
	}
	d.r.post(func(_ context.Context, r *Record) bool {
		defer r.records.leave()
		defer r.release()
		d.compacted(n, err)
		return false
	})
}

// compacted ends a compaction of the first n changes. After an error, another one is tried only after many more.
func (d *document) compacted(n int, err error) {
	<-d.r.records.compacting
	d.Compacted(n)
	if err != nil {
		d.r.records.config.Log.Error("a document can't be compacted", "doc", d.ID, "error", err)
	}
}
