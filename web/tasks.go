package web

import (
	"context"

	"roomkey/crm"
	"roomkey/plugins/runner"
	"roomkey/web/api"
)

// errNoTasks answers where the server was made without a runner.
var errNoTasks = crm.Errorf(crm.CodeUnavailable, "tasks are not run here")

// tasks are runs of workflows.
type tasks struct{ runner *runner.Runner } // nil: none are run here

// workflows answers with what the caller may run, each with the JSON Schema of its input.
func (t *tasks) workflows(ctx context.Context, who *principal, _ *api.Empty) (*api.WorkflowsAnswer, error) {
	if t.runner == nil {
		return nil, errNoTasks
	}
	list, err := t.runner.Workflows(ctx, who.user().Broker)
	if err != nil {
		return nil, err
	}
	items := make([]api.Workflow, len(list))
	for i := range list {
		items[i] = workflowOf(&list[i])
	}
	return &api.WorkflowsAnswer{Items: items}, nil
}

// start queues a task of the caller's.
func (t *tasks) start(ctx context.Context, who *principal, asked *api.StartTaskRequest) (*api.Task, error) {
	if t.runner == nil {
		return nil, errNoTasks
	}
	request := runner.Request{Workflow: asked.Workflow, Input: asked.Input, Room: asked.Room, DryRun: asked.DryRun}
	task, err := t.runner.Start(ctx, who.user(), request)
	if err != nil {
		return nil, err
	}
	shown := taskOf(task, nil)
	return &shown, nil
}

// list answers with the tasks that the caller may see, the newest first, without what they put out and propose.
func (t *tasks) list(ctx context.Context, who *principal, asked *api.TasksRequest) (*api.TasksAnswer, error) {
	if t.runner == nil {
		return nil, errNoTasks
	}
	list, next, err := t.runner.Tasks(ctx, who.user(), asked.Cursor, asked.Limit)
	if err != nil {
		return nil, err
	}
	items := make([]api.Task, len(list))
	for i, task := range list {
		items[i] = taskOf(task, nil)
	}
	return &api.TasksAnswer{Items: items, Next: orNull(next)}, nil
}

func (t *tasks) get(ctx context.Context, who *principal, asked *api.ByID) (*api.Task, error) {
	return t.after(ctx, who, asked.ID, nil)
}

// act is what is done to a task.
type act func(r *runner.Runner, user *crm.User, id crm.ID) error

// after answers with a task as it is after act, which may be nil.
func (t *tasks) after(ctx context.Context, who *principal, id crm.ID, act act) (*api.Task, error) {
	if t.runner == nil {
		return nil, errNoTasks
	}
	if act != nil {
		if err := act(t.runner, who.user(), id); err != nil {
			return nil, err
		}
	}
	seen, err := t.runner.Task(ctx, who.user(), id)
	if err != nil {
		return nil, err
	}
	shown := seenTask(seen)
	return &shown, nil
}

func (t *tasks) cancel(ctx context.Context, who *principal, asked *api.ByID) (*api.Task, error) {
	return t.after(ctx, who, asked.ID, func(r *runner.Runner, user *crm.User,
		id crm.ID) error {
		return r.Cancel(ctx, user, id)
	})
}

func (t *tasks) retry(ctx context.Context, who *principal, asked *api.ByID) (*api.Task, error) {
	return t.after(ctx, who, asked.ID, func(r *runner.Runner, user *crm.User,
		id crm.ID) error {
		return r.Retry(ctx, user, id)
	})
}

// accept applies what waits, or what is named of it. The answer is the task, and besides what was skipped and why.
func (t *tasks) accept(ctx context.Context, who *principal, asked *api.DecideRequest) (*api.AcceptAnswer, error) {
	places, err := placesOf(asked)
	if err != nil {
		return nil, err
	}
	var skipped []runner.Skip
	shown, err := t.after(ctx, who, asked.ID, func(r *runner.Runner, user *crm.User, id crm.ID) (err error) {
		skipped, err = r.Accept(ctx, user, id, places)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &api.AcceptAnswer{Task: *shown, Skipped: skipsOf(skipped)}, nil
}

func (t *tasks) reject(ctx context.Context, who *principal, asked *api.DecideRequest) (*api.Task, error) {
	places, err := placesOf(asked)
	if err != nil {
		return nil, err
	}
	return t.after(ctx, who, asked.ID, func(r *runner.Runner, user *crm.User, id crm.ID) error {
		return r.Reject(ctx, user, id, places)
	})
}

// undo takes back what was accepted, and answers with what it took back and what it left.
func (t *tasks) undo(ctx context.Context, who *principal, asked *api.ByID) (*api.UndoTaskAnswer, error) {
	if t.runner == nil {
		return nil, errNoTasks
	}
	undone, skipped, err := t.runner.Undo(ctx, who.user(), asked.ID)
	if err != nil {
		return nil, err
	}
	places := make([]api.Place, len(undone))
	for i, place := range undone {
		places[i] = api.Place{Record: place.Record, Pointer: api.Pointer(place.Pointer)}
	}
	return &api.UndoTaskAnswer{Undone: places, Skipped: skipsOf(skipped)}, nil
}

// placesOf says which proposals are meant; none: all.
func placesOf(asked *api.DecideRequest) ([]runner.Place, error) {
	places := make([]runner.Place, len(asked.Changes))
	for i, place := range asked.Changes {
		if place.Record.IsZero() {
			return nil, crm.Invalid("changes/record", "is required")
		}
		places[i] = runner.Place{Record: place.Record, Pointer: string(place.Pointer)}
	}
	return places, nil
}

func skipsOf(skipped []runner.Skip) []api.Skip {
	skips := make([]api.Skip, len(skipped))
	for i, skip := range skipped {
		skips[i] = api.Skip{Record: skip.Record, Pointer: api.Pointer(skip.Pointer), Reason: skip.Reason}
	}
	return skips
}
