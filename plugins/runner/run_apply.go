package runner

import (
	"context"

	"roomkey/crm"
)

// applyLast applies the proposals of the task's last step. If earlier is set, it first completes what an earlier claim
// had begun to apply. Other decisions on the task's proposals that began before the claim are complete by then; from
// now on only this run decides on them.
func (u *run) applyLast(earlier bool) error {
	if u.task.Pending == 0 {
		return nil // decisions make no proposals
	}
	end, err := u.turns.take(u.ctx, u.task.ID)
	if err != nil {
		return u.why(err)
	}
	defer end()
	// This must also happen for a task that has been cancelled: what has not begun must not look as if it had.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), writeTime)
	defer cancel()
	if earlier {
		now, err := u.Storage.Task(ctx, u.task.ID)
		if err != nil {
			return u.why(err)
		}
		u.mu.Lock()
		u.task.Pending = now.Pending
		u.mu.Unlock()
	}
	waiting, err := u.applier.applying(ctx, u.task.ID)
	if err != nil || len(waiting) == 0 {
		return u.why(err)
	}
	return u.applyInTurn(waiting, earlier)
}

// why returns the reason for which the run was stopped, if there is one, and err otherwise.
func (u *run) why(err error) error {
	if why := context.Cause(u.ctx); why != nil {
		return why
	}
	return err
}

// apply applies durable proposals if the workflow's policy says so.
func (u *run) apply(proposals []crm.Proposal) error {
	end, err := u.turns.take(u.ctx, u.task.ID)
	if err != nil {
		return u.why(err)
	}
	defer end()
	return u.applyInTurn(proposals, false)
}

// applyInTurn is apply while the task's turn is held. If the task is cancelled, proposals whose application has not
// begun wait for a decision, and the state of those that have begun, by this or an earlier claim, is found out first.
// After any other stop the next claim continues.
func (u *run) applyInTurn(proposals []crm.Proposal, earlier bool) error {
	begun, err := u.applier.apply(u.ctx, proposals, nil)
	if earlier {
		begun = len(proposals)
	}
	stopped := u.cancelled()
	decided := 0
	for i := range proposals {
		if p := &proposals[i]; stopped && i >= begun {
			p.Applying = nil
		} else if len(p.Open()) == 0 {
			decided++
		}
	}
	u.mu.Lock()
	u.task.Pending -= decided
	u.mu.Unlock()
	if saved := u.applier.saveInParts(u.ctx, u.task.ID, proposals, tellNobody); saved != nil {
		return u.why(saved)
	}
	return u.why(err)
}

// cancelled reports whether the task was cancelled. A write that came after the cancellation may have noticed it first.
func (u *run) cancelled() bool {
	switch context.Cause(u.ctx) {
	case errCancelled:
		return true
	case errLost:
		ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), writeTime)
		defer cancel()
		t, err := u.Storage.Task(ctx, u.task.ID)
		return err == nil && t.Status == crm.TaskCancelled
	}
	return false
}

// tellNobody returns no events.
func tellNobody() []crm.Event { return nil }
