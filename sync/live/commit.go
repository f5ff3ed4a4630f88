package live

import (
	"context"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// retryAfter is how long a record waits after a failed write before it writes again.
const retryAfter = time.Second

// commit is one commit of a record, with what its writes announce.
type commit struct {
	*replica.Commit
	told []projection.Entries // one for each write
}

// flush submits what is pending, unless a commit is running or paused.
func (r *Record) flush(ctx context.Context) {
	if !r.commits.Free() {
		return
	}
	for len(r.renewals) > 0 && r.loaded && r.commits.Free() {
		renew := r.renewals[0]
		r.renewals = r.renewals[1:]
		renew(ctx)
	}
	if !r.commits.Free() {
		return // one has failed, and is tried again later
	}
	if r.loaded { // otherwise the parked turns try to load it
		if c := r.beginCommit(ctx); c != nil {
			c.submit(r, func() { r.post(c.afterCommit) })
		}
	}
	for _, t := range r.parked {
		r.post(t)
	}
	r.parked = nil
}

// beginCommit makes the writes. It returns nil if there is nothing to write.
func (r *Record) beginCommit(ctx context.Context) *commit {
	var row *replica.Document
	if r.rowNeedsSharedWrite() {
		row = r.shared.Document
	}
	var documents []*replica.Document
	for _, d := range r.documents() {
		documents = append(documents, d.Document)
	}
	begun, effects := r.commits.Begin(r.id, r.record != nil, documents, row, r.now())
	r.records.performFor(ctx, nil, effects)
	if begun == nil {
		return nil
	}
	c := &commit{begun, make([]projection.Entries, len(begun.Writes))}
	if r.record != r.durable {
		for _, w := range c.Writes {
			w.Write.Record = r.record
		}
	}
	if len(c.Writes) == 2 { // the first write must be true even if the second one fails
		c.Writes[0].Write.Record = projection.WithoutPrivate(r.record, r.durable)
	}
	c.share(r.journal.Take())
	return c
}

// rowNeedsSharedWrite reports whether the shared document must be written only to store the record's row. An unchanged
// row needs no write. A pending write of the private document carries the row of a record that is stored already. A
// new record needs the write of its shared document, because that write makes the record.
func (r *Record) rowNeedsSharedWrite() bool {
	if r.record == r.durable {
		return false
	}
	privateCarriesRow := r.private != nil && r.private.Pending() && r.durable != nil
	return !privateCarriesRow
}

// share gives each write what it announces. Private events go with the private half.
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
	c.told[0].Rows, c.told[0].Took = taken.Rows, taken.Took
	first := c.Writes[0].Write
	first.Audit, first.Notices = taken.Audit, taken.Notices
	first.Rows, first.TookRows = taken.Rows, taken.Took
	first.Events = append(first.Events, projection.NoticeEvents(taken.Notices)...)
}

// submit gives the writes to the storage, and calls ended when all of them have ended. The rooms hear of each write as
// soon as it is durable.
func (c *commit) submit(r *Record, ended func()) {
	r.records.enter()
	r.hold()
	for i, w := range c.Writes {
		last := i == len(c.Writes)-1
		r.records.config.Storage.Submit(w.Write, func(receipt crm.Receipt, err error) {
			if w.Err = err; err == nil && len(receipt.Events) > 0 {
				r.records.config.Rooms.Publish(receipt.Events, receipt.Epochs)
			}
			if last {
				ended()
			}
		})
	}
}

// afterCommit is a turn. It takes in the results of the writes and tells those who waited for the commit.
func (c *commit) afterCommit(ctx context.Context, r *Record) bool {
	defer r.records.leave()
	defer r.release()
	r.commits.Ended()
	failed := false
	for i, w := range c.Writes {
		d := r.open(w.Document)
		traceCommit(r.records, w, c.Begun)
		if w.Err == nil {
			c.writeStored(ctx, d, w)
			continue
		}
		failed = true
		r.journal.Return(c.told[i])
		d.writeFailed(ctx, w)
	}
	r.records.performFor(ctx, nil, r.commits.Notify(c.Commit))
	if !failed {
		for _, w := range c.Writes {
			r.open(w.Document).considerCompaction()
		}
	}
	return false
}

// writeStored notes that a write is durable, and tells the authors of its changes.
func (c *commit) writeStored(ctx context.Context, d *document, w *replica.DocumentWrite) {
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
	observe2(r.records.config.Metrics.Committed, r.now().Sub(c.Begun), len(w.Write.Changes))
}

// writeFailed keeps the changes of a failed write and schedules another try. If the storage refuses the write for good,
// it rolls the document back.
func (d *document) writeFailed(ctx context.Context, w *replica.DocumentWrite) {
	r := d.r
	if d.Failed(w) {
		d.rollbackAndResubmit(ctx, w.Err)
		return
	}
	r.records.config.Log.Error("a write failed; it will be tried again", "doc", d.ID, "error", w.Err)
	if !r.commits.Pause() || r.records.isClosed() {
		return // these changes were never called saved, so after a shutdown their authors still have them
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
