package runner

import (
	"encoding/json"

	"roomkey/crm"
)

// show keeps a step's progress for users who ask for the task before the next report.
func (u *run) show(p *progress) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case p.text != nil:
		u.shown = progress{text: u.shown.text.with(p.text)}
	case p.result != nil:
		u.shown = progress{result: p.result}
	}
}

// showNothing begins a step, which has not reported anything yet.
func (u *run) showNothing() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.shown = progress{}
}

// partialFor returns the partial result of a task's current step for a user who may see the task. It returns nil if
// there is none, if the task does not run here (u is nil), or if its guest was given records that the user may not
// read.
func (u *run) partialFor(user *crm.User, t *crm.Task) json.RawMessage {
	if u == nil || u.ctx.Err() != nil || t.Status != crm.TaskRunning {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if user.ID != t.User && !u.task.Reach.Includes(user) {
		return nil
	}
	return u.shown.partial()
}
