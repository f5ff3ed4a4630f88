package store

import (
	"context"

	"roomkey/crm"
)

// TaskCounts says how many of a brokerage's tasks are in each status. Of tasks that have ended, only some are kept.
func (q *TaskQueue) TaskCounts(ctx context.Context, broker crm.ID) (counts map[crm.TaskStatus]int, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	counts = make(map[crm.TaskStatus]int)
	rows, err := q.db.reader.query(ctx, `SELECT status, count(*) FROM tasks WHERE broker = ? GROUP BY status`,
		keyID(broker))
	err = each(rows, err, func(row rowScanner) error {
		var status crm.TaskStatus
		var n int
		err := row.Scan(&status, &n)
		counts[status] = n
		return err
	})
	return counts, classify("count tasks", err)
}
