package web

import (
	"context"

	"roomkey/crm"
	"roomkey/plugins/runner"
	"roomkey/web/api"
)

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
	return t.shown(task, nil), nil
}

func (t *tasks) get(ctx context.Context, who *principal, asked *api.ByID) (*api.Task, error) {
	return whereItIs[api.Task](ctx, t, who.user(), crm.TaskGet, &api.DecideRequest{ByID: *asked})
}

func (t *tasks) cancel(ctx context.Context, who *principal, asked *api.ByID) (*api.Task, error) {
	return whereItIs[api.Task](ctx, t, who.user(), crm.TaskCancel, &api.DecideRequest{ByID: *asked})
}

func (t *tasks) retry(ctx context.Context, who *principal, asked *api.ByID) (*api.Task, error) {
	return whereItIs[api.Task](ctx, t, who.user(), crm.TaskRetry, &api.DecideRequest{ByID: *asked})
}

// accept applies what waits, or what is named of it. The answer is the task, and besides what was skipped and why.
func (t *tasks) accept(ctx context.Context, who *principal, asked *api.DecideRequest) (*api.AcceptAnswer, error) {
	return whereItIs[api.AcceptAnswer](ctx, t, who.user(), crm.TaskAccept, asked)
}

func (t *tasks) reject(ctx context.Context, who *principal, asked *api.DecideRequest) (*api.Task, error) {
	return whereItIs[api.Task](ctx, t, who.user(), crm.TaskReject, asked)
}

// undo takes back what was accepted, and answers with what it took back and what it left.
func (t *tasks) undo(ctx context.Context, who *principal, asked *api.ByID) (*api.UndoTaskAnswer, error) {
	return whereItIs[api.UndoTaskAnswer](ctx, t, who.user(), crm.TaskUndo, &api.DecideRequest{ByID: *asked})
}
