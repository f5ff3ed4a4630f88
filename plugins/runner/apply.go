package runner

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
)

// appliers limits how many proposals of a task are applied at once. They share commits.
const appliers = 8

// savedAtOnce is how many proposals one write saves.
const savedAtOnce = 500

// reasonChanged is the reason why a field was left unchanged.
const reasonChanged = "it has been changed since it was proposed"

// applier applies accepted proposals and saves what became of them. Safe for concurrent use, but only the holder of a
// task's turn may apply its proposals.
type applier struct {
	storage Storage
	records Records
	now     func() time.Time
}

// apply applies the Applying part of each proposal, and records the result in it. It applies neighbouring proposals of
// one type at once if each is about a different record, and all others in their order, because one may refer to
// another. set holds the values that the task itself has written before, by record and pointer: they do not count as
// changes by somebody else. The error is the first one that is the server's fault; its proposal and the ones that were
// not begun remain Applying. Nothing was done for proposals from index begun on.
func (a *applier) apply(ctx context.Context, proposals []crm.Proposal, set values) (begun int, err error) {
	if set == nil {
		set = make(values)
	}
	for begin := 0; begin < len(proposals); {
		end := neighbours(proposals, begin)
		if n, err := a.applyAll(ctx, proposals[begin:end], set); err != nil {
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

func (a *applier) applyAll(ctx context.Context, proposals []crm.Proposal, set values) (begun int, err error) {
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
			failures[i] = a.applyOne(ctx, &proposals[i], set)
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
func (a *applier) applyOne(ctx context.Context, p *crm.Proposal, set values) error {
	// Once begun it is not cancelled: it takes no longer than a write.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	user, err := a.storage.UserByID(ctx, p.By)
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
	done, skipped, err := a.records.Apply(ctx, user, p.Edit, pointers, expected)
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

// finish applies proposals whose application may have begun, of a task that nobody runs. The caller holds the task's
// turn.
func (a *applier) finish(ctx context.Context, t *crm.Task) error {
	waiting, err := a.applying(ctx, t.ID)
	if err != nil {
		return err
	}
	_, failed := a.apply(ctx, waiting, nil)
	if err := a.saveProposals(ctx, t, waiting); err != nil {
		return err
	}
	return failed
}

// applying returns a task's proposals whose application may have begun. Those that were applied record only the values
// from before.
func (a *applier) applying(ctx context.Context, task crm.ID) ([]crm.Proposal, error) {
	waiting, err := a.storage.Proposals(ctx, task, true)
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
func (a *applier) saveProposals(ctx context.Context, t *crm.Task, proposals []crm.Proposal) error {
	return a.saveInParts(ctx, t.ID, proposals, func() []crm.Event {
		return []crm.Event{event(t, crm.EventTaskCompleted, a.now(), onlyTask{t.ID})}
	})
}

// saveInParts saves proposals in several writes, so that none takes long or delays other writers. If it fails halfway,
// the rest keeps its state: a proposal that is Applying is applied again, which has no effect.
func (a *applier) saveInParts(ctx context.Context, task crm.ID, proposals []crm.Proposal,
	tell func() []crm.Event) error {
	for part := range slices.Chunk(proposals, savedAtOnce) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
		err := a.storage.SaveProposals(ctx, task, part, a.now(), tell)
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}
