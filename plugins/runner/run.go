package runner

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
)

// Attempts at one step. A fault that ends the whole process counts too, because an attempt is counted before it begins.
const (
	maxAttempts  = 5
	firstPause   = time.Second // before the second attempt; each later pause is twice as long
	longestPause = 5 * time.Minute
)

// run is one claim of a task. It lasts until the task ends or is taken away.
type run struct {
	r     *Runner
	claim crm.ID
	ctx   context.Context         // ends when the run must stop; its cause is the reason
	stop  context.CancelCauseFunc // may be called from any goroutine
	done  chan struct{}           // closed when the run has ended

	saving   sync.Mutex         // held during a write, so that writes happen in the order of their content
	mu       sync.Mutex         // guards shown, and the task's progress, message, reach and counts while a step runs
	task     *crm.Task          // nobody else changes it while the claim is valid
	shown    progress           // the partial result of the current step
	tellable map[crm.Reach]bool // by reach: whether texts with that reach may be sent to the room; guarded by saving
}

func newRun(ctx context.Context, r *Runner, claim crm.ID, t *crm.Task) *run {
	u := &run{r: r, claim: claim, task: t, done: make(chan struct{}), tellable: make(map[crm.Reach]bool)}
	u.ctx, u.stop = context.WithCancelCause(ctx)
	return u
}

// work runs one step after the other. When it returns, the result has been saved, or another claim is responsible for
// it.
func (u *run) work() {
	for earlier := true; ; earlier = false {
		if err := u.applyLast(earlier); err != nil {
			u.end(resultOf(err))
			return
		}
		step := u.next()
		if step == nil {
			u.end(result{})
			return
		}
		attempt := &attempt{run: u, step: step}
		if v := attempt.make(); v.failed() {
			u.end(v)
			return
		}
		if u.task.Status != crm.TaskRunning {
			return
		}
	}
}

// next returns the first step that is not complete; nil if all are.
func (u *run) next() *crm.TaskStep {
	for i := range u.task.Steps {
		if u.task.Steps[i].Status != crm.TaskCompleted {
			return &u.task.Steps[i]
		}
	}
	return nil
}

// complete saves the end of a step together with all its proposals. The same write begins the next step. If there is
// none and nothing has to be applied, it ends the task.
func (u *run) complete(step *crm.TaskStep, a *attempt) error {
	step.Status, step.Output, step.Checkpoint = crm.TaskCompleted, a.output, nil
	w := &crm.TaskWrite{Steps: []int{step.Seq}, Proposals: a.takeProposals()}
	last := a.pace.close()
	u.showNothing()
	u.mu.Lock()
	u.task.Progress = max(u.task.Progress, u.percent(step.Seq+1, 0))
	u.task.Error = nil
	u.mu.Unlock()
	if last != nil {
		w.Events = append(w.Events, u.progressEvent(last))
	}
	if next := u.next(); next != nil {
		next.Status, next.Attempt = crm.TaskRunning, 1
		w.Steps = append(w.Steps, next.Seq)
		u.mu.Lock()
		u.task.Message = ""
		u.mu.Unlock()
		w.Events = append(w.Events, u.progressEvent(&progress{step: next.Name, percent: u.task.Progress}))
	} else if !applies(w.Proposals) {
		u.conclude(w)
	}
	return u.save(w)
}

// conclude fills in the end of a task whose steps are complete.
func (u *run) conclude(w *crm.TaskWrite) {
	now := u.r.Now()
	t := u.task
	w.Release = true
	u.mu.Lock()
	t.Progress, t.Error = 100, nil
	u.mu.Unlock()
	if t.Pending > 0 {
		t.Status = crm.TaskReview
		w.Events = append(w.Events, event(t, crm.EventTaskReview, now, reviewData{t.ID, t.Pending}))
		return
	}
	t.Status, t.FinishedAt = crm.TaskCompleted, now
	w.Events = append(w.Events, event(t, crm.EventTaskCompleted, now, onlyTask{t.ID}))
}

// end saves the result of the task, unless it has been saved already.
func (u *run) end(v result) {
	if u.task.Status != crm.TaskRunning {
		return
	}
	w := &crm.TaskWrite{Release: true}
	switch {
	case v.stopped == errDraining:
		u.release(w)
	case v.stopped != nil:
		return // another claim has taken over
	case !v.failed():
		u.conclude(w)
	case v.again && u.attempts() < maxAttempts:
		u.postpone(w, v)
	default:
		u.fail(w, v)
	}
	err := u.save(w)
	if err == nil || errors.Is(err, errLost) {
		return
	}
	// When the lease ends, the task continues from its durable state.
	u.r.Log.Error("a task's end could not be written", "task", u.task.ID, "error", err)
}

