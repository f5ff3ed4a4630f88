package web

import (
	"context"
	"encoding/json"
	"errors"

	"roomkey/crm"
	"roomkey/web/api"
)

// answer is Server.AnswerTask.
func (t *tasks) answer(ctx context.Context, q *crm.TaskQuestion) ([]byte, error) {
	if t.runner == nil {
		return nil, errNoTasks
	}
	user, err := t.store.UserByID(ctx, q.User)
	if err == nil && (user.Disabled || user.Broker != q.Broker) {
		err = crm.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	var answer any
	switch q.Act {
	case crm.TaskFile:
		answer, err = t.store.WholeUpload(ctx, user.ID, q.Task)
	case crm.TaskUnfile:
		answer, err = api.Empty{}, t.store.RemoveUpload(ctx, user.ID, q.Task)
	case crm.TaskList:
		var asked tasksBefore
		if err := readQuestion(q.Body, &asked); err != nil {
			return nil, err
		}
		answer, err = t.listHere(ctx, user, &asked)
	default:
		asked := &api.DecideRequest{}
		if err := readQuestion(q.Body, asked); err != nil {
			return nil, err
		}
		asked.ID = q.Task
		answer, err = t.here(ctx, user, q.Act, asked)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

// readQuestion reads the body of a question. Errors: invalid.
func readQuestion(body []byte, asked any) error {
	if len(body) == 0 {
		return nil
	}
	if err := json.Unmarshal(body, asked); err != nil {
		return &crm.Error{Code: crm.CodeInvalid, Message: "the question can't be read", Err: err}
	}
	return nil
}

// errElsewhere is in what another region answers, or is not there to answer. That is no fault of this region's.
var errElsewhere = errors.New("another region's")

// fromElsewhere marks an error.
func fromElsewhere(err error) error {
	var known *crm.Error
	if !errors.As(err, &known) {
		return err
	}
	marked := *known
	marked.Err = errors.Join(errElsewhere, known.Err)
	return &marked
}

// whereItIs does something with a task where it is: here, or in another region.
func whereItIs[A any](ctx context.Context, t *tasks, user *crm.User, act crm.TaskAct,
	asked *api.DecideRequest) (*A, error) {
	if t.runner == nil {
		return nil, errNoTasks
	}
	answer, err := t.here(ctx, user, act, asked)
	if err == nil {
		return answer.(*A), nil
	}
	if t.others == nil || crm.CodeOf(err) != crm.CodeNotFound {
		return nil, err
	}
	if _, is := t.store.Task(ctx, asked.ID); is == nil { // it is here, and the user may not see it
		return nil, err
	}
	q := &crm.TaskQuestion{Act: act, Broker: user.Broker, User: user.ID, Task: asked.ID}
	if len(asked.Changes) > 0 {
		if q.Body, err = json.Marshal(map[string]any{"changes": asked.Changes}); err != nil {
			return nil, err
		}
	}
	var raw []byte
	var failed error
	if err := aside(ctx, func() { raw, failed = t.others.Ask(ctx, q) }); err != nil {
		return nil, err
	}
	if crm.CodeOf(failed) == crm.CodeNotFound {
		return nil, err
	}
	if failed != nil {
		return nil, fromElsewhere(failed)
	}
	elsewhere := new(A)
	return elsewhere, json.Unmarshal(raw, elsewhere)
}
