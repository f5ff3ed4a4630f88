package runner

import (
	"context"
	"encoding/json"

	"roomkey/crm"
)

// Request asks for a task.
type Request struct {
	Workflow string
	Input    json.RawMessage // an object; nil: an empty object
	Room     crm.Room        // "": the user's own
	DryRun   bool            // a trial: nothing that it proposes is kept
}

// Start queues a task for a user. Errors: invalid and too_large with the field at fault ("workflow", "room", "input"
// and a JSON Pointer into it), forbidden for a room that the user may not join and for a suspended plugin,
// rate_limited.
func (r *Runner) Start(ctx context.Context, user *crm.User, asked Request) (*crm.Task, error) {
	w, err := r.workflow(ctx, user.Broker, asked.Workflow)
	if err != nil {
		return nil, err
	}
	if len(asked.Input) == 0 {
		asked.Input = json.RawMessage("{}")
	}
	if len(asked.Input) > MaxInputBytes {
		return nil, errLargeInput
	}
	if err := checkInput(w.Input, asked.Input); err != nil {
		return nil, err
	}
	if asked.Room == "" {
		asked.Room = crm.UserRoom(user.ID)
	} else if err := r.Rooms.MayJoin(ctx, user, asked.Room); err != nil {
		return nil, about("room", err)
	}
	now := r.Now()
	t := &crm.Task{ID: r.ids.next(), User: user.ID, Broker: user.Broker, Room: asked.Room, Workflow: w.Name,
		Title: w.Title, Policy: w.Policy, DryRun: asked.DryRun,
		Input: asked.Input, Status: crm.TaskQueued, RunAt: now, CreatedAt: now}
	for i, step := range w.resolved {
		made := crm.TaskStep{Seq: i, Plugin: step.plugin.Manifest.ID, Name: step.declared.Name,
			Version: step.plugin.Manifest.Version, Status: crm.TaskQueued}
		if step.mapping != nil {
			made.Mapping = encode(step.mapping)
		}
		t.Steps = append(t.Steps, made)
	}
	if err := r.Storage.AddTask(ctx, t); err != nil {
		return nil, err
	}
	r.wakeUp()
	return t, nil
}
