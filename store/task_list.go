package store

import (
	"context"
	"encoding/binary"

	"roomkey/crm"
)

// Tasks lists the tasks that a user may see (crm.User.MaySeeTask), the newest first, with their steps and without the
// outputs of these. next is the cursor of the next page; "" at the end.
func (q *TaskQueue) Tasks(ctx context.Context, user *crm.User, cursor string, limit int) (
	tasks []*crm.Task, next string, err error) {
	before := int64(1) << 62
	use := "tasks " + user.ID.String()
	if cursor != "" {
		payload, err := q.db.cursor.open(use, "cursor", cursor)
		if err != nil {
			return nil, "", err
		}
		if len(payload) != 8 {
			return nil, "", crm.Invalid("cursor", "is no cursor that was given for this")
		}
		before = int64(binary.BigEndian.Uint64(payload))
	}
	text, args := taskListFor(user)
	err = q.db.reader.snapshot(ctx, "list tasks", func(ctx context.Context, tx querier) error {
		tasks, next = nil, ""
		var last int64
		rows, err := tx.QueryContext(ctx, text, append(args, before, limit+1)...)
		err = each(rows, err, func(row rowScanner) error {
			var num int64
			t, err := scanTask(row, &num)
			if err != nil {
				return err
			}
			if len(tasks) == limit {
				next = q.db.cursor.seal(use, binary.BigEndian.AppendUint64(nil, uint64(last)))
				return nil
			}
			tasks, last = append(tasks, t), num
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
	return tasks, next, err
}

// taskListFor is crm.User.MaySeeTask as a query. For a lead it asks the directory who is in the lead's teams.
func taskListFor(user *crm.User) (text string, args []any) {
	const columns, end = `SELECT ` + taskColumns + `, t.num FROM tasks t WHERE `,
		` AND t.num < ? ORDER BY t.num DESC LIMIT ?`
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
