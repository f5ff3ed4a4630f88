package runner

import (
	"errors"
	"time"

	"roomkey/crm"
)

// Attempts at one step. A fault that ends the whole process counts too, because an attempt is counted before it begins.
const (
	maxAttempts  = 5
	firstPause   = time.Second // before the second attempt; each later pause is twice as long
	longestPause = 5 * time.Minute
)

// conclude fills in the end of a task whose steps are complete.
func (u *run) conclude(w *crm.TaskWrite) {
	now := u.Now()
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
		u.noteFailure(v)
	}
	err := u.save(w)
	if err == nil || errors.Is(err, errLost) {
		return
	}
	// When the lease ends, the task continues from its durable state.
	u.Log.Error("a task's end could not be written", "task", u.task.ID, "error", err)
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
	now := u.Now()
	t := u.task
	t.Status, t.RunAt, t.Error = crm.TaskQueued, now.Add(pause(u.attempts(), u.ids.random01())),
		&crm.TaskError{Code: v.code, Message: v.message}
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
	now := u.Now()
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

// noteFailure logs which step of which plugin failed, and how. The message may hold values, and so it stays out.
func (u *run) noteFailure(v result) {
	attributes := []any{"task", u.task.ID, "user", u.task.User, "workflow", u.task.Workflow, "code", v.code}
	if step := u.next(); step != nil {
		attributes = append(attributes, "plugin", step.Plugin, "step", step.Name, "attempts", step.Attempt)
	}
	u.Log.Warn("task failed", attributes...)
}

// pause returns the wait after a number of attempts, with jitter from a random number in [0, 1), so that tasks that
// failed together are not retried together.
func pause(attempts int, random01 float64) time.Duration {
	pause := min(firstPause<<min(attempts-1, 16), longestPause)
	return pause/2 + time.Duration(random01*float64(pause/2))
}
