package runner

import (
	"context"

	"roomkey/crm"
)

// controllable finds a task that a user may control. The user who started it and the broker role may; a lead may only
// look.
func (r *Runner) controllable(ctx context.Context, user *crm.User, id crm.ID) (*crm.Task, error) {
	t, err := r.visible(ctx, user, id)
	if err == nil && t.User != user.ID && user.Role != crm.RoleBroker {
		return nil, crm.ErrForbidden
	}
	return t, err
}

// Cancel ends a task that has not ended. It returns as soon as that is durable and the task's room has been told. The
// guest is then killed, and its further operations have no effect. Errors: not_found, forbidden, conflict.
func (r *Runner) Cancel(ctx context.Context, user *crm.User, id crm.ID) error {
	t, err := r.controllable(ctx, user, id)
	if err != nil {
		return err
	}
	r.claiming.RLock()
	defer r.claiming.RUnlock()
	err = r.Storage.CancelTask(ctx, id, func() []crm.Event {
		return []crm.Event{event(t, crm.EventTaskCancelled, r.Now(), onlyTask{id})}
	})
	if err != nil {
		return err
	}
	r.runs.stop(errCancelled, func(u *run) bool { return u.task.ID == id })
	return nil
}

// Retry queues a failed or cancelled task again. The task continues at its first unfinished step, from that step's last
// checkpoint. Errors: not_found, forbidden, conflict.
func (r *Runner) Retry(ctx context.Context, user *crm.User, id crm.ID) error {
	if _, err := r.decidable(ctx, user, id); err != nil {
		return err
	}
	end, err := r.turnWithoutRun(ctx, id)
	if err != nil {
		return err
	}
	defer end()
	if err := r.Storage.RetryTask(ctx, id); err != nil {
		return err
	}
	r.wakeUp()
	return nil
}

// decidable finds a task whose proposals the user may decide on now.
func (r *Runner) decidable(ctx context.Context, user *crm.User, id crm.ID) (*crm.Task, error) {
	t, err := r.controllable(ctx, user, id)
	if err == nil && t.Status.Open() {
		return nil, crm.Errorf(crm.CodeConflict, "the task has not ended; cancel it first, or wait")
	}
	return t, err
}
