package web

import (
	"context"
	"log/slog"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// Lines a minute about sign-ins that failed. The log is never shortened, so that strangers must not fill it.
const (
	failuresPerAccount = 10
	failuresPerServer  = 120
)

// auditLog notes who did what to the directory, and who signed in and out.
type auditLog struct {
	store *store.Store
	now   func() time.Time
	log   *slog.Logger

	account, server *throttle // of lines about failures
}

func newAuditLog(c *Config) *auditLog {
	return &auditLog{store: c.Store, now: c.Now, log: c.Log,
		account: newThrottle(failuresPerAccount, c.Now), server: newThrottle(failuresPerServer, c.Now)}
}

// note writes a line. That something was done stands even where the note could not be written.
func (a *auditLog) note(ctx context.Context, who *principal, action string, subject crm.ID, reason string) {
	a.noteFor(ctx, who.user().ID, action, subject, reason)
}

// noteFor is note for a user who has just signed in or out, or as whom somebody tried to.
func (a *auditLog) noteFor(ctx context.Context, user crm.ID, action string, subject crm.ID, reason string) {
	a.log.Info("audit", "action", action, "user", user, "subject", subject, "request", requestIn(ctx))
	entry := crm.AuditEntry{At: a.now(), User: user, Action: action, Record: subject, Reason: reason}
	if err := a.store.Audit(ctx, entry); err != nil {
		a.log.Error("a line of the audit log could not be written", "action", action, "user", user, "err", err)
	}
}

// refused notes a sign-in that failed, unless there were too many lately. Of an unknown account it notes no name:
// people type passwords into the wrong field.
func (a *auditLog) refused(ctx context.Context, email, reason string) {
	account := crm.ID{}
	user, err := a.store.UserByEmail(ctx, email)
	if err == nil {
		account = user.ID
	}
	if a.account.take(account.String()) == nil && a.server.take("") == nil {
		a.noteFor(ctx, account, "session:refused", crm.ID{}, reason)
	}
}
