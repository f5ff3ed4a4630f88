package store

import (
	"context"
	"time"
)

// auditStep is how many lines of the audit log one transaction deletes at most.
const auditStep = 2000

const selectAuditBegin = `SELECT num, hash FROM audit_begin`

// shortenAudit deletes lines of the audit log that are older than life, from its beginning on. The hash of the last one
// stays, so that the chain of the others can be followed, and the numbers go on. It stops at the first line that is
// young enough. life 0: it deletes nothing.
func shortenAudit(ctx context.Context, db *handle, life time.Duration) error {
	if life <= 0 {
		return nil
	}
	for more := true; more; {
		err := db.update(ctx, "shorten the audit log", func(b *batch) error {
			var last auditEnd
			more = false
			err := b.row(`SELECT num, hash FROM audit WHERE num < coalesce(
				(SELECT num FROM (SELECT num, at FROM audit ORDER BY num LIMIT ?1) WHERE at >= ?2 ORDER BY num LIMIT 1),
				(SELECT min(num) + ?1 FROM audit)) ORDER BY num DESC LIMIT 1`,
				auditStep, b.now-life.Microseconds()).Scan(&last.number, &last.hash)
			if absent(err) {
				return nil // the first is young
			}
			if err != nil {
				return err
			}
			more = true
			if err := b.exec(`UPDATE audit_begin SET num = ?, hash = ?`, last.number, last.hash); err != nil {
				return err
			}
			return b.exec(`DELETE FROM audit WHERE num <= ?`, last.number)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
