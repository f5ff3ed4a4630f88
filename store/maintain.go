package store

import "context"

// Maintenance keeps the database small and sound: it forgets what is past its time, checks and backs up.
type Maintenance struct {
	db          *handle
	events      *RoomLog
	projections *Projections
	tasks       *TaskQueue
}

// Maintain forgets what is past its time: drafts, events, sessions, answers, undo tokens, tasks. It also stores anew what the index
// could not read, but from the records. A server calls it every hour or so. It works in small transactions, between which
// writes go on.
func (m *Maintenance) Maintain(ctx context.Context) error {
	for operation, f := range map[string]func(*batch) error{
		"expire drafts":   expireDrafts,
		"expire sessions": expireSessions,
		"expire tasks":    expireTasks,
		"expire undos":    expireUndos,
		"expire answers":  expireAnswers,
	} {
		if err := m.db.update(ctx, operation, f); err != nil {
			return err
		}
	}
	if err := m.tasks.boundAllTasks(ctx); err != nil {
		return err
	}
	if err := m.events.expire(ctx); err != nil || !m.projections.index.wasRemade() {
		return err
	}
	return m.projections.renewEntries(ctx)
}
