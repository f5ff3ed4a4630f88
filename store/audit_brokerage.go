package store

import (
	"context"
	"database/sql"
	"fmt"
	"sort"
	"time"

	"roomkey/crm"
)

// maxAuditLines bounds how many lines of the log one page of BrokerageAudit looks at.
const maxAuditLines = 20_000

// AuditQuery asks for a page of one brokerage's part of the audit log.
type AuditQuery struct {
	Broker   crm.ID
	User     crm.ID    // who did it; zero: anybody
	Action   string    // how the action begins; "": any
	Record   crm.ID    // what it was about; zero: anything
	From, To time.Time // not before From, and before To; zero: any time
	Cursor   string    // of the page before, of the same query
	Limit    int
}

// use describes the query that a cursor is valid for.
func (q *AuditQuery) use() string {
	return fmt.Sprintf("audit %v %v %q %v %d %d", q.Broker, q.User, q.Action, q.Record, micros(q.From), micros(q.To))
}

// BrokerageAudit returns lines about what a brokerage's users did, and about its records, the newest first. next is the
// cursor of the next page; "" at the end. A page may have few lines, or none, where others follow: it looks at a
// bounded part of the log. crm.CodeInvalid: the cursor was not given for this.
func (a *AuditTrail) BrokerageAudit(ctx context.Context, q *AuditQuery) (lines []AuditLine, next string, err error) {
	before, err := a.db.cursor.openNumber(q.use(), "cursor", q.Cursor)
	if err != nil {
		return nil, "", err
	}
	err = a.db.reader.snapshot(ctx, "read the audit log", func(ctx context.Context, tx querier) error {
		lines = nil
		first, end, err := auditRange(ctx, tx, q)
		if err != nil {
			return err
		}
		end = min(end, before)
		last := max(end-maxAuditLines, first) // the last one that this page looks at
		rows, err := tx.QueryContext(ctx, `SELECT num, at, user, action, record, field, reason FROM audit a
			WHERE num >= ?1 AND num < ?2 AND (?4 IS NULL OR user = ?4) AND (?5 IS NULL OR record = ?5)
			AND substr(action, 1, length(?6)) = ?6 AND at >= ?7 AND at < ?8
			AND (user IN (SELECT id FROM users WHERE broker = ?3)
				OR EXISTS (SELECT 1 FROM records r WHERE r.id = a.record AND r.broker = ?3))
			ORDER BY num DESC LIMIT ?9`, last, end, keyID(q.Broker), blobID(q.User), blobID(q.Record), q.Action,
			micros(q.From), untilMicros(q.To), q.Limit)
		if err := each(rows, err, func(row rowScanner) error {
			line, err := scanAudit(row)
			lines = append(lines, line)
			return err
		}); err != nil {
			return err
		}
		if len(lines) == q.Limit {
			last = lines[q.Limit-1].Number
		}
		if next = ""; last > first && end > first {
			next = a.db.cursor.sealNumber(q.use(), last)
		}
		return nil
	})
	return lines, next, err
}

func untilMicros(to time.Time) int64 {
	if to.IsZero() {
		return 1<<63 - 1
	}
	return micros(to)
}

// auditSlack is for how many lines the log's times may be out of order, about: those of one commit are.
const auditSlack = 10_000

// auditRange finds the numbers from and before which the lines of a query's time are. The log is in the order of its
// commits, so that times rise, nearly.
func auditRange(ctx context.Context, tx querier, q *AuditQuery) (first, end int64, err error) {
	var lines, deleted int64
	err = tx.QueryRowContext(ctx, `SELECT e.num, b.num FROM audit_end e, audit_begin b`).Scan(&lines, &deleted)
	if err != nil {
		return 0, 0, err
	}
	search := func(at time.Time) int64 { // the number of the first line that is not before at
		return 1 + int64(sort.Search(int(lines), func(i int) bool {
			var found int64
			row := tx.QueryRowContext(ctx, `SELECT at FROM audit WHERE num = ?`, i+1)
			if scanErr := row.Scan(&found); scanErr != nil && scanErr != sql.ErrNoRows {
				err = scanErr
			}
			return found >= micros(at)
		}))
	}
	first, end = deleted+1, lines+1
	if !q.From.IsZero() {
		first = max(search(q.From)-auditSlack, first)
	}
	if !q.To.IsZero() {
		end = min(search(q.To)+auditSlack, lines+1)
	}
	return first, end, err
}
