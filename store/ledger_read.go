package store

import (
	"context"
	"math"

	"roomkey/crm"
)

// LedgerEnd returns the place of the last entry that is here; 0 for an empty ledger.
func (l *RowLedger) LedgerEnd(ctx context.Context) (seq uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = l.db.reader.row(ctx, `SELECT coalesce(max(seq), 0) FROM ledger`).Scan(&seq)
	return seq, classify("read the ledger's end", err)
}

// LedgerHead returns the place and the hash of a brokerage's last entry; zeros where it has none.
func (l *RowLedger) LedgerHead(ctx context.Context, broker crm.ID) (seq uint64, hash crm.Hash, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	head, err := scanHead(l.db.reader.row(ctx, selectHead, keyID(broker)))
	return head.seq, head.hash, classify("read the ledger's head", err)
}

// LedgerPlace returns the place of an entry; 0 where it is not here.
func (l *RowLedger) LedgerPlace(ctx context.Context, id crm.ID) (seq uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = l.db.reader.row(ctx, `SELECT coalesce(min(seq), 0) FROM ledger WHERE id = ?`, keyID(id)).Scan(&seq)
	return seq, classify("look for an entry", err)
}

// LedgerPage returns the entries from a place on, in order, as long as they follow one another and hold at most that
// many bytes, but at least one. None: the entry at the place is not here.
func (l *RowLedger) LedgerPage(ctx context.Context, from uint64, bytes int) (page []crm.OrderedEntry, err error) {
	err = l.db.reader.snapshot(ctx, "read the ledger", func(ctx context.Context, tx querier) error {
		page = nil
		held, ended := 0, false
		rows, err := tx.QueryContext(ctx, `SELECT seq, broker, previous, entry FROM ledger WHERE seq >= ?
			ORDER BY seq LIMIT ?`, int64(from), maxLedgerPage)
		return each(rows, err, func(row rowScanner) error {
			e, err := scanOrdered(row)
			if err != nil {
				return err
			}
			held += len(e.Data)
			ended = ended || e.Seq != from+uint64(len(page)) || held > bytes && len(page) > 0
			if !ended {
				page = append(page, e)
			}
			return nil
		})
	})
	return page, err
}

// scanOrdered scans the columns seq, broker, previous and entry.
func scanOrdered(row rowScanner) (e crm.OrderedEntry, err error) {
	var broker, previous []byte
	if err := row.Scan(&e.Seq, &broker, &previous, &e.Data); err != nil {
		return e, err
	}
	if copy(e.Previous[:], previous) != len(e.Previous) {
		return e, damaged("entry %d of the ledger", e.Seq)
	}
	return e, toIDs([][]byte{broker}, &e.Broker)
}

// Bounds of the ledger.
const (
	maxLedgerPage = 512     // entries
	keptEntries   = 10_000  // of one brokerage, at least; the stream of several regions keeps as many
	maxLedger     = 500_000 // older entries than these go, whoever lacks them: some 200 MB
)

// KeepLedger says up to which place all regions have applied the ledger. What comes after stays here, since a region
// may ask for it. Where there are several, nothing goes before it is called.
func (l *RowLedger) KeepLedger(applied uint64) { l.everybody.Store(applied) }

// shorten removes the oldest entries of brokerages that have more than are kept, as far as no region lacks them.
func (l *RowLedger) shorten(b *batch) error {
	applied := int64(math.MaxInt64)
	if b.ledger.several {
		applied = int64(l.everybody.Load())
	}
	return b.exec(`DELETE FROM ledger WHERE seq IN (SELECT seq FROM (SELECT seq, row_number() OVER
		(PARTITION BY broker ORDER BY seq DESC) AS age FROM ledger) WHERE age > ?)
		AND (seq <= ? OR seq <= (SELECT max(seq) FROM ledger) - ?)`, keptEntries, applied, maxLedger)
}
