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
	Partial   json.RawMessage // what the step under way has told so far; nil: nothing
}

// errNoTask answers for what is absent and for what the asker may not see.
var errNoTask = crm.Errorf(crm.CodeNotFound, "there is no such task")

// Task gives a task as user may see it. Of records that they may not read there is no trace; what the task says in words and
// puts out, they see where they may read all that its guest was given. Error code: not_found.
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
	return &Seen{hush(user, t), proposals, r.shown(user, t)}, nil
}

// Tasks lists the tasks that a user may see, the newest first, without outputs and proposals.
func (r *Runner) Tasks(ctx context.Context, user *crm.User, cursor string, limit int) (tasks []*crm.Task, next string, err error) {
	tasks, next, err = r.Storage.Tasks(ctx, user, cursor, limit)
	for i, t := range tasks {
		tasks[i] = hush(user, t)
	}
	return tasks, next, err
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

// theirs finds a task that a user may act on: the caller and the broker role may; a lead only looks.
func (r *Runner) theirs(ctx context.Context, user *crm.User, id crm.ID) (*crm.Task, error) {
	t, err := r.visible(ctx, user, id)
	if err == nil && t.User != user.ID && user.Role != crm.RoleBroker {
		return nil, crm.ErrForbidden
	}
	return t, err
}

// hush leaves out what a task says and puts out, for who may not read all that its guest was given.
func hush(user *crm.User, t *crm.Task) *crm.Task {
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

// readable leaves out of proposals what the user may not read: of records that are there by their rows, of those that are
// only proposed yet all but for the caller and the broker role.
func (r *Runner) readable(ctx context.Context, user *crm.User, t *crm.Task, proposals []crm.Proposal) ([]crm.Proposal, error) {
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

// Cancel ends a task that has not ended. It returns as soon as that is durable and the task's room knows; the guest, whatever
// it does, is killed then, and nothing that it asks for counts any more. Errors: not_found, forbidden, conflict.
func (r *Runner) Cancel(ctx context.Context, user *crm.User, id crm.ID) error {
	t, err := r.theirs(ctx, user, id)
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
	r.stop(errCancelled, func(u *run) bool { return u.task.ID == id })
	return nil
}

// Retry queues a failed or cancelled task again. It goes on at its first unfinished step and that step's last checkpoint.
// Errors: not_found, forbidden, conflict.
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
	r.poke()
	return nil
}
