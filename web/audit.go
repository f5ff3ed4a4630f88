package web

import (
	"context"
	"log/slog"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// auditLog notes who did what to the directory.
type auditLog struct {
	store *store.Store
	now   func() time.Time
	log   *slog.Logger
}

// note writes a line. That something was done stands even where the note could not be written.
func (a *auditLog) note(ctx context.Context, who *principal, action string, subject crm.ID, reason string) {
	entry := crm.AuditEntry{At: a.now(), User: who.user().ID, Action: action, Record: subject, Reason: reason}
	if err := a.store.Audit(ctx, entry); err != nil {
		a.log.Error("audit", "action", action, "user", who.user().ID, "err", err)
	}
}
