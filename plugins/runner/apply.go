package runner

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"roomkey/crm"
)

// appliers bounds how many proposals of a task are applied at once: they share commits.
const appliers = 8

// savedAtOnce is how many proposals are written together.
const savedAtOnce = 500

// reasonChanged is why a field was left as it is.
const reasonChanged = "it has been changed since it was proposed"

// settle applies what the task's last step has proposed and, earlier, what an earlier claim was about to. Whatever was being done with its
// proposals before it was claimed is done by then; from then on only its run decides on them.
func (u *run) settle(earlier bool) error {
	if u.task.Pending == 0 {
		return nil // decisions add none
	}
	end, err := u.r.turns.take(u.ctx, u.task.ID)
	if err != nil {
		return u.why(err)
	}
	defer end()
	// Also of a task that has been cancelled by now: what is not begun must not look as if it were.
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
	waiting, err := u.r.unsettled(ctx, u.task.ID)
	if err != nil || len(waiting) == 0 {
		return u.why(err)
	}
	return u.applyInTurn(waiting, earlier)
}

// why prefers the reason for which the run was stopped over what came of it.
func (u *run) why(err error) error {
	if why := context.Cause(u.ctx); why != nil {
		return why
	}
	return err
}

// apply does what policy says with proposals that are durable.
func (u *run) apply(proposals []crm.Proposal) error {
	end, err := u.r.turns.take(u.ctx, u.task.ID)
	if err != nil {
		return u.why(err)
	}
	defer end()
	return u.applyInTurn(proposals, false)
}

// applyInTurn is apply within the task's turn. Proposals that were not begun when the task is cancelled wait for somebody's
// decision, and of those that were, by an earlier claim or this one, what is not known is found out before it; at any other stop the
// next claim goes on.
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
	if saved := r.saveInParts(u.ctx, u.task.ID, proposals, nobody); saved != nil {
		return u.why(saved)
	}
	return u.why(err)
}

// cancelled reports whether the task was cancelled. A write that came after that may have noticed first.
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

// nobody is told of anything.
func nobody() []crm.Event { return nil }

// apply applies what each proposal is Applying, and notes in it what became of that. Neighbours of one type, each about a
// record of its own, are applied at once; all others in their order, since one may refer to another. set is what the task
// has made of fields before, by record and pointer: it is not counted as somebody's change. The error is the first that is
// a fault of ours; its proposal, and those not begun, are Applying still. Nothing was done for those from begun on.
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

// neighbours is where those end that may be applied together with the one at begin.
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

// applyOne applies one proposal as whoever accepted it, with the rights that they have now.
func (r *Runner) applyOne(ctx context.Context, p *crm.Proposal, set values) error {
	// What has been begun is not cut off in the middle: it takes no longer than a write.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	user, err := r.Storage.UserByID(ctx, p.By)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return err
	}
	if err != nil || user.Disabled {
		p.Decide(crm.Refused, "the account of who accepted it is disabled")
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
		p.Decide(crm.Refused, verdictOf(err).message)
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

// values are what a task has made of fields, by record and pointer.
type values map[crm.ID]map[string]json.RawMessage

// before is what a field is expected to hold.
func (v values) before(p *crm.Proposal, pointer string) json.RawMessage {
	if value, ok := v[p.Edit.Record][pointer]; ok {
		return value
	}
	return p.Changes[pointer][0]
}

// note takes up what was accepted of a proposal.
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

// settleAll applies what was accepted before a crash, of tasks that nobody runs.
func (r *Runner) settleAll(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	tasks, err := r.Storage.UnsettledTasks(ctx)
	for _, task := range tasks {
		if err == nil {
			err = r.settle(ctx, task)
		}
	}
	if err != nil && ctx.Err() == nil {
		r.Log.Error("accepted proposals could not be applied; accept them again", "error", err)
	}
}

func (r *Runner) settle(ctx context.Context, task crm.ID) error {
	t, err := r.Storage.Task(ctx, task)
	if err != nil || t.Status.Open() { // somebody tries it again, and its run settles it
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

// finish applies what may have been applied, or may not, of a task that nobody runs. Its turn is the caller's.
func (r *Runner) finish(ctx context.Context, t *crm.Task) error {
	waiting, err := r.unsettled(ctx, t.ID)
	if err != nil {
		return err
	}
	_, failed := r.apply(ctx, waiting, nil)
	if err := r.saveProposals(ctx, t, waiting); err != nil {
		return err
	}
	return failed
}

// unsettled are a task's proposals that may have been applied, or may not. Those that were say of it only what they saw before.
func (r *Runner) unsettled(ctx context.Context, task crm.ID) ([]crm.Proposal, error) {
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

// saveProposals makes durable what became of proposals of a task that nobody runs.
func (r *Runner) saveProposals(ctx context.Context, t *crm.Task, proposals []crm.Proposal) error {
	return r.saveInParts(ctx, t.ID, proposals, func() []crm.Event {
		return []crm.Event{event(t, crm.EventTaskCompleted, r.Now(), onlyTask{t.ID})}
	})
}

// saveInParts writes proposals so many at a time that neither takes long nor keeps other writers waiting. Where it ends in the middle, the
// rest is what it was: what is applying is applied again, which changes nothing.
func (r *Runner) saveInParts(ctx context.Context, task crm.ID, proposals []crm.Proposal, tell func() []crm.Event) error {
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
