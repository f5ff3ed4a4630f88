package live

import (
	"context"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// retryAfter is how long a record waits before it offers the storage again what it could not take.
const retryAfter = time.Second

// commit is a commit of the record's, and what its writes tell.
type commit struct {
	*replica.Commit
	told []projection.Entries // by write
}

// flush submits what is pending, unless a commit is under way.
func (r *Record) flush(ctx context.Context) {
	if !r.commits.Free() {
		return
	}
	if r.loaded { // else whoever is parked tries to load it
		if c := r.beginCommit(ctx); c != nil {
			c.submit(r)
		}
	}
	for _, t := range r.parked {
		r.post(t)
	}
	r.parked = nil
}

// beginCommit makes the writes; nil where there is nothing to write.
func (r *Record) beginCommit(ctx context.Context) *commit {
	var row *replica.Document
	if r.record != r.durable && !(r.private != nil && r.private.Pending() && r.durable != nil) {
		row = r.shared.Document
	}
	var documents []*replica.Document
	for _, d := range r.documents() {
		documents = append(documents, d.Document)
	}
	begun, effects := r.commits.Begin(r.id, r.record != nil, documents, row, r.now())
	r.records.perform(ctx, nil, effects)
	if begun == nil {
		return nil
	}
	c := &commit{begun, make([]projection.Entries, len(begun.Writes))}
	if r.record != r.durable {
		for _, w := range c.Writes {
			w.Write.Record = r.record
		}
	}
	if len(c.Writes) == 2 { // what the first write says must hold without the second
		c.Writes[0].Write.Record = projection.WithoutPrivate(r.record, r.durable)
	}
	c.share(r.journal.Take())
	return c
}

// share gives each write what it tells: private events go with the private half.
func (c *commit) share(taken projection.Entries) {
	last := len(c.Writes) - 1
	for _, e := range taken.Events {
		at := 0
		if e.Private {
			at = last
		}
		c.told[at].Events = append(c.told[at].Events, e)
		c.Writes[at].Write.Events = append(c.Writes[at].Write.Events, e.Rooms()...)
	}
	c.told[0].Audit, c.told[0].Notices = taken.Audit, taken.Notices
	first := c.Writes[0].Write
	first.Audit, first.Notices = taken.Audit, taken.Notices
	first.Events = append(first.Events, projection.NoticeEvents(taken.Notices)...)
}

// submit gives the writes to the storage. The rooms hear of each as soon as it is durable.
func (c *commit) submit(r *Record) {
	r.records.enter()
	r.hold()
	for i, w := range c.Writes {
		last := i == len(c.Writes)-1
		r.records.config.Storage.Submit(w.Write, func(receipt crm.Receipt, err error) {
			if w.Err = err; err == nil && len(receipt.Events) > 0 {
				r.records.config.Rooms.Publish(receipt.Events, receipt.Epochs)
			}
			if last {
				r.post(c.end)
			}
		})
	}
}

// end is a turn: it takes in how the writes went.
func (c *commit) end(ctx context.Context, r *Record) bool {
	defer r.records.leave()
	defer r.release()
	r.commits.Ended()
	failed := false
	for i, w := range c.Writes {
		d := r.open(w.Document)
		if w.Err == nil {
			c.committed(ctx, d, w)
			continue
		}
		failed = true
		r.journal.Return(c.told[i])
		d.uncommitted(ctx, w)
	}
	r.records.perform(ctx, nil, r.commits.Notify(c.Commit))
	if !failed {
		for _, w := range c.Writes {
			r.open(w.Document).considerCompaction()
		}
	}
	return false
}

// committed notes that a write is durable, and tells those whose changes it holds.
func (c *commit) committed(ctx context.Context, d *document, w *replica.DocumentWrite) {
	r := d.r
	if w.Write.Record != nil {
		r.durable = w.Write.Record
	}
	effects, evicted := d.Committed(w)
	d.perform(ctx, effects)
	if evicted {
		if err := r.records.announceLoss(ctx, d.ID); err != nil {
			r.records.config.Log.Error("the loss of a record can't be told", "doc", d.ID, "error", err)
		}
	}
	call2(r.records.config.Metrics.Committed, r.now().Sub(c.Begun), len(w.Write.Changes))
}

// uncommitted keeps what could not be stored, to offer it again; what the storage refuses for good is rolled back.
func (d *document) uncommitted(ctx context.Context, w *replica.DocumentWrite) {
	r := d.r
	if d.Failed(w) {
		d.rollback(ctx, w.Err)
		return
	}
	r.records.config.Log.Error("a write failed; it will be tried again", "doc", d.ID, "error", w.Err)
	if !r.commits.Pause() || r.records.isClosed() {
		return // where nothing new is begun, nothing of it was called saved: its authors still have it
	}
	r.hold()
	time.AfterFunc(retryAfter, func() {
		r.post(func(_ context.Context, r *Record) bool {
			r.commits.Resume()
			r.release()
			return false
		})
	})
}
