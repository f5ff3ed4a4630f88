package tasks

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// answer does what another region asks, as its user.
func (t *Tasks) answer(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	q, err := wire.DecodeTaskQuestion(question.Payload)
	if err == nil {
		q.Body, err = unpack(q.Body, maxAskedBody)
	}
	if err != nil {
		t.config.Port.Malformed()
		return 0, nil, false
	}
	q.Broker = question.Brokerage
	limit := readTime
	if q.Act.Slow() {
		limit = decidesTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	data, err := t.config.Own.AnswerTask(ctx, q)
	var packed []byte
	if err == nil {
		packed, err = pack(data)
	}
	if err != nil {
		return wire.KindTaskAnswer, wire.EncodeTaskAnswer(t.refusal(ctx, question.Region, err)), true
	}
	a := &wire.TaskAnswer{Part: wire.EncodePart(packed, 0)}
	if _, whole, err := wire.DecodePart(a.Part, nil); err == nil && !whole {
		a.Key = t.held.keep(question.Region, packed)
	}
	return wire.KindTaskAnswer, wire.EncodeTaskAnswer(a), true
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
	packed := t.held.of(question.Region, key)
	if packed == nil {
		return 0, nil, false
	}
	return wire.KindTaskPart, wire.EncodePart(packed, offset), true
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
