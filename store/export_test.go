package store

import (
	"context"
	"maps"
	"slices"

	"roomkey/crm"
)

// LimitPages lets the writer add that many pages until the disk seems full; 0 removes the limit. The limit is SQLite's
// own, and so is the error.
func (s *Store) LimitPages(ctx context.Context, pages int64) error {
	return s.db.update(ctx, "limit pages", func(b *batch) error {
		var count int64
		if err := b.row(`PRAGMA page_count`).Scan(&count); err != nil {
			return err
		}
		if pages == 0 {
			return b.row(`PRAGMA max_page_count = 1073741823`).Scan(&count)
		}
		if _, err := b.conn.ExecContext(ctx, `PRAGMA max_page_count = `+itoa(count+pages)); err != nil {
			return err
		}
		return nil
	})
}

// Hold keeps the writer busy until release is closed, so that all that is submitted meanwhile becomes one batch.
func (s *Store) Hold(release chan struct{}) {
	s.db.writer.submit(&job{operation: "hold", run: func(*batch, *crm.Receipt) error { <-release; return nil }})
}

// BoundTasks bounds what the ended tasks of a brokerage keep.
func (s *Store) BoundTasks(ctx context.Context, tasks, bytes int64) error {
	return s.db.update(ctx, "bound tasks", func(*batch) error {
		s.TaskQueue.bounds = taskBounds{tasks, bytes}
		return nil
	})
}

func itoa(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// Updated runs f in a transaction, and returns its result.
func (s *Store) Updated(ctx context.Context, f func() (int, error)) (int, error) {
	return updated(ctx, s.db, "test", func(*batch) (int, error) { return f() })
}

// Posted is Updated for the parts that post events.
func (s *Store) Posted(ctx context.Context, f func() (int, error)) (int, error) {
	return posted(ctx, s.Settings.rooms, "test", func(*batch) (int, []crm.Event, error) {
		result, err := f()
		return result, nil, err
	})
}

// EntryKinds are the kinds of entries of the ledger.
func EntryKinds() []string { return slices.Sorted(maps.Keys(rowWrites)) }

// OldestReader is the schema of the oldest program that can work on this one's files.
const OldestReader = oldestReader

// Unparsed reads a document and returns the texts that had to be parsed for it.
func (s *Store) Unparsed(ctx context.Context, id crm.ID) ([]string, error) {
	tx, err := s.db.reader.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	p := &prepared{reader: s.db.reader, tx: tx}
	_, err = readStored(ctx, p, id)
	return p.missed, err
}
