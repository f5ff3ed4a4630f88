package store

import (
	"context"

	"roomkey/crm"
)

// AuditLine is an entry with its place in the log.
type AuditLine struct {
	Number int64 `json:"number"` // from 1, without gaps
	crm.AuditEntry
}

// AuditTrail is the log of who did what: append-only, each line chained to the one before it by a hash.
type AuditTrail struct{ db *handle }

// Audit appends entries to the audit log. Entries about a write to a document go with that write instead.
func (a *AuditTrail) Audit(ctx context.Context, entries ...crm.AuditEntry) error {
	return a.db.update(ctx, "audit", func(b *batch) error {
		for i := range entries {
			if err := b.addAudit(&entries[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// AuditLog returns at most limit lines with lower numbers than before, newest first. If before is 0, it begins at the
// end of the log.
func (a *AuditTrail) AuditLog(ctx context.Context, before int64, limit int) (lines []AuditLine, err error) {
	if before <= 0 {
		before = 1<<63 - 1
	}
	err = a.db.reader.snapshot(ctx, "read the audit log", func(ctx context.Context, tx querier) error {
		rows, err := tx.QueryContext(ctx, `SELECT num, at, user, action, record, field, reason FROM audit WHERE num < ?
			ORDER BY num DESC LIMIT ?`, before, limit)
		return each(rows, err, func(row rowScanner) error {
			line, err := scanAudit(row)
			lines = append(lines, line)
			return err
		})
	})
	return lines, err
}

// AuditEnd returns the number of lines that the audit log has had, and the last one's hash. Whoever keeps them
// elsewhere can tell later that nothing before them has changed.
func (a *AuditTrail) AuditEnd(ctx context.Context) (lines int64, hash []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = a.db.reader.row(ctx, selectAuditEnd).Scan(&lines, &hash)
	return lines, hash, classify("read the audit log's end", err)
}

func scanAudit(row rowScanner, more ...any) (line AuditLine, err error) {
	var at int64
	var user, record []byte
	dest := []any{&line.Number, &at, &user, &line.Action, &record, &line.Field, &line.Reason}
	if err := row.Scan(append(dest, more...)...); err != nil {
		return line, err
	}
	line.At = fromMicros(at)
	if line.User, err = toID(user); err != nil {
		return line, err
	}
	line.Record, err = toID(record)
	return line, err
}
