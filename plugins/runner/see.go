package runner

import (
	"context"
	"encoding/json"

	"roomkey/crm"
)

// Seen is a task as one user may see it, with its proposals.
type Seen struct {
	*crm.Task
	Proposals []crm.Proposal
	Partial   json.RawMessage // the partial result of the current step so far; nil: none
}

// errNoTask is the error both for a task that does not exist and for one that the user may not see.
var errNoTask = crm.Errorf(crm.CodeNotFound, "there is no such task")

// Task returns a task as user may see it. It contains nothing about records that the user may not read. The task's
// texts and outputs are included only if the user may read everything that its guest was given. Error code: not_found.
func (r *Runner) Task(ctx context.Context, user *crm.User, id crm.ID) (*Seen, error) {
	t, err := r.visible(ctx, user, id)
	if err != nil {
		return nil, err
	}
	proposals, err := r.Storage.Proposals(ctx, id, false)
	if err != nil {
		return nil, err
	}
	if proposals, err = r.readable(ctx, user, t, proposals); err != nil {
		return nil, err
	}
	return &Seen{withoutTexts(user, t), proposals, r.runs.of(t.ID).partialFor(user, t)}, nil
}

// Tasks lists at most limit of the tasks here that a user may see, newest first, without outputs and proposals, from
// before a place of the list on (crm.Task.Place).
func (r *Runner) Tasks(ctx context.Context, user *crm.User, before int64, limit int) ([]*crm.Task, error) {
	tasks, err := r.Storage.Tasks(ctx, user, before, limit)
	for i, t := range tasks {
		tasks[i] = withoutTexts(user, t)
	}
	return tasks, err
}

// MaySee reports whether a user may see a task. Error code: not_found.
func (r *Runner) MaySee(ctx context.Context, user *crm.User, id crm.ID) error {
	_, err := r.visible(ctx, user, id)
	return err
}

// visible finds a task that a user may see.
func (r *Runner) visible(ctx context.Context, user *crm.User, id crm.ID) (*crm.Task, error) {
	t, err := r.Storage.Task(ctx, id)
	if err != nil {
		return nil, err
	}
	caller := user
	if t.User != user.ID {
		if caller, err = r.Storage.UserByID(ctx, t.User); err != nil {
			return nil, errNoTask
		}
	}
	if t.Broker != user.Broker || !user.MaySeeTask(caller) {
		return nil, errNoTask
	}
	return t, nil
}

// withoutTexts removes a task's texts and outputs for a user who may not read everything that its guest was given.
func withoutTexts(user *crm.User, t *crm.Task) *crm.Task {
	if user.ID == t.User || t.Reach.Includes(user) {
		return t
	}
	hushed := *t
	hushed.Message, hushed.Output, hushed.Steps = "", nil, nil
	for _, step := range t.Steps {
		step.Output, step.Checkpoint = nil, nil
		hushed.Steps = append(hushed.Steps, step)
	}
	if t.Error != nil {
		hushed.Error = &crm.TaskError{Code: t.Error.Code}
	}
	return &hushed
}

// readable removes from proposals what the user may not read. Existing records are judged by their rows. Records that
// are only proposed are shown only to the user who started the task and to the broker role.
func (r *Runner) readable(ctx context.Context, user *crm.User, t *crm.Task,
	proposals []crm.Proposal) ([]crm.Proposal, error) {
	ids := make([]crm.ID, len(proposals))
	for i := range proposals {
		ids[i] = proposals[i].Edit.Record
	}
	records, err := r.Storage.Records(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows := make(map[crm.ID]crm.Row, len(records))
	for _, record := range records {
		rows[record.ID] = record.Row
	}
	own := user.ID == t.User || user.Role == crm.RoleBroker
	var seen []crm.Proposal
	for _, p := range proposals {
		row, there := rows[p.Edit.Record]
		access := user.AccessTo(row)
		if there && !access.Reads() || !there && !own {
			continue
		}
		if there {
			p = access.Proposal(p)
		}
		seen = append(seen, p)
	}
	return seen, nil
}
