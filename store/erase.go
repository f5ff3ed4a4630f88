package store

import (
	"context"

	"roomkey/crm"
)

// Privacy erases records for ever, and holds which ids were erased. It has every other part remove what that part holds
// of a record.
type Privacy struct {
	db     *handle
	ledger *RowLedger
}

// Erase removes a record for ever: its documents, its projection's content, its events, drafts, notifications and
// webhook deliveries, the answers kept for Idempotency-Keys that show it, and what its brokerage's tasks took in, put
// out and proposed, but for accepted proposals. What is left is the record's id, which is denied from now on, and its
// lines of the audit log, which hold no values. crm.ErrNotFound: there is no such record. crm.CodeConflict: it is under
// a legal hold.
//
// Erase is slow: it reads all events, answers and proposals, and rewrites the full-text index, which keeps removed
// words until it is merged. The space that becomes free in the file is overwritten.
func (p *Privacy) Erase(ctx context.Context, record crm.ID) error {
	var draft bool // which the other regions don't have
	err := p.ledger.write(ctx, "erase", func(b *batch) (plan plannedWrite, err error) {
		if err := refuseHeld(b, record); err != nil {
			return plan, err
		}
		documents, err := documentsOf(b, record)
		if err != nil {
			return plan, err
		}
		state, err := readRecordState(b.connection, record)
		switch {
		case absent(err) && len(documents) == 0:
			return plan, crm.ErrNotFound
		case absent(err):
			draft = true
			return plan, nil
		}
		return plannedWrite{entryErased, state.row.Broker, &recordErased{record}}, err
	})
	if err != nil {
		return err
	}
	if draft {
		return p.eraseHere(ctx, record)
	}
	return p.db.checkpoint(ctx)
}

// eraseHere erases what this region has of a record, without the others. crm.ErrNotFound: it has nothing.
func (p *Privacy) eraseHere(ctx context.Context, record crm.ID) error {
	err := p.db.update(ctx, "erase", func(b *batch) error {
		b.forgetAll()
		documents, err := documentsOf(b, record)
		if err != nil {
			return err
		}
		state, err := readRecordState(b.connection, record)
		if absent(err) && len(documents) == 0 {
			return crm.ErrNotFound
		}
		if err != nil && !absent(err) {
			return err
		}
		return eraseRecord(b, record, state.row.Broker)
	})
	if err == nil {
		err = p.db.checkpoint(ctx)
	}
	return err
}

// eraseRecord erases a record of a brokerage, which is zero where nobody knows it, and denies its id.
func eraseRecord(b *batch, record, broker crm.ID) error {
	end, err := overwriteFreed(b)
	if err != nil {
		return err
	}
	defer end()
	documents, err := removeDocumentsOf(b, record)
	if err != nil {
		return err
	}
	state, err := readRecordState(b.connection, record)
	if err != nil && !absent(err) {
		return err
	}
	if state.num != 0 {
		if err := emptyRecord(b, record, state); err != nil {
			return err
		}
	}
	if err := eraseTasksOf(b, record, broker); err != nil {
		return err
	}
	if err := eraseRest(b, record, documents); err != nil {
		return err
	}
	if err := b.exec(`INSERT INTO search (search) VALUES ('optimize')`); err != nil {
		return err
	}
	// A server on the same file notices by this.
	return b.exec(`UPDATE directory SET version = version + 1`)
}

// erasure is a record, or a private document, that was erased, and its brokerage: zero where nobody knows it.
type erasure struct{ id, broker crm.ID }

// eraseAgain erases from a restored database what had been erased after the backup was made. A hold of before was
// released since.
func (p *Privacy) eraseAgain(ctx context.Context, e erasure) error {
	err := p.db.update(ctx, "release a record", func(b *batch) error {
		return b.exec(`DELETE FROM holds WHERE record = ?`, keyID(e.id))
	})
	if err != nil {
		return err
	}
	err = p.eraseHere(ctx, e.id)
	if crm.CodeOf(err) != crm.CodeNotFound {
		return err
	}
	// The record is younger than the backup, but a task may have made it from data that the backup holds.
	return p.db.update(ctx, "deny an id", func(b *batch) error {
		end, err := overwriteFreed(b)
		if err != nil {
			return err
		}
		defer end()
		if !e.broker.IsZero() {
			if err := eraseTasksOf(b, e.id, e.broker); err != nil {
				return err
			}
		}
		return eraseRest(b, e.id, nil)
	})
}

// eraseTasksOf empties the tasks of a record's brokerage, and what was told of them.
func eraseTasksOf(b *batch, record, broker crm.ID) error {
	if err := eraseTasks(b, record, broker); err != nil {
		return err
	}
	if err := eraseTaskAnswers(b, broker); err != nil {
		return err
	}
	if err := eraseTaskEvents(b, broker); err != nil {
		return err
	}
	return eraseWebhookTexts(b, broker)
}

// eraseRest denies the ids of a record and of its documents, and erases it from quarantine, notifications, requests and
// events.
func eraseRest(b *batch, record crm.ID, documents []crm.ID) error {
	b.stale = true
	for _, text := range []string{`DELETE FROM row_changes WHERE record = ?`,
		`DELETE FROM escrow_unnumbered WHERE record = ?`,
		`UPDATE log SET rest = NULL WHERE record = ?`} { // what waits for it; its owner, and whom its notes mention
		if err := b.exec(text, keyID(record)); err != nil {
			return err
		}
	}
	for _, id := range append([]crm.ID{record, crm.PrivateID(record)}, documents...) {
		if err := b.exec(`INSERT INTO erased (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING`,
			keyID(id), b.now); err != nil {
			return err
		}
		if err := eraseQuarantine(b, id); err != nil {
			return err
		}
	}
	for _, erase := range []func(*batch, crm.ID) error{eraseNotifications, eraseUndos, eraseAnswers, eraseEvents,
		eraseWebhooks} {
		if err := erase(b, record); err != nil {
			return err
		}
	}
	return nil
}

// Erased reports whether a document's id is denied for ever.
func (p *Privacy) Erased(ctx context.Context, id crm.ID) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var n int
	err := p.db.reader.row(ctx, `SELECT count(*) FROM erased WHERE id = ?`, keyID(id)).Scan(&n)
	return n > 0, classify("read what was erased", err)
}

// ErasedIDs names the documents that are denied for ever.
func (p *Privacy) ErasedIDs(ctx context.Context) (ids []crm.ID, err error) {
	err = p.db.reader.snapshot(ctx, "read what was erased", func(ctx context.Context, tx querier) error {
		rows, err := tx.QueryContext(ctx, `SELECT id FROM erased`)
		ids, err = scanIDs(rows, err)
		return err
	})
	return ids, err
}
