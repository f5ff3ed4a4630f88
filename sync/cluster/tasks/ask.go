package tasks

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// Why a question is not asked.
var (
	errBusy    error = crm.Errorf(crm.CodeUnavailable, "too many tasks of other regions are being asked for")
	errAsksOwn error = crm.Errorf(crm.CodeRateLimited, "you ask for too many tasks of other regions at once")
	errActsOwn error = crm.Errorf(crm.CodeRateLimited,
		"%d of your decisions on tasks of other regions are under way already", decidesOfUser)
)

// errNoTask is the answer where no region has the task.
var errNoTask error = crm.Errorf(crm.CodeNotFound, "there is no such task")

// errSilent is a region that has not answered, errAway one that was not asked either: it is not heard.
var (
	errSilent = errors.New("the region does not answer")
	errAway   = fmt.Errorf("the region is not heard: %w", errSilent)
)

// Ask has the region that has a task do something with it, and gives its answer. Errors: not_found where no region has
// the task, or the user may not see it; unavailable, with the names of the regions that have not answered, and where
// too much is asked; rate_limited where the user asks too much at once; what the region that has it answers.
func (t *Tasks) Ask(ctx context.Context, q *crm.TaskQuestion) ([]byte, error) {
	asked, leave, err := t.begin(ctx, q)
	if err != nil {
		return nil, err
	}
	defer leave()
	home := t.known.home(q.Broker, q.Task)
	if home != "" {
		answer, err := t.askOne(ctx, home, asked)
		if crm.CodeOf(err) != crm.CodeNotFound {
			return answer, inWords(home, q, err)
		}
		// This user may not see it: others here may, and are told of it all the same.
	}
	find := *asked
	if !q.Act.Reads() {
		find.Act, find.Body = crm.TaskFind, nil
	}
	found, answer, err := t.askAll(ctx, &find, home)
	if found == "" || err != nil || q.Act.Reads() {
		return answer, err
	}
	answer, err = t.askOne(ctx, found, asked)
	return answer, inWords(found, q, err)
}

// begin takes a place for a question, until leave is called, and says in it how far this region is.
func (t *Tasks) begin(ctx context.Context, q *crm.TaskQuestion) (asked *crm.TaskQuestion, leave func(), err error) {
	own := *q
	if own.Rows, err = t.config.Rows(ctx); err != nil {
		return nil, nil, err
	}
	if q.Act.Slow() {
		leave, err = t.deciding.take(q.User, errBusy, errActsOwn)
	} else {
		leave, err = t.asking.take(q.User, errBusy, errAsksOwn)
	}
	return &own, leave, err
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
// in the order of Others, but for those of a version that tells of no tasks.
func (t *Tasks) AskEach(ctx context.Context, q *crm.TaskQuestion, bodies map[string][]byte) (
	answers map[string][]byte, silent []string) {
	var asking sync.WaitGroup
	var mu sync.Mutex // guards answers
	answers = make(map[string][]byte)
	asked, leave, err := t.begin(ctx, q)
	if err != nil {
		return nil, slices.Sorted(maps.Keys(bodies))
	}
	defer leave()
	for region, body := range bodies {
		asking.Go(func() {
			own := *asked
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
		if _, asked := bodies[region]; asked && answers[region] == nil && !t.config.Older(region) {
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

// says reports whether an answer shows that a region has a task. One that could not even look does not know.
func says(err error) bool {
	switch crm.CodeOf(err) {
	case "", crm.CodeForbidden, crm.CodeConflict, crm.CodeInvalid, crm.CodeStale, crm.CodeTooLarge:
		return !errors.Is(err, errSilent)
	}
	return false
}

// askAll asks all regions but one at once and gives the first answer of one that has the task, an error of that region
// too.
func (t *Tasks) askAll(ctx context.Context, q *crm.TaskQuestion, but string) (home string, answer []byte, err error) {
	ctx, cancel := context.WithCancel(ctx)
	results := make(chan result, len(t.regions))
	var asking sync.WaitGroup
	defer asking.Wait()
	defer cancel()
	asked := 0
	for region := range t.regions {
		if region == but || t.config.Older(region) || q.Act == crm.TaskFile && t.lacksFiles(region) {
			continue
		}
		asked++
		asking.Go(func() {
			answer, err := t.askOne(ctx, region, q)
			results <- result{region, answer, err}
		})
	}
	var unsaid []string
	why := "can't be reached now"
	for range asked {
		r := <-results
		switch {
		case says(r.err):
			return r.region, r.answer, r.err
		case crm.CodeOf(r.err) != crm.CodeNotFound:
			unsaid = append(unsaid, r.region)
			if !errors.Is(r.err, errSilent) {
				why = "can't say it now"
			}
		}
	}
	if len(unsaid) == 0 {
		return "", nil, errNoTask
	}
	slices.Sort(unsaid)
	return "", nil, crm.Errorf(crm.CodeUnavailable, "the task may be in region %s, which %s",
		strings.Join(unsaid, " or "), why)
}

// lacksFiles reports whether a region is heard and gives no files.
func (t *Tasks) lacksFiles(region string) bool {
	return t.config.There(region) && !t.config.Files(region)
}

// askOne asks a region. Errors: errSilent and errAway; what it answers.
func (t *Tasks) askOne(ctx context.Context, name string, q *crm.TaskQuestion) ([]byte, error) {
	r := t.regions[name]
	if r == nil || !t.config.There(name) || q.Act.OfFile() && t.lacksFiles(name) {
		return nil, errAway
	}
	body, err := pack(q.Body)
	if err != nil {
		return nil, err
	}
	limit, subject := askTime, wire.TaskAskSubject(name)
	if q.Act.Slow() {
		limit, subject = decideTime, wire.TaskDecideSubject(name)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer r.whileHeard(cancel)()
	m, err := t.config.Port.Request(ctx, subject, wire.KindTaskAsk, q.Broker,
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
	if !q.Task.IsZero() && !q.Act.OfFile() {
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
