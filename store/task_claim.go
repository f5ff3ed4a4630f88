package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// errLost is the error of a write for a claim that has ended: the task was cancelled, or the lease ran out.
var errLost = crm.Errorf(crm.CodeConflict, "the task was taken away")

// ClaimTask gives the next due task, with its input, to an owner until a time; it returns nil if none is due. It counts
// an attempt of the task's first unfinished step. At most atOnce tasks of one brokerage run at the same time. When the
// task starts for the first time, the events that began returns are stored with it.
func (q *TaskQueue) ClaimTask(ctx context.Context, owner crm.ID, until time.Time, atOnce int,
	began func(*crm.Task) []crm.Event) (t *crm.Task, err error) {

	due, err := q.taskDue(ctx)
	if err != nil || !due {
		return nil, err
	}
	var claimed *crm.Task
	err = q.post(ctx, "claim a task", func(b *batch, of *taskCaller) ([]crm.Event, error) {
		claimed = nil
		var id []byte
		err := b.row(claimTask, keyID(owner), micros(until), b.now, atOnce).Scan(&id)
		if absent(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		err = b.exec(`UPDATE task_steps SET status = 'running', attempt = attempt + 1 WHERE task = ?1
			AND seq = (SELECT min(seq) FROM task_steps WHERE task = ?1 AND status != 'completed')`, id)
		if err != nil {
			return nil, err
		}
		t, err := claimedTask(b, id)
		if err != nil {
			return nil, err
		}
		claimed, *of = t, taskCaller{t.ID, t.Broker, t.User}
		if micros(t.StartedAt) != b.now {
			return nil, nil
		}
		return began(t), nil
	})
	if err != nil {
		return nil, err // the claim may be made yet
	}
	return claimed, nil
}

// claimTask claims the oldest task that is due: it is queued, or its owner has not renewed the lease.
const claimTask = `UPDATE tasks SET status = 'running', owner = ?1, lease_until = ?2,
	started = CASE started WHEN 0 THEN ?3 ELSE started END
	WHERE num = (SELECT t.num FROM tasks t WHERE t.status IN ('queued',
		'running') AND t.run_at <= ?3 AND t.lease_until <= ?3
		AND (SELECT count(*) FROM tasks other WHERE other.broker = t.broker AND other.status = 'running'
			AND other.lease_until > ?3) < ?4
		ORDER BY t.run_at, t.num LIMIT 1)
	RETURNING id`

// taskDue looks, without writing, whether a task may be due.
func (q *TaskQueue) taskDue(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var n int
	err := q.db.reader.row(ctx, `SELECT count(*) FROM (SELECT 1 FROM tasks WHERE status IN ('queued', 'running')
		AND run_at <= ?1
		AND lease_until <= ?1 LIMIT 1)`, micros(q.db.now())).Scan(&n)
	return n > 0, classify("look for tasks", err)
}

// claimedTask reads a task with its steps and input.
func claimedTask(b *batch, id []byte) (*crm.Task, error) {
	var input []byte
	t, err := scanTask(b.row(`SELECT `+taskColumns+`,
		i.input FROM tasks t JOIN task_inputs i ON i.task = t.id WHERE t.id = ?`, id), &input)
	if err != nil {
		return nil, err
	}
	t.Input = input
	rows, err := b.query(`SELECT `+stepColumns+` FROM task_steps WHERE task = ? ORDER BY seq`, id)
	return t, scanSteps(t, rows, err)
}

// RenewTasks extends the leases of owners until a time, and returns the owners that have none any more.
func (q *TaskQueue) RenewTasks(ctx context.Context, owners []crm.ID, until time.Time) ([]crm.ID, error) {
	return updated(ctx, q.db, "renew leases", func(b *batch) (lost []crm.ID, err error) {
		for _, owner := range owners {
			n, err := b.change(`UPDATE tasks SET lease_until = ? WHERE owner = ? AND status = 'running'`,
				micros(until), keyID(owner))
			if err != nil {
				return nil, err
			}
			if n == 0 {
				lost = append(lost, owner)
			}
		}
		return lost, nil
	})
}

// FreeTasks ends all leases, because their owners are gone. Only the process that serves the directory may call it,
// before it claims any task. No task of another region has a lease here.
func (q *TaskQueue) FreeTasks(ctx context.Context) error {
	return q.db.update(ctx, "free tasks", func(b *batch) error {
		return b.exec(`UPDATE tasks SET owner = NULL, lease_until = 0 WHERE status = 'running'`)
	})
}
