package runner

import (
	"context"

	"roomkey/crm"
)

// resumeAll applies proposals that were accepted before a crash, of tasks that nobody runs.
func (r *Runner) resumeAll(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, resumeTime)
	defer cancel()
	tasks, err := r.Storage.UnsettledTasks(ctx)
	for _, task := range tasks {
		if err == nil {
			err = r.resume(ctx, task)
		}
	}
	if err != nil && ctx.Err() == nil {
		r.Log.Error("accepted proposals could not be applied; accept them again", "error", err)
	}
}

func (r *Runner) resume(ctx context.Context, task crm.ID) error {
	t, err := r.Storage.Task(ctx, task)
	if err != nil || t.Status.Open() { // somebody retries it, and its run resumes the applying
		return err
	}
	end, err := r.turnWithoutRun(ctx, task)
	if err != nil {
		return err
	}
	defer end()
	if t, err = r.Storage.Task(ctx, task); err != nil || t.Status.Open() {
		return err
	}
	return r.applier.finish(ctx, t)
}
