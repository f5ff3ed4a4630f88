package runner

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"roomkey/crm"
)

// appliers limits how many proposals of a task are applied at once. They share commits.
const appliers = 8

// savedAtOnce is how many proposals one write saves.
const savedAtOnce = 500

// reasonChanged is the reason why a field was left unchanged.
const reasonChanged = "it has been changed since it was proposed"

// applyLast applies the proposals of the task's last step. If earlier is set, it first completes what an earlier claim
// had begun to apply. Other decisions on the task's proposals that began before the claim are complete by then; from
// now on only this run decides on them.
func (u *run) applyLast(earlier bool) error {
	if u.task.Pending == 0 {
		return nil // decisions make no proposals
	}
	end, err := u.r.turns.take(u.ctx, u.task.ID)
	if err != nil {
		return u.why(err)
	}
	defer end()
	// This must also happen for a task that has been cancelled: what has not begun must not look as if it had.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), writeTime)
	defer cancel()
	if earlier {
		now, err := u.r.Storage.Task(ctx, u.task.ID)
		if err != nil {
			return u.why(err)
		}
		u.mu.Lock()
		u.task.Pending = now.Pending
		u.mu.Unlock()
	}
	waiting, err := u.r.applying(ctx, u.task.ID)
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
	end, err := u.r.turns.take(u.ctx, u.task.ID)
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
	r := u.r
	begun, err := r.apply(u.ctx, proposals, nil)
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
	if saved := r.saveInParts(u.ctx, u.task.ID, proposals, tellNobody); saved != nil {
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
		t, err := u.r.Storage.Task(ctx, u.task.ID)
		return err == nil && t.Status == crm.TaskCancelled
	}
	return false
}

// tellNobody returns no events.
func tellNobody() []crm.Event { return nil }

// apply applies the Applying part of each proposal, and records the result in it. It applies neighbouring proposals of
// one type at once if each is about a different record, and all others in their order, because one may refer to
// another. set holds the values that the task itself has written before, by record and pointer: they do not count as
// changes by somebody else. The error is the first one that is the server's fault; its proposal and the ones that were
// not begun remain Applying. Nothing was done for proposals from index begun on.
func (r *Runner) apply(ctx context.Context, proposals []crm.Proposal, set values) (begun int, err error) {
	if set == nil {
		set = make(values)
	}
	for begin := 0; begin < len(proposals); {
		end := neighbours(proposals, begin)
		if n, err := r.applyAll(ctx, proposals[begin:end], set); err != nil {
			return begin + n, err
		}
		for i := range proposals[begin:end] {
			set.note(&proposals[begin+i])
		}
		begin = end
	}
	return len(proposals), nil
}

// neighbours returns the end of the proposals that may be applied together with the one at begin.
func neighbours(proposals []crm.Proposal, begin int) (end int) {
	records := make(map[crm.ID]bool)
	for end = begin; end < len(proposals); end++ {
		e := &proposals[end].Edit
		if e.Type != proposals[begin].Edit.Type || records[e.Record] {
			break
		}
		records[e.Record] = true
	}
	return end
}

func (r *Runner) applyAll(ctx context.Context, proposals []crm.Proposal, set values) (begun int, err error) {
	var group sync.WaitGroup
	places := make(chan struct{}, appliers)
	failures := make([]error, len(proposals))
	for i := range proposals {
		if len(proposals[i].Applying) == 0 {
			continue
		}
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			failures[i] = ctx.Err()
			break
		}
		begun = i + 1
		group.Go(func() {
			failures[i] = r.applyOne(ctx, &proposals[i], set)
			<-places
		})
	}
	group.Wait()
	for _, err := range failures {
		if err != nil {
			return begun, err
		}
	}
	return begun, nil
}

