package tasks

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// Why a question is not answered at once.
var (
	errDeciding error = crm.Errorf(crm.CodeUnavailable, "somebody else is deciding on this task; try again")
	errManyActs error = crm.Errorf(crm.CodeUnavailable,
		"you decide on other tasks of this region already; try again when that is done")
	errTooLong error = crm.Errorf(crm.CodeTooLarge, "the task is too large to be shown in another region than its own")
	errDone    error = crm.Errorf(crm.CodeTooLarge,
		"it is done, but the task is too large to be shown in another region than its own")
	errUnseen error = crm.Errorf(crm.CodeUnavailable, "it is done, but can't be shown now: look at the task again")
)

// answerQuick does what another region asks, as its user, where that does not take long.
func (t *Tasks) answerQuick(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	return t.answer(ctx, question, false)
}

// answerSlow does it where it may take long.
func (t *Tasks) answerSlow(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	return t.answer(ctx, question, true)
}

func (t *Tasks) answer(ctx context.Context, question wire.Message, slow bool) (wire.Kind, []byte, bool) {
	q, err := wire.DecodeTaskQuestion(question.Payload)
	if err == nil {
		q.Body, err = unpack(q.Body, maxAskedBody)
	}
	if err != nil || q.Act.Slow() != slow {
		t.config.Port.Malformed()
		return 0, nil, false
	}
	q.Broker = question.Brokerage
	limit := answerTime
	if slow {
		limit = decidedTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	a, err := t.first(ctx, question.Region, q)
	if err != nil {
		a = t.refusal(ctx, question.Region, err)
	}
	return wire.KindTaskAnswer, wire.EncodeTaskAnswer(a), true
}

// first gives an answer with the first part of what was asked for.
func (t *Tasks) first(ctx context.Context, region string, q *crm.TaskQuestion) (*wire.TaskAnswer, error) {
	data, err := t.do(ctx, q)
	if err != nil {
		return nil, err
	}
	var packed []byte
	if len(data) <= maxUnpacked {
		if packed, err = pack(data); err != nil {
			return nil, err
		}
	}
	if len(data) > maxUnpacked || len(packed) > wire.MaxTaskAnswer {
		if q.Act.Reads() {
			return nil, errTooLong
		}
		return nil, errDone
	}
	a := &wire.TaskAnswer{Part: wire.EncodePart(packed, 0)}
	if !wire.PartEnds(packed, 0) {
		a.Key, err = t.held.keep(region, q.User, packed)
	}
	if err != nil && !q.Act.Reads() {
		err = errUnseen
	}
	return a, err
}

// do does what is asked, once this region has applied what the asking one has: rights that were taken away there are
// taken away here too, and what was erased there is not told.
func (t *Tasks) do(ctx context.Context, q *crm.TaskQuestion) ([]byte, error) {
	if q.Act.Slow() {
		leave, err := t.decided.take(q.Task, errBusy, errDeciding)
		if err != nil {
			return nil, err
		}
		defer leave()
		if leave, err = t.deciders.take(q.User, errBusy, errManyActs); err != nil {
			return nil, err
		}
		defer leave()
	}
	limited, cancel := context.WithTimeout(ctx, awaitTime)
	defer cancel()
	if err := t.config.Await(limited, q.Rows); err != nil {
		return nil, err
	}
	return t.config.Own.AnswerTask(ctx, q)
}

// refusal is an error as another region is told of it.
func (t *Tasks) refusal(ctx context.Context, region string, err error) *wire.TaskAnswer {
	if ctx.Err() != nil {
		return &wire.TaskAnswer{Code: crm.CodeUnavailable,
			Message: "it took too long; what was not done by then still waits"}
	}
	var known *crm.Error
	if !errors.As(err, &known) || known.Code == crm.CodeInternal {
		t.config.Log.Error("another region's question about a task can't be answered", "region", region, "error", err)
		return &wire.TaskAnswer{Code: crm.CodeInternal, Message: "something went wrong here"}
	}
	return &wire.TaskAnswer{Code: known.Code, Field: known.Field, Message: known.Message}
}

// answerRest gives a further part of an answer.
func (t *Tasks) answerRest(_ context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	key, offset, err := wire.DecodeTaskRest(question.Payload)
	if err != nil {
		t.config.Port.Malformed()
		return 0, nil, false
	}
	part := t.held.part(question.Region, key, offset)
	return wire.KindTaskPart, part, part != nil
}

// answerNow says how tasks are.
func (t *Tasks) answerNow(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	ids, lately, err := wire.DecodeTasksNow(question.Payload)
	if err != nil {
		t.config.Port.Malformed()
		return 0, nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	list, err := t.config.Own.TasksNow(ctx, ids, lately)
	if err != nil {
		t.config.Log.Warn("another region can't be told how tasks are", "region", question.Region, "error", err)
		return 0, nil, false
	}
	return wire.KindTasks, wire.EncodeTasks(list), true
}
