package runner

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
)

// Attempts at one step. Faults that end the whole process count too, since an attempt is counted before it begins.
const (
	maxAttempts  = 5
	firstPause   = time.Second // before the second attempt; each later pause is twice as long
	longestPause = 5 * time.Minute
)

// run is one claim of a task: from where the task stands to its end, or until it is taken away.
type run struct {
	r     *Runner
	claim crm.ID
	ctx   context.Context         // ends when the run is to stop; its cause says why
	stop  context.CancelCauseFunc // may be called from anywhere
	done  chan struct{}           // closed when nothing is done any more

	saving sync.Mutex         // held while a write is on its way, so that writes come in the order of what they say
	mu     sync.Mutex         // guards shown, and the task's progress, message, reach and counts while a step runs
	task   *crm.Task          // nobody else changes it while the claim holds
	shown  progress           // the partial result so far of the step under way
	heard  map[crm.Reach]bool // whether what is told with that reach may be said in the room; guarded by saving
}

func newRun(ctx context.Context, r *Runner, claim crm.ID, t *crm.Task) *run {
	u := &run{r: r, claim: claim, task: t, done: make(chan struct{}), heard: make(map[crm.Reach]bool)}
	u.ctx, u.stop = context.WithCancelCause(ctx)
	return u
}

// work does step after step. Whatever ends it has been written, or is another's to write.
func (u *run) work() {
	for earlier := true; ; earlier = false {
		if err := u.settle(earlier); err != nil {
			u.end(verdictOf(err))
			return
		}
		step := u.next()
		if step == nil {
			u.end(verdict{})
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

// next is the first step that has not been completed; nil where all have.
func (u *run) next() *crm.TaskStep {
	for i := range u.task.Steps {
		if u.task.Steps[i].Status != crm.TaskCompleted {
			return &u.task.Steps[i]
		}
	}
	return nil
}

// complete makes a step's end durable, with all that it has proposed. The next step begins with it; where there is none and
// nothing has to be applied, the task ends with it.
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

// conclude writes the end of a task whose steps are done.
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

// end writes what became of the task, unless that has been written already.
func (u *run) end(v verdict) {
	if u.task.Status != crm.TaskRunning {
		return
	}
	w := &crm.TaskWrite{Release: true}
	switch {
	case v.stopped == errDraining:
		u.giveBack(w)
	case v.stopped != nil:
		return // it is another's by now
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
	// The lease runs out, and the task goes on from what is durable.
	u.r.Log.Error("a task's end could not be written", "task", u.task.ID, "error", err)
}

// attempts are those at the step at hand. Where all steps are done and only their proposals are left to be applied, that is
// tried for as long as it takes.
func (u *run) attempts() int {
	if step := u.next(); step != nil {
		return step.Attempt
	}
	return maxAttempts - 1
}

// giveBack leaves the task to the next process. The attempt, which nothing was wrong with, does not count.
func (u *run) giveBack(w *crm.TaskWrite) {
	u.task.Status = crm.TaskQueued
	if step := u.next(); step != nil {
		step.Status, step.Attempt = crm.TaskQueued, max(step.Attempt-1, 0)
		w.Steps = append(w.Steps, step.Seq)
	}
}

// postpone queues the task for another attempt.
func (u *run) postpone(w *crm.TaskWrite, v verdict) {
	now := u.r.Now()
	t := u.task
	t.Status, t.RunAt, t.Error = crm.TaskQueued, now.Add(u.r.pause(u.attempts())), &crm.TaskError{Code: v.code, Message: v.message}
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

func (u *run) fail(w *crm.TaskWrite, v verdict) {
	now := u.r.Now()
	t := u.task
	t.Status, t.FinishedAt, t.Error = crm.TaskFailed, now, &crm.TaskError{Code: v.code, Message: v.message}
	if step := u.next(); step != nil {
		step.Status = crm.TaskFailed
		w.Steps = append(w.Steps, step.Seq)
	}
	data := failedData{Task: t.ID, Code: v.code, Message: v.message}
	if !u.audible() {
		data.Message = ""
	}
	w.Events = append(w.Events, event(t, crm.EventTaskFailed, now, data))
}

// pause is how long to wait after so many attempts: with jitter, so that what failed together does not come back together.
func (r *Runner) pause(attempts int) time.Duration {
	pause := min(firstPause<<min(attempts-1, 16), longestPause)
	return pause/2 + time.Duration(r.chance()*float64(pause/2))
}

// save makes a write durable. errLost: the claim is over, and the run has been stopped.
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

// percent is how far the whole task is where a step is so far.
func (u *run) percent(seq int, ofStep float64) int {
	return int((float64(seq)*100 + ofStep) / float64(len(u.task.Steps)))
}

// expose notes that the guest was given records, as their reader saw them.
func (u *run) expose(records ...*crm.View) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, v := range records {
		u.task.Reach = u.task.Reach.With(v.Row(), v.HasPrivate())
	}
}

// audible is Runner.audible for what the task tells now. It remembers the answers: a room's audience seldom changes.
func (u *run) audible() bool {
	u.mu.Lock()
	t := *u.task
	u.mu.Unlock()
	u.saving.Lock()
	defer u.saving.Unlock()
	known, ok := u.heard[t.Reach]
	if !ok {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), writeTime)
		defer cancel()
		known = u.r.audible(ctx, &t)
		u.heard[t.Reach] = known
	}
	return known
}

// progressEvent tells of progress, in words only where they may be heard.
func (u *run) progressEvent(p *progress) crm.Event {
	data := progressData{Task: u.task.ID, Percent: p.percent, Step: p.step, Message: p.message, Partial: p.partial()}
	if !u.audible() {
		data.Message, data.Partial = "", nil
	}
	return event(u.task, crm.EventTaskProgress, u.r.Now(), data)
}

// applies reports whether any of the proposals is to be applied by the workflow's policy.
func applies(proposals []crm.Proposal) bool {
	return slices.ContainsFunc(proposals, func(p crm.Proposal) bool { return len(p.Applying) > 0 })
}

// allOf is the pointers of changes, all to be applied unless people have changed them.
func allOf(changes map[string]crm.Change) map[string]bool {
	all := make(map[string]bool, len(changes))
	for pointer := range changes {
		all[pointer] = false
	}
	return all
}