// applyOne applies one proposal on behalf of the user who accepted it, with that user's current rights.
func (r *Runner) applyOne(ctx context.Context, p *crm.Proposal, set values) error {
	// Once begun it is not cancelled: it takes no longer than a write.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	user, err := r.Storage.UserByID(ctx, p.By)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return err
	}
	if err != nil || user.Disabled {
		p.Decide(crm.Refused, "the account of the user who accepted it is disabled")
		return nil
	}
	pointers := make([]string, 0, len(p.Applying))
	expected := make(map[string]json.RawMessage)
	for pointer, forced := range p.Applying {
		pointers = append(pointers, pointer)
		if !forced {
			expected[pointer] = set.before(p, pointer)
		}
	}
	done, skipped, err := r.Records.Apply(ctx, user, p.Edit, pointers, expected)
	switch code := crm.CodeOf(err); code {
	case "":
	case crm.CodeUnavailable, crm.CodeInternal, crm.CodeRateLimited:
		return err
	default:
		p.Decide(crm.Refused, resultOf(err).message)
		return nil
	}
	for _, pointer := range skipped {
		delete(p.Applying, pointer)
		p.Explain(pointer, reasonChanged)
	}
	if len(p.Applying) > 0 {
		p.Applied = append(p.Applied, done)
	}
	p.Decide(crm.Accepted, "")
	return nil
}

// values are the values that a task has written, by record and pointer.
type values map[crm.ID]map[string]json.RawMessage

// before returns the value that a field is expected to hold.
func (v values) before(p *crm.Proposal, pointer string) json.RawMessage {
	if value, ok := v[p.Edit.Record][pointer]; ok {
		return value
	}
	return p.Changes[pointer][0]
}

// note records the accepted fields of a proposal.
func (v values) note(p *crm.Proposal) {
	for pointer, decision := range p.Decisions {
		if decision != crm.Accepted {
			continue
		}
		if v[p.Edit.Record] == nil {
			v[p.Edit.Record] = make(map[string]json.RawMessage)
		}
		v[p.Edit.Record][pointer] = p.Changes[pointer][1]
	}
}

// resumeAll applies proposals that were accepted before a crash, of tasks that nobody runs.
func (r *Runner) resumeAll(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, resumeTime)
	defer cancel()
	tasks, err := r.Storage.UnsettledTasks(ctx)
	for _, task := range tasks {
		if err == nil {
			err = r.resume(ctx, task)
		}
	}
	if err != nil && ctx.Err() == nil {
		r.Log.Error("accepted proposals could not be applied; accept them again", "error", err)
	}
}

func (r *Runner) resume(ctx context.Context, task crm.ID) error {
	t, err := r.Storage.Task(ctx, task)
	if err != nil || t.Status.Open() { // somebody retries it, and its run resumes the applying
		return err
	}
	end, err := r.turnWithoutRun(ctx, task)
	if err != nil {
		return err
	}
	defer end()
	if t, err = r.Storage.Task(ctx, task); err != nil || t.Status.Open() {
		return err
	}
	return r.finish(ctx, t)
}

// finish applies proposals whose application may have begun, of a task that nobody runs. The caller holds the task's
// turn.
func (r *Runner) finish(ctx context.Context, t *crm.Task) error {
	waiting, err := r.applying(ctx, t.ID)
	if err != nil {
		return err
	}
	_, failed := r.apply(ctx, waiting, nil)
	if err := r.saveProposals(ctx, t, waiting); err != nil {
		return err
	}
	return failed
}

// applying returns a task's proposals whose application may have begun. Those that were applied record only the values
// from before.
func (r *Runner) applying(ctx context.Context, task crm.ID) ([]crm.Proposal, error) {
	waiting, err := r.Storage.Proposals(ctx, task, true)
	for i := range waiting {
		p := &waiting[i]
		p.Edit.Before = make(map[string]json.RawMessage)
		for pointer := range p.Applying {
			p.Edit.Before[pointer] = p.Changes[pointer][0]
		}
	}
	return waiting, err
}

// saveProposals saves the state of proposals of a task that nobody runs.
func (r *Runner) saveProposals(ctx context.Context, t *crm.Task, proposals []crm.Proposal) error {
	return r.saveInParts(ctx, t.ID, proposals, func() []crm.Event {
		return []crm.Event{event(t, crm.EventTaskCompleted, r.Now(), onlyTask{t.ID})}
	})
}

// saveInParts saves proposals in several writes, so that none takes long or delays other writers. If it fails halfway,
// the rest keeps its state: a proposal that is Applying is applied again, which has no effect.
func (r *Runner) saveInParts(ctx context.Context, task crm.ID, proposals []crm.Proposal,
	tell func() []crm.Event) error {
	for part := range slices.Chunk(proposals, savedAtOnce) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
		err := r.Storage.SaveProposals(ctx, task, part, r.Now(), tell)
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}
