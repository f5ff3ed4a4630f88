package runner

import (
	"context"
	"sync"

	"roomkey/crm"
)

// shared is what all runs of a runner share.
type shared struct {
	*Config
	turns   *turns
	ids     *ids
	applier *applier
}

// run is one claim of a task. It lasts until the task ends or is taken away.
type run struct {
	shared
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

func newRun(ctx context.Context, of shared, claim crm.ID, t *crm.Task) *run {
	u := &run{shared: of, claim: claim, task: t, done: make(chan struct{}), tellable: make(map[crm.Reach]bool)}
	u.ctx, u.stop = context.WithCancelCause(ctx)
	return u
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
	err := u.Storage.SaveTask(ctx, w)
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
		u.task.Reach = u.task.Reach.With(v.Row(), false)
		if v.HasPrivate() {
			u.task.Reach = u.task.Reach.WithPrivateOf(v.Type())
		}
	}
}

// reach says how far the records reach that the task's guests were given so far.
func (u *run) reach() crm.Reach {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.task.Reach
}

// mayTell is the function mayTell for the task's current reach. It caches the answers, because a room's audience seldom
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
		known = mayTell(ctx, u.Storage, &t)
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
	return event(u.task, crm.EventTaskProgress, u.Now(), data)
}