// attempts returns the number of attempts at the current step. If all steps are complete and only their proposals must
// be applied, the number of attempts is not limited.
func (u *run) attempts() int {
	if step := u.next(); step != nil {
		return step.Attempt
	}
	return maxAttempts - 1
}

// release releases the task to the next process. The attempt does not count, because it did not fail.
func (u *run) release(w *crm.TaskWrite) {
	u.task.Status = crm.TaskQueued
	if step := u.next(); step != nil {
		step.Status, step.Attempt = crm.TaskQueued, max(step.Attempt-1, 0)
		w.Steps = append(w.Steps, step.Seq)
	}
}

// postpone queues the task for another attempt.
func (u *run) postpone(w *crm.TaskWrite, v result) {
	now := u.r.Now()
	t := u.task
	t.Status, t.RunAt, t.Error = crm.TaskQueued, now.Add(u.r.pause(u.attempts())), &crm.TaskError{Code: v.code,
		Message: v.message}
	step := u.next()
	if step == nil {
		return
	}
	step.Status = crm.TaskQueued
	w.Steps = append(w.Steps, step.Seq)
	u.mu.Lock()
	t.Message = "trying again: " + v.message
	message := t.Message
	u.mu.Unlock()
	w.Events = append(w.Events, u.progressEvent(&progress{step: step.Name, percent: t.Progress, message: message}))
}

func (u *run) fail(w *crm.TaskWrite, v result) {
	now := u.r.Now()
	t := u.task
	t.Status, t.FinishedAt, t.Error = crm.TaskFailed, now, &crm.TaskError{Code: v.code, Message: v.message}
	if step := u.next(); step != nil {
		step.Status = crm.TaskFailed
		w.Steps = append(w.Steps, step.Seq)
	}
	data := failedData{Task: t.ID, Code: v.code, Message: v.message}
	if !u.mayTell() {
		data.Message = ""
	}
	w.Events = append(w.Events, event(t, crm.EventTaskFailed, now, data))
}

// pause returns the wait after a number of attempts, with jitter, so that tasks that failed together are not retried
// together.
func (r *Runner) pause(attempts int) time.Duration {
	pause := min(firstPause<<min(attempts-1, 16), longestPause)
	return pause/2 + time.Duration(r.random01()*float64(pause/2))
}

// save makes a write durable. It returns errLost if the claim is no longer valid; the run has then been stopped.
func (u *run) save(w *crm.TaskWrite) error {
	u.saving.Lock()
	defer u.saving.Unlock()
	u.mu.Lock()
	t := *u.task
	u.mu.Unlock()
	w.Task, w.Claim = &t, u.claim
	ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), writeTime)
	defer cancel()
	err := u.r.Storage.SaveTask(ctx, w)
	if crm.CodeOf(err) == crm.CodeConflict {
		u.stop(errLost)
		return errLost
	}
	return err
}

// percent returns the progress of the whole task, given the progress of one step.
func (u *run) percent(seq int, ofStep float64) int {
	return int((float64(seq)*100 + ofStep) / float64(len(u.task.Steps)))
}

// widenReach records that the guest was given records, as their reader saw them.
func (u *run) widenReach(records ...*crm.View) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, v := range records {
		u.task.Reach = u.task.Reach.With(v.Row(), v.HasPrivate())
	}
}

// mayTell is Runner.mayTell for the task's current reach. It caches the answers, because a room's audience seldom
// changes.
func (u *run) mayTell() bool {
	u.mu.Lock()
	t := *u.task
	u.mu.Unlock()
	u.saving.Lock()
	defer u.saving.Unlock()
	known, ok := u.tellable[t.Reach]
	if !ok {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), writeTime)
		defer cancel()
		known = u.r.mayTell(ctx, &t)
		u.tellable[t.Reach] = known
	}
	return known
}

// progressEvent returns the event of a progress report, with texts only if they may be told.
func (u *run) progressEvent(p *progress) crm.Event {
	data := progressData{Task: u.task.ID, Percent: p.percent, Step: p.step, Message: p.message, Partial: p.partial()}
	if !u.mayTell() {
		data.Message, data.Partial = "", nil
	}
	return event(u.task, crm.EventTaskProgress, u.r.Now(), data)
}

// applies reports whether the workflow's policy applies any of the proposals.
func applies(proposals []crm.Proposal) bool {
	return slices.ContainsFunc(proposals, func(p crm.Proposal) bool { return len(p.Applying) > 0 })
}

// allOf returns the pointers of changes, all of which are to be applied unless people have changed the field.
func allOf(changes map[string]crm.Change) map[string]bool {
	all := make(map[string]bool, len(changes))
	for pointer := range changes {
		all[pointer] = false
	}
	return all
}
