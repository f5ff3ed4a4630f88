package store

import (
	"context"
	"time"
)

// Bounds of what the ended tasks of one brokerage may keep, including tasks in review. maxOpenTasks bounds the others.
const (
	// maxTaskBytes covers inputs, outputs, checkpoints, answers of the model and proposals. It is enough to undo a
	// dozen imports of 10,000 rows: one with seven fields keeps 16 MiB.
	maxTaskBytes = 256 << 20
	// maxEndedTasks is about eighty tasks each working day for as long as tasks are kept.
	maxEndedTasks = 10_000
	// One transaction clears at most this much; the next one goes on. It is more than one task can add, except by
	// proposals.
	clearedTasks = 1_000
	clearedBytes = 32 << 20
)

// taskLife is how long a task is kept after its last step or decision.
const taskLife = 180 * 24 * time.Hour

// expireTasks deletes tasks that ended, or last had a decision, taskLife ago.
func expireTasks(b *batch) error {
	return b.exec(`DELETE FROM tasks WHERE ended AND touched < ?`, b.now-taskLife.Microseconds())
}

// dropInput forgets all that is needed only to run a task again.
func dropInput(b *batch, task []byte) error {
	for _, text := range []string{
		`DELETE FROM task_inputs WHERE task = ?`,
		`DELETE FROM task_memos WHERE task = ?`,
		`UPDATE task_steps SET checkpoint = NULL WHERE task = ? AND checkpoint IS NOT NULL`,
	} {
		if err := b.exec(text, task); err != nil {
			return err
		}
	}
	return b.exec(`UPDATE tasks SET forgotten = ?2 WHERE id = ?1 AND forgotten < ?2`, task, lacksInput)
}

func dropTask(b *batch, task []byte) error {
	return b.exec(`DELETE FROM tasks WHERE id = ?`, task)
}

// clearing is one way to reduce what a brokerage's ended tasks keep.
type clearing struct {
	index string // an SQL index that holds only such tasks
	which string // condition on them; the oldest goes first
	drop  func(*batch, []byte) error
}

const (
	ofMostBytes = ` AND user = (SELECT user FROM task_space WHERE broker = ?1 ORDER BY bytes DESC LIMIT 1)`
	ofMostTasks = ` AND user = (SELECT user FROM task_space WHERE broker = ?1 ORDER BY tasks DESC LIMIT 1)`
)

// The tasks of the user who keeps the most go first, so that nobody's tasks push out others': first inputs, then whole
// tasks. A task is large from 16 KiB. If the bytes exceed their bound and the number of tasks does not, some tasks are
// large.
var (
	clearBytes = []clearing{
		{`tasks_large_input`, ` AND bytes >= 16384 AND forgotten = 0` + ofMostBytes, dropInput},
		{`tasks_large`, ` AND bytes >= 16384` + ofMostBytes, dropTask},
		{`tasks_large_input`, ` AND bytes >= 16384 AND forgotten = 0`, dropInput},
		{`tasks_large`, ` AND bytes >= 16384`, dropTask},
	}
	clearTasks = []clearing{{`tasks_ended`, ofMostTasks, dropTask}}
)

// oldest is the query for the task to begin with.
func (c *clearing) oldest() string {
	return `SELECT id FROM tasks INDEXED BY ` + c.index + ` WHERE broker = ?1 AND ended AND id IS NOT ?2` + c.which + `
		ORDER BY touched, num LIMIT 1`
}

// boundTasks brings what a brokerage's ended tasks keep under its bounds. It never clears the task spare (nil: none),
// which may be larger than the whole bound, or seem the oldest by a clock that was set back. more reports whether there
// is more to clear.
func (q *TaskQueue) boundTasks(b *batch, broker, spare []byte) (more bool, err error) {
	var most int64
	for range clearedTasks {
		var tasks, bytes int64
		err := b.row(`SELECT coalesce(sum(tasks), 0), coalesce(sum(bytes), 0) FROM task_space WHERE broker = ?`,
			broker).Scan(&tasks, &bytes)
		if err != nil {
			return false, err
		}
		if most = max(most, bytes); bytes < most-clearedBytes {
			return true, nil
		}
		var ways []clearing
		if bytes > q.bounds.bytes {
			ways = clearBytes
		}
		if tasks > q.bounds.tasks {
			ways = clearTasks
		}
		if done, err := clearOne(b, broker, spare, ways); err != nil || !done {
			return false, err
		}
	}
	return true, nil
}

// clearOne clears one task in the first way that finds one.
func clearOne(b *batch, broker, spare []byte, ways []clearing) (done bool, err error) {
	for _, way := range ways {
		var task []byte
		err := b.row(way.oldest(), broker, spare).Scan(&task)
		if absent(err) {
			continue
		}
		if err != nil {
			return false, err
		}
		return true, way.drop(b, task)
	}
	return false, nil
}

// boundAllTasks bounds the tasks of all brokerages.
func (q *TaskQueue) boundAllTasks(ctx context.Context) error {
	for more := true; more; {
		err := q.db.update(ctx, "bound tasks", func(b *batch) error {
			more = false
			var over [][]byte
			rows, err := b.query(
				`SELECT broker FROM task_space GROUP BY broker HAVING sum(tasks) > ? OR sum(bytes) > ?`,
				q.bounds.tasks, q.bounds.bytes)
			err = each(rows, err, func(row rowScanner) error {
				var broker []byte
				err := row.Scan(&broker)
				over = append(over, broker)
				return err
			})
			for _, broker := range over {
				if err == nil && !more {
					more, err = q.boundTasks(b, broker, nil)
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
