package tasks

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// errBusy refuses questions beyond those that may be under way.
var errBusy error = crm.Errorf(crm.CodeUnavailable, "too many tasks of other regions are being asked for")

// errNoTask is the answer where no region has the task.
var errNoTask error = crm.Errorf(crm.CodeNotFound, "there is no such task")

// errSilent is a region that has not answered, errAway one that was not asked either: it is not heard.
var (
	errSilent = errors.New("the region does not answer")
	errAway   = fmt.Errorf("the region is not heard: %w", errSilent)
)

// Ask has the region that has a task do something with it, and gives its answer. Errors: not_found where no region has
// the task, or the user may not see it; unavailable, with the names of the regions that have not answered; what the
// region that has it answers.
func (t *Tasks) Ask(ctx context.Context, q *crm.TaskQuestion) ([]byte, error) {
	select {
	case t.asking <- struct{}{}:
		defer func() { <-t.asking }()
	default:
		return nil, errBusy
	}
	if home := t.known.home(q.Broker, q.Task); home != "" {
		answer, err := t.askOne(ctx, home, q)
		if crm.CodeOf(err) != crm.CodeNotFound {
			return answer, inWords(home, q, err)
		}
		t.known.forget(q.Task)
	}
	find := *q
	if !q.Act.Reads() {
		find.Act, find.Body = crm.TaskFind, nil
	}
	home, answer, err := t.askAll(ctx, &find)
	if home == "" || err != nil || q.Act.Reads() {
		return answer, err
	}
	answer, err = t.askOne(ctx, home, q)
	return answer, inWords(home, q, err)
}

// inWords says of a question that a region has not answered what that means.
func inWords(home string, q *crm.TaskQuestion, err error) error {
	switch {
	case !errors.Is(err, errSilent):
		return err
	case q.Act.Reads() || errors.Is(err, errAway):
		return crm.Errorf(crm.CodeUnavailable, "the task is in region %s, which can't be reached now", home)
	}
	return crm.Errorf(crm.CodeUnavailable,
		"the task is in region %s, which has not answered: look at the task before you try again", home)
}

// AskEach asks several regions the same at once, each with a body of its own. silent are those that have not answered,
// in the order of Others.
func (t *Tasks) AskEach(ctx context.Context, q *crm.TaskQuestion, bodies map[string][]byte) (
	answers map[string][]byte, silent []string) {
	var asking sync.WaitGroup
	var mu sync.Mutex // guards answers
	answers = make(map[string][]byte)
	for region, body := range bodies {
		asking.Go(func() {
			own := *q
			own.Body = body
			answer, err := t.askOne(ctx, region, &own)
			if err != nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			answers[region] = answer
		})
	}
	asking.Wait()
	for _, region := range t.Others() {
		if _, asked := bodies[region]; asked && answers[region] == nil {
			silent = append(silent, region)
		}
	}
	return answers, silent
}

// result is what a region has answered.
type result struct {
	region string
	answer []byte
	err    error
}

// askAll asks all regions at once and gives the first answer of one that has the task, an error of that region too.
func (t *Tasks) askAll(ctx context.Context, q *crm.TaskQuestion) (home string, answer []byte, err error) {
	ctx, cancel := context.WithCancel(ctx)
	results := make(chan result, len(t.regions))
	var asking sync.WaitGroup
	defer asking.Wait()
	defer cancel()
	for region := range t.regions {
		asking.Go(func() {
			answer, err := t.askOne(ctx, region, q)
			results <- result{region, answer, err}
		})
	}
	silent := make(map[string]bool)
	for range t.regions {
		r := <-results
		switch {
		case errors.Is(r.err, errSilent):
			silent[r.region] = true
		case crm.CodeOf(r.err) != crm.CodeNotFound:
			return r.region, r.answer, r.err
		}
	}
	if len(silent) == 0 {
		return "", nil, errNoTask
	}
	var names []string
	for _, region := range t.Others() {
		if silent[region] {
			names = append(names, region)
		}
	}
	return "", nil, crm.Errorf(crm.CodeUnavailable, "the task may be in region %s, which can't be reached now",
		strings.Join(names, " or "))
}

// askOne asks a region. Errors: errSilent and errAway; what it answers.
func (t *Tasks) askOne(ctx context.Context, name string, q *crm.TaskQuestion) ([]byte, error) {
	r := t.regions[name]
	if r == nil || !t.config.There(name) {
		return nil, errAway
	}
	body, err := pack(q.Body)
	if err != nil {
		return nil, err
	}
	limit := askTime
	if q.Act.Slow() {
		limit = decideTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer r.whileHeard(cancel)()
	m, err := t.config.Port.Request(ctx, wire.TaskAskSubject(name), wire.KindTaskAsk, q.Broker,
		wire.EncodeTaskQuestion(q, body), wire.KindTaskAnswer)
	if crm.CodeOf(err) == crm.CodeTooLarge {
		return nil, err
	}
	if err != nil {
		return nil, errSilent
	}
	a, err := wire.DecodeTaskAnswer(m.Payload)
	if err != nil {
		t.config.Port.Malformed()
		return nil, errSilent
	}
	if a.Code != "" {
		return nil, &crm.Error{Code: a.Code, Field: a.Field, Message: a.Message}
	}
	answer, err := t.whole(ctx, name, a)
	if err != nil {
		return nil, errSilent
	}
	if !q.Task.IsZero() {
		t.known.note(name, &crm.TaskNews{Task: q.Task, Broker: q.Broker, User: q.User})
	}
	return answer, nil
}

// whole gives an answer after all of its parts have come.
func (t *Tasks) whole(ctx context.Context, region string, a *wire.TaskAnswer) ([]byte, error) {
	packed, whole, err := wire.DecodePart(a.Part, nil)
	for err == nil && !whole {
		var m wire.Message
		m, err = t.config.Port.Request(ctx, wire.TaskRestSubject(region), wire.KindTaskRest, crm.ID{},
			wire.EncodeTaskRest(a.Key, len(packed)), wire.KindTaskPart)
		if err != nil {
			return nil, err
		}
		packed, whole, err = wire.DecodePart(m.Payload, packed)
	}
	var answer []byte
	if err == nil {
		answer, err = unpack(packed, maxUnpacked)
	}
	if err != nil {
		t.config.Port.Malformed()
	}
	return answer, err
}
