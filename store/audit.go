package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"

	"roomkey/crm"
)

// AuditLine is an entry with its place in the log.
type AuditLine struct {
	Number int64 `json:"number"` // from 1, without gaps
	crm.AuditEntry
}

// Audit appends entries to the audit log, for what is no write to a document.
func (s *Store) Audit(ctx context.Context, entries ...crm.AuditEntry) error {
	return s.update(ctx, "audit", func(b *batch) error {
		for i := range entries {
			if err := b.addAudit(&entries[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// AuditLog gives up to limit lines before a number (0: the end), newest first.
func (s *Store) AuditLog(ctx context.Context, before int64, limit int) (lines []AuditLine, err error) {
	if before <= 0 {
		before = 1<<63 - 1
	}
	err = s.snapshot(ctx, "read the audit log", func(ctx context.Context, tx querier) error {
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

func (b *batch) addAudit(e *crm.AuditEntry) error {
	hash := auditHash(b.counters.auditHash, b.counters.audit+1, e)
	err := b.exec(`INSERT INTO audit (num, at, user, action, record, field, reason, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		b.counters.audit+1, micros(e.At), keyID(e.User), e.Action, keyID(e.Record), e.Field, e.Reason, hash)
	if err == nil {
		b.counters.audit, b.counters.auditHash = b.counters.audit+1, hash
	}
	return err
}

// auditHash chains a line to the one before it: SHA-256 of that one's hash, the number, the time, and each further part
// with its length before it.
func auditHash(before []byte, number int64, e *crm.AuditEntry) []byte {
	text := append(make([]byte, 0, 160), before...)
	text = binary.BigEndian.AppendUint64(text, uint64(number))
	text = binary.BigEndian.AppendUint64(text, uint64(micros(e.At)))
	for _, part := range [][]byte{e.User[:], []byte(e.Action), e.Record[:], []byte(e.Field), []byte(e.Reason)} {
		text = binary.BigEndian.AppendUint32(text, uint32(len(part)))
		text = append(text, part...)
	}
	sum := sha256.Sum256(text)
	return sum[:]
}
