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
	c := compaction{d, d.Stored()}
	chunk, heads, err := d.engine.Snapshot(ctx, d.engineDoc(nil))
	if err == nil && !slices.Equal(heads, d.Graph().Heads()) {
		err = errors.New("the snapshot has other heads than the history")
	}
	if err != nil || len(chunk) >= d.Bytes() {
		c.end(err)
		return false
	}
	r.records.enter()
	r.hold()
	go c.store(chunk, heads)
	return false
}

// compaction is a snapshot on its way into the storage.
type compaction struct {
	d *document
	n int // the changes that it holds, all of which were durable; more may be by now
}

// store stores the snapshot. The storage refuses it if the document has become another one meanwhile.
func (c *compaction) store(chunk []byte, heads []crm.Hash) {
	ctx, cancel := context.WithTimeout(context.Background(), turnTimeout)
	defer cancel()
	err := c.d.storage.Compact(ctx, c.d.ID, chunk, heads, c.n)
	if err == nil && c.d.r.records.config.Metrics.Compacted != nil {
		c.d.r.records.config.Metrics.Compacted()
	}
	postLight(c.d.r, func(_ context.Context, r *Record) bool {
		defer r.records.leave()
		defer r.release()
		c.end(err)
		return false
	})
}

// end is called in a turn. After an error, another compaction is tried only after many more changes.
func (c *compaction) end(err error) {
	<-c.d.r.records.compacting
	c.d.Compacted(c.n)
	if err != nil {
		c.d.r.records.config.Log.Error("a document can't be compacted", "doc", c.d.ID, "error", err)
	}
}
