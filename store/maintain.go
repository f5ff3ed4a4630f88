package store

import (
	"context"
	"time"
)

// Maintenance keeps the database small and sound: it deletes expired data, checks, and backs up.
type Maintenance struct {
	db          *handle
	auditLife   time.Duration
	events      *RoomLog
	projections *Projections
	tasks       *TaskQueue
	ledger      *RowLedger
}

// Maintain deletes expired drafts, events, sessions, answers, undo tokens, webhook deliveries, tasks, files and logs of
// plugins, withdraws invitations that expired long ago, and renews the entries that the index could not read. A server
// calls it about once an hour. It works in small transactions, and other writes go on between them. It knows no table:
// each part deletes what it owns.
func (m *Maintenance) Maintain(ctx context.Context) error {
	for operation, f := range map[string]func(*batch) error{
		"expire drafts":   expireDrafts,
		"expire sessions": expireSessions,
		"expire tasks":    expireTasks,
		"expire undos":    expireUndos,
		"expire answers":  expireAnswers,
		"expire files":    expireUploads,
		"expire logs":     expirePluginLogs,
		"expire webhooks": expireDeliveries, "expire tasks of other regions": expireElsewhere,
		"shorten ledger": m.ledger.shorten,
	} {
		if err := m.db.update(ctx, operation, f); err != nil {
			return err
		}
	}
	if err := shortenAudit(ctx, m.db, m.auditLife); err != nil {
		return err
	}
	if err := m.tasks.boundAllTasks(ctx); err != nil {
		return err
	}
	if err := expireInvitations(ctx, m.ledger); err != nil {
		return err
	}
	if err := m.events.expire(ctx); err != nil || !m.projections.index.wasRemade() {
		return err
	}
	return m.projections.renewEntries(ctx)
}
