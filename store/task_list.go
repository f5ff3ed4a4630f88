package store

import (
	"context"

	"roomkey/crm"
)

// Tasks lists at most limit of the tasks here that a user may see (crm.User.MaySeeTask), the newest first, with their
// steps and without the outputs of these. They come before a place of the list (crm.Task.Place); see TaskPlaces.
func (q *TaskQueue) Tasks(ctx context.Context, user *crm.User, before int64, limit int) (tasks []*crm.Task, err error) {
	text, args := taskListFor(user)
	err = q.db.reader.snapshot(ctx, "list tasks", func(ctx context.Context, tx querier) error {
		tasks = nil
		rows, err := tx.QueryContext(ctx, text, append(args, before, limit)...)
		err = each(rows, err, func(row rowScanner) error {
			var place int64
			t, err := scanTask(row, &place)
			if err != nil {
				return err
			}
			t.Place = place
			tasks = append(tasks, t)
			return nil
		})
		if err != nil {
			return err
		}
		for _, t := range tasks {
			rows, err := tx.QueryContext(ctx, `SELECT seq, plugin, name, version, NULL, status, attempt, NULL, NULL
				FROM task_steps
				WHERE task = ? ORDER BY seq`, keyID(t.ID))
			if err := scanSteps(t, rows, err); err != nil {
				return err
			}
		}
		return nil
	})
	return tasks, err
}

// taskListFor is crm.User.MaySeeTask as a query. For a lead it asks the directory who is in the lead's teams.
func taskListFor(user *crm.User) (text string, args []any) {
	const columns, end = `SELECT ` + taskColumns + `, t.num FROM tasks t WHERE `,
		` AND t.region = '' AND t.num < ? ORDER BY t.num DESC LIMIT ?`
	switch user.Role {
	case crm.RoleBroker:
		return columns + `t.broker = ?` + end, []any{keyID(user.Broker)}
	case crm.RoleLead:
		return columns + `t.broker = ? AND (t.user = ? OR t.user IN (SELECT theirs.user FROM memberships mine
			JOIN memberships theirs ON theirs.team = mine.team WHERE mine.user = ?))` + end, []any{keyID(user.Broker),
				keyID(user.ID), keyID(user.ID)}
	}
	return columns + `t.broker = ? AND t.user = ?` + end, []any{keyID(user.Broker), keyID(user.ID)}
}
