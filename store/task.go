package store

import (
	"context"
	"sync"

	"roomkey/crm"
)

// How much of a task is forgotten: see migration 8.
const (
	lacksInput = 1 // its input: it is no longer needed, or took too much space
	emptied    = 2 // all but its accepted proposals, since a record of its brokerage was erased
)

// maxOpenTasks bounds the tasks of one brokerage that have not ended.
const maxOpenTasks = 200

// TaskQueue holds tasks: their steps, inputs, proposals and the model's answers, who has claimed them, and how much may
// be kept of those that have ended.
type TaskQueue struct {
	db     *handle
	events *RoomLog
	bounds taskBounds // used by the writer's goroutine alone
	share  taskShare
}

// taskBounds are maxEndedTasks and maxTaskBytes, except in tests.
type taskBounds struct{ tasks, bytes int64 }

// taskShare is who tells other regions of events about tasks.
type taskShare struct {
	mu   sync.Mutex // guards tell
	tell func(crm.TaskNews)
}

// AddTask queues a task with its steps. crm.CodeRateLimited: 200 tasks of its brokerage have not ended.
func (q *TaskQueue) AddTask(ctx context.Context, t *crm.Task) error {
	return q.db.update(ctx, "add a task", func(b *batch) error {
		if err := checkOpenTasks(b, keyID(t.Broker)); err != nil {
			return err
		}
		err := b.exec(`INSERT INTO tasks (id, broker, user, room, workflow, title, policy, status, run_at, lease_until,
			progress, message, reach, error_code, error_message, created, started, finished, touched, dry_run)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', ?, '', '', ?, 0, 0, ?, ?)`,
			keyID(t.ID), keyID(t.Broker), keyID(t.User), string(t.Room), t.Workflow, t.Title,
			t.Policy, string(t.Status),
			micros(t.RunAt),
			string(t.Reach), micros(t.CreatedAt), b.now, t.DryRun)
		if err != nil {
			return err
		}
		if err := b.exec(`INSERT INTO task_inputs (task, input) VALUES (?, ?)`, keyID(t.ID),
			[]byte(t.Input)); err != nil {
			return err
		}
		for i := range t.Steps {
			step := &t.Steps[i]
			err := b.exec(`INSERT INTO task_steps (task, seq, plugin, name, version, mapping, status, attempt)
				VALUES (?, ?, ?, ?, ?, ?, ?, 0)`,
				keyID(t.ID), i, step.Plugin, step.Name, step.Version, nullJSON(step.Mapping), string(step.Status))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// checkOpenTasks refuses one more task of a brokerage if maxOpenTasks have not ended.
func checkOpenTasks(b *batch, broker []byte) error {
	var open int
	// Without the hint SQLite reads all of the brokerage's tasks, while every other writer waits.
	err := b.row(
		`SELECT count(*) FROM tasks INDEXED BY tasks_open WHERE broker = ? AND status IN ('queued', 'running')`,
		broker).Scan(&open)
	if err == nil && open >= maxOpenTasks {
		err = crm.Errorf(crm.CodeRateLimited, "%d tasks of your brokerage are waiting already", maxOpenTasks)
	}
	return err
}

// Task returns a task with its steps, without its input. crm.CodeNotFound: there is no such task, or a restored
// backup of another region brought it, where it still is.
func (q *TaskQueue) Task(ctx context.Context, id crm.ID) (t *crm.Task, err error) {
	err = q.db.reader.snapshot(ctx, "read a task", func(ctx context.Context, tx querier) error {
		t, err = scanTask(tx.QueryRowContext(ctx, `SELECT `+taskColumns+` FROM tasks t WHERE t.id = ? AND t.region = ''`,
			keyID(id)))
		if absent(err) {
			return errNoTask
		}
		if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `SELECT `+stepColumns+` FROM task_steps WHERE task = ? ORDER BY seq`,
			keyID(id))
		return scanSteps(t, rows, err)
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// errNoTask is the error for a task that does not exist. Users who may not see a task get the same.
var errNoTask = crm.Errorf(crm.CodeNotFound, "there is no such task")

const (
	taskColumns = `t.id, t.broker, t.user, t.room, t.workflow, t.title, t.policy, t.status, t.run_at, t.progress,
		t.message, t.reach,
		t.error_code, t.error_message, t.created, t.started, t.finished, t.dry_run,
		(SELECT coalesce(max(num), 0) FROM task_proposals p WHERE p.task = t.id),
		(SELECT count(*) FROM task_proposals p WHERE p.task = t.id AND p.open > 0)`
	stepColumns = `seq, plugin, name, version, mapping, status, attempt, checkpoint, output`
)

// scanTask reads taskColumns.
func scanTask(row rowScanner, more ...any) (*crm.Task, error) {
	t := &crm.Task{}
	var id, broker, user []byte
	var runAt, created, started, finished int64
	var failed crm.TaskError
	err := row.Scan(append([]any{&id, &broker, &user, &t.Room, &t.Workflow, &t.Title, &t.Policy, &t.Status, &runAt,
		&t.Progress, &t.Message,
		&t.Reach, &failed.Code, &failed.Message, &created, &started, &finished,
		&t.DryRun, &t.Proposed, &t.Pending}, more...)...)
	if err != nil {
		return nil, err
	}
	if failed != (crm.TaskError{}) {
		t.Error = &failed
	}
	t.RunAt, t.CreatedAt, t.StartedAt, t.FinishedAt = fromMicros(runAt), fromMicros(created), fromMicros(started),
		fromMicros(finished)
	return t, toIDs([][]byte{id, broker, user}, &t.ID, &t.Broker, &t.User)
}

// scanSteps reads stepColumns into the task. The task's output is that of the last step.
func scanSteps(t *crm.Task, rows interface {
	Next() bool
	Scan(...any) error
	Err() error
	Close() error
}, err error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var step crm.TaskStep
		err := rows.Scan(&step.Seq, &step.Plugin, &step.Name, &step.Version, (*[]byte)(&step.Mapping), &step.Status,
			&step.Attempt,
			(*[]byte)(&step.Checkpoint), (*[]byte)(&step.Output))
		if err != nil {
			return err
		}
		t.Steps = append(t.Steps, step)
	}
	if n := len(t.Steps); n > 0 {
		t.Output = t.Steps[n-1].Output
	}
	return rows.Err()
}
