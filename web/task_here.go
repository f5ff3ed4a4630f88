package web

import (
	"context"

	"roomkey/crm"
	"roomkey/plugins/runner"
	"roomkey/store"
	"roomkey/web/api"
)

// errNoTasks answers where the server was made without a runner.
var errNoTasks = crm.Errorf(crm.CodeUnavailable, "tasks are not run here")

// tasks are runs of workflows.
type tasks struct {
	runner *runner.Runner // nil: none are run here
	store  *store.Store
	others OtherRegions // nil: there are none
}

// OtherRegions are asked about tasks that are not here, and do with them what this region would. Their answers are what
// AnswerTask gives there.
type OtherRegions interface {
	// Region is the name of this region, Others those of the others.
	Region() string
	Others() []string
	// Ask asks the region that has the task. Errors: not_found; unavailable with the names of regions that have not
	// answered; those of the act.
	Ask(ctx context.Context, q *crm.TaskQuestion) ([]byte, error)
	// AskEach asks several regions, each with a body of its own; silent are those that have not answered.
	AskEach(ctx context.Context, q *crm.TaskQuestion, bodies map[string][]byte) (answers map[string][]byte,
		silent []string)
}

// here does something with a task that is here. The answer is of the type that the act's route has.
func (t *tasks) here(ctx context.Context, user *crm.User, act crm.TaskAct, asked *api.DecideRequest) (any, error) {
	places, err := placesOf(asked)
	if err != nil {
		return nil, err
	}
	switch act {
	case crm.TaskFind:
		return &api.Empty{}, t.runner.MaySee(ctx, user, asked.ID)
	case crm.TaskCancel:
		err = t.runner.Cancel(ctx, user, asked.ID)
	case crm.TaskRetry:
		err = t.runner.Retry(ctx, user, asked.ID)
	case crm.TaskReject:
		err = t.runner.Reject(ctx, user, asked.ID, places)
	case crm.TaskAccept:
		skipped, err := t.runner.Accept(ctx, user, asked.ID, places)
		if err != nil {
			return nil, err
		}
		shown, err := t.seen(ctx, user, asked.ID)
		if err != nil {
			return nil, err
		}
		return &api.AcceptAnswer{Task: *shown, Skipped: skipsOf(skipped)}, nil
	case crm.TaskUndo:
		return t.undoHere(ctx, user, asked.ID)
	}
	if err != nil {
		return nil, err
	}
	return t.seen(ctx, user, asked.ID)
}

// seen is a task that is here, with all that somebody may see of it.
func (t *tasks) seen(ctx context.Context, user *crm.User, id crm.ID) (*api.Task, error) {
	seen, err := t.runner.Task(ctx, user, id)
	if err != nil {
		return nil, err
	}
	shown := t.shown(seen.Task, seen.Proposals)
	shown.Partial = seen.Partial
	return shown, nil
}

// shown is a task that is here.
func (t *tasks) shown(task *crm.Task, proposals []crm.Proposal) *api.Task {
	shown := taskOf(task, proposals)
	if t.others != nil {
		shown.Region = t.others.Region()
	}
	return &shown
}

func (t *tasks) undoHere(ctx context.Context, user *crm.User, id crm.ID) (*api.UndoTaskAnswer, error) {
	undone, skipped, err := t.runner.Undo(ctx, user, id)
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
