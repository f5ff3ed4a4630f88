package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// BrokerageSessions lists at most limit of the sessions of a brokerage's users, newest first; with expired, those too
// that expired less than CopiesKept ago. next is the cursor of the next page; "" at the end. crm.CodeInvalid: the
// cursor was not given for this.
func (c *Credentials) BrokerageSessions(ctx context.Context, broker crm.ID, expired bool, cursor string,
	limit int) (sessions []Session, next string, err error) {
	return credentialPage(ctx, c.db, "sessions of "+broker.String()+expiredToo(expired), "list a brokerage's sessions",
		cursor, limit,
		`SELECT s.id, s.user, s.device, s.created, s.used, s.expires FROM users u JOIN sessions s ON s.user = u.id
		WHERE u.broker = ? AND s.expires >= ? AND (s.created, s.id) < (?, ?)
		ORDER BY s.created DESC, s.id DESC LIMIT ?`, []any{keyID(broker), c.since(expired)},
		func(row rowScanner) (Session, error) { return scanSession(row) },
		func(s *Session) (time.Time, crm.ID) { return s.Created, s.ID })
}

// expiredToo keeps the cursors of both lists apart.
func expiredToo(expired bool) string {
	if expired {
		return ", expired too"
	}
	return ""
}
