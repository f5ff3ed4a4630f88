package runner

import (
	"context"

	"roomkey/crm"
)

// lateTasks bounds the tasks that a region is told of that has just been started.
const lateTasks = 200

// TasksNow tells how tasks are, by the events that say so: those named, and if lately is set those that have not ended
// or have changed in the last ten minutes. Tasks that are not here are left out, and so are those that nobody has been
// told of yet.
func (r *Runner) TasksNow(ctx context.Context, ids []crm.ID, lately bool) (list []crm.TaskNews, err error) {
	if lately {
		late, err := r.Storage.LateTasks(ctx, lateTasks)
		if err != nil {
			return nil, err
		}
		ids = append(ids[:len(ids):len(ids)], late...)
	}
	told := make(map[crm.ID]bool, len(ids))
	for _, id := range ids {
		t, err := r.Storage.Task(ctx, id)
		if crm.CodeOf(err) == crm.CodeNotFound || told[id] {
			continue
		}
		if err != nil {
			return nil, err
		}
		told[id] = true
		if events := r.now(ctx, t); len(events) > 0 {
			list = append(list, crm.TaskNews{Task: t.ID, Broker: t.Broker, User: t.User, Events: events})
		}
	}
	return list, nil
}

// now returns the events that say how a task is.
func (r *Runner) now(ctx context.Context, t *crm.Task) []crm.Event {
	at := r.Now()
	switch t.Status {
	case crm.TaskReview:
		return []crm.Event{event(t, crm.EventTaskReview, at, reviewData{t.ID, t.Pending})}
	case crm.TaskCompleted:
		return []crm.Event{event(t, crm.EventTaskCompleted, at, onlyTask{t.ID})}
	case crm.TaskCancelled:
		return []crm.Event{event(t, crm.EventTaskCancelled, at, onlyTask{t.ID})}
	case crm.TaskFailed:
		data := failedData{Task: t.ID}
		if t.Error != nil {
			data.Code = t.Error.Code
			if mayTell(ctx, r.Storage, t) {
				data.Message = t.Error.Message
			}
		}
		return []crm.Event{event(t, crm.EventTaskFailed, at, data)}
	}
	if t.StartedAt.IsZero() {
		return nil
	}
	data := progressData{Task: t.ID, Percent: t.Progress}
	for _, step := range t.Steps {
		if data.Step = step.Name; step.Status != crm.TaskCompleted {
			break
		}
	}
	if mayTell(ctx, r.Storage, t) {
		data.Message = t.Message
	}
	return append(started(t), event(t, crm.EventTaskProgress, at, data))
}
