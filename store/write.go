package store

import (
	"context"

	"roomkey/crm"
)

// Committer stores what happens to live records: crm.Write, which holds the changes of a document, the record's
// projection and what goes with them. It is the one part that writes the tables of several others, because all of a
// crm.Write becomes durable in one transaction or not at all.
type Committer struct {
	db     *handle
	events *RoomLog
	log    *ContentLog
}

// Submit queues a write. The store owns the write until it calls done, after the write is durable or has failed. It
// calls back in the order of the writes and always in one goroutine, so that done must not block, nor submit. Submit
// blocks while the queue is full.
func (c *Committer) Submit(write *crm.Write, done func(crm.Receipt, error)) {
	j := c.newJob(write)
	j.done = done
	c.db.writer.submit(j)
}

// Commit submits a write and waits for it. If ctx ends first, the write may or may not become durable.
func (c *Committer) Commit(ctx context.Context, write *crm.Write) (crm.Receipt, error) {
	return c.db.await(ctx, c.newJob(write))
}

func (c *Committer) newJob(w *crm.Write) *job {
	j := &job{operation: "write", bare: true, patient: w.Patient}
	for i := range w.Changes {
		j.size += len(w.Changes[i].Data)
	}
	var logged *crm.LogItem
	j.run = func(b *batch, receipt *crm.Receipt) (err error) {
		*receipt = crm.Receipt{}
		logged, err = c.apply(b, receipt, w)
		return err
	}
	if c.log.kept() {
		j.announce = func() { c.log.tell(logged) }
	}
	return j
}

// apply does a write. It returns what it has added to the own log; nil: nothing.
func (c *Committer) apply(b *batch, receipt *crm.Receipt, w *crm.Write) (logged *crm.LogItem, err error) {
	if !w.Document.IsZero() {
		doc, before, err := addToDocument(b, w)
		if err == nil && b.log.kept() && !w.Draft {
			logged, err = logWrite(b, doc, before, w)
		}
		if err != nil {
			return nil, err
		}
	}
	return logged, c.applyRest(b, receipt, w)
}

// applyRest writes what goes with the changes of a write.
func (c *Committer) applyRest(b *batch, receipt *crm.Receipt, w *crm.Write) (err error) {
	for actor, user := range w.Bind {
		if err := bindActor(b, []byte(actor), user); err != nil {
			return err
		}
	}
	if err := c.events.add(b, receipt, w.Events); err != nil {
		return err
	}
	for i := range w.Audit {
		if err := b.addAudit(&w.Audit[i]); err != nil {
			return err
		}
	}
	for i := range w.Notices {
		if err := addNotice(b, &w.Notices[i], false); err != nil {
			return err
		}
	}
	if err := c.addRows(b, w); err != nil {
		return err
	}
	if w.Record != nil {
		if err := noteNumber(b, w.Record); err != nil {
			return err
		}
		receipt.Seq, err = b.records.project(b.connection, w.Record)
	}
	return err
}

// addRows adds the changes of rows that a write carries to the ledger, where there is one region. Where there are
// several, it takes what is in order from what waits.
func (c *Committer) addRows(b *batch, w *crm.Write) error {
	if w.TookRows > 0 {
		if err := b.exec(`DELETE FROM row_changes WHERE record = ? AND seq <= ?`, keyID(w.Of),
			int64(w.TookRows)); err != nil {
			return err
		}
	}
	for i := range w.Rows {
		if b.ledger.several {
			return errSeveral
		}
		change := rowChanged(w.Rows[i].RowChange)
		if err := change.check(b, w.Record.Broker); err != nil {
			return err
		}
		planned := plannedWrite{entryRowChanged, w.Record.Broker, &change}
		if err := b.addEntry(c.db.newID(), micros(w.Rows[i].At), planned); err != nil {
			return err
		}
	}
	return nil
}
