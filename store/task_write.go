package store

import (
	"context"

	"roomkey/crm"
)

// SaveTask stores the progress of a claimed task: all of it, or nothing if the claim has ended (crm.CodeConflict). The
// lease stays as it is, or ends if w.Release is true. w.Proposals are new ones.
func (q *TaskQueue) SaveTask(ctx context.Context, w *crm.TaskWrite) error {
	return q.post(ctx, "save a task", func(b *batch, of *taskCaller) ([]crm.Event, error) {
		t := w.Task
		*of = taskCaller{t.ID, t.Broker, t.User}
		var owner any
		if !w.Release {
			owner = keyID(w.Claim)
		}
		var failed crm.TaskError
		if t.Error != nil {
			failed = *t.Error
		}
		n, err := b.change(`UPDATE tasks SET status = ?, run_at = ?, owner = ?3,
			lease_until = CASE WHEN ?3 IS NULL THEN 0 ELSE lease_until END,
			progress = ?, message = ?, reach = ?, error_code = ?, error_message = ?, finished = ?,
				touched = ? WHERE id = ? AND owner = ? AND status = 'running'`,
			string(t.Status), micros(t.RunAt), owner, t.Progress, t.Message, string(t.Reach),
			failed.Code, failed.Message,
			micros(t.FinishedAt),
			b.now, keyID(t.ID), keyID(w.Claim))
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, errLost
		}
		for _, seq := range w.Steps {
			if err := saveStep(b, t, &t.Steps[seq]); err != nil {
				return nil, err
			}
		}
		for i := range w.Proposals {
			if err := addProposal(b, t.ID, &w.Proposals[i]); err != nil {
				return nil, err
			}
		}
		return w.Events, q.afterSave(b, t)
	})
}

// afterSave clears what nobody needs of a task that has ended.
func (q *TaskQueue) afterSave(b *batch, t *crm.Task) error {
	if t.Status.Open() {
		return nil
	}
	if t.Status == crm.TaskReview || t.Status == crm.TaskCompleted { // its steps are done
		if err := dropInput(b, keyID(t.ID)); err != nil {
			return err
		}
	}
	_, err := q.boundTasks(b, keyID(t.Broker), keyID(t.ID))
	return err
}

func saveStep(b *batch, t *crm.Task, step *crm.TaskStep) error {
	return b.exec(`UPDATE task_steps SET version = ?, status = ?, attempt = ?, checkpoint = ?, output = ? WHERE task = ?
		AND seq = ?`,
		step.Version, string(step.Status), step.Attempt, nullJSON(step.Checkpoint), nullJSON(step.Output), keyID(t.ID),
		step.Seq)
}

// CancelTask cancels a task that has not ended. Later writes of its owner fail. The events that tell returns are stored
// with it. crm.CodeConflict: the task has ended already.
func (q *TaskQueue) CancelTask(ctx context.Context, id crm.ID, tell func() []crm.Event) error {
	return q.post(ctx, "cancel a task", func(b *batch, of *taskCaller) ([]crm.Event, error) {
		var broker, user []byte
		err := b.row(`UPDATE tasks SET status = 'cancelled', owner = NULL, lease_until = 0, finished = ?1, touched = ?1
			WHERE id = ?2
			AND status IN ('queued', 'running') RETURNING broker, user`, b.now, keyID(id)).Scan(&broker, &user)
		if absent(err) {
			return nil, crm.Errorf(crm.CodeConflict, "the task has ended already")
		}
		if err == nil {
			err = of.set(id, broker, user)
		}
		if err != nil {
			return nil, err
		}
		if err := b.exec(`UPDATE task_steps SET status = 'cancelled' WHERE task = ? AND status = 'running'`,
			keyID(id)); err != nil {
			return nil, err
		}
		_, err = q.boundTasks(b, broker, keyID(id))
		return tell(), err
	})
}

// RetryTask queues a failed or cancelled task again, from its first unfinished step and its last checkpoint.
// crm.CodeConflict: the task is in another state, or its input is no longer kept. crm.CodeRateLimited: 200 tasks of its
// brokerage have not ended.
func (q *TaskQueue) RetryTask(ctx context.Context, id crm.ID) error {
	return q.db.update(ctx, "retry a task", func(b *batch) error {
		var broker []byte
		var forgotten int
		err := b.row(`SELECT broker, forgotten FROM tasks WHERE id = ? AND status IN ('failed', 'cancelled')`,
			keyID(id)).Scan(&broker, &forgotten)
		if absent(err) {
			return crm.Errorf(crm.CodeConflict, "only a task that failed or was cancelled can be tried again")
		}
		if err != nil {
			return err
		}
		if forgotten > 0 {
			return crm.Errorf(crm.CodeConflict, "the task's input is no longer kept; start it again")
		}
		if err := checkOpenTasks(b, broker); err != nil {
			return err
		}
		err = b.exec(`UPDATE tasks SET status = 'queued', run_at = ?, started = 0, finished = 0,
			error_code = '', error_message = '', message = ''
			WHERE id = ?`, b.now, keyID(id))
		if err != nil {
			return err
		}
		return b.exec(`UPDATE task_steps SET status = 'queued', attempt = 0 WHERE task = ? AND status != 'completed'`,
			keyID(id))
	})
}
