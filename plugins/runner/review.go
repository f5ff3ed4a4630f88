package runner

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
)

// Accept applies proposals of a task on behalf of user: all that wait (no places), all for a record, or one field. A
// field that people have changed since the proposal is skipped and keeps waiting, unless it was named itself. Errors:
// not_found, forbidden, conflict while the task runs, invalid for a place without a proposal.
func (r *Runner) Accept(ctx context.Context, user *crm.User, id crm.ID, places []Place) (skipped []Skip, err error) {
	err = r.decide(ctx, user, id, func(t *crm.Task, proposals []crm.Proposal) ([]crm.Proposal, error) {
		chosen, err := choose(proposals, places)
		if err != nil || len(chosen) == 0 {
			return nil, err
		}
		set := make(values)
		for i := range proposals {
			set.note(&proposals[i])
		}
		var accepted []crm.Proposal
		var asked []map[string]bool // of each accepted proposal
		for _, i := range slices.Sorted(maps.Keys(chosen)) {
			p := proposals[i]
			p.Applying, p.By = maps.Clone(chosen[i]), user.ID
			accepted, asked = append(accepted, p), append(asked, chosen[i])
		}
		// The decision is durable before anything is applied, so that after a crash undo knows of everything.
		if err := r.applier.saveProposals(ctx, t, accepted); err != nil {
			return nil, err
		}
		begun, failed := r.applier.apply(ctx, accepted, set)
		for i := range accepted[begun:] {
			accepted[begun+i].Applying = nil // it waits, as before
		}
		for i, p := range accepted {
			for _, pointer := range slices.Sorted(maps.Keys(asked[i])) {
				if p.Reasons[pointer] != "" {
					skipped = append(skipped, Skip{p.Edit.Record, pointer, p.Reasons[pointer]})
				}
			}
		}
		return accepted, failed
	})
	return skipped, err
}

// Reject rejects proposals of a task: all that wait (no places), all for a record, or one field. Errors are those of
// Accept.
func (r *Runner) Reject(ctx context.Context, user *crm.User, id crm.ID, places []Place) error {
	return r.decide(ctx, user, id, func(_ *crm.Task, proposals []crm.Proposal) ([]crm.Proposal, error) {
		chosen, err := choose(proposals, places)
		var rejected []crm.Proposal
		for i, pointers := range chosen {
			p := proposals[i]
			for pointer := range pointers {
				p.Settle(pointer, crm.Rejected, "")
			}
			rejected = append(rejected, p)
		}
		return rejected, err
	})
}

// Undo takes back, on behalf of user, the accepted changes of a task, in reverse order, except for fields that people
// have changed since. It may be called again, and then retries the skipped fields. Errors: those of Accept.
func (r *Runner) Undo(ctx context.Context, user *crm.User, id crm.ID) (undone []Place, skipped []Skip, err error) {
	err = r.decide(ctx, user, id, func(t *crm.Task, proposals []crm.Proposal) ([]crm.Proposal, error) {
		var done []json.RawMessage
		var changed []crm.Proposal
		for _, p := range slices.Backward(proposals) {
			if p.Status() == string(crm.Undone) || len(p.Applied) == 0 {
				continue
			}
			for _, applied := range slices.Backward(p.Applied) {
				done = append(done, applied)
			}
			changed = append(changed, p)
		}
		if len(done) == 0 {
			return nil, nil
		}
		undone, skipped, err = r.Records.Undo(ctx, user, t.ID, "undo of task "+t.ID.String(), done)
		if err != nil {
			return nil, err
		}
		places := byRecord(undone, func(p Place) crm.ID { return p.Record })
		skips := byRecord(skipped, func(s Skip) crm.ID { return s.Record })
		for i := range changed {
			p := &changed[i]
			for k := range slices.Backward(p.Applied) {
				p.Applied[k], done = done[0], done[1:]
			}
			noteUndone(p, places[p.Edit.Record], skips[p.Edit.Record])
		}
		return changed, nil
	})
	return undone, skipped, err
}

func byRecord[T any](list []T, of func(T) crm.ID) map[crm.ID][]T {
	lists := make(map[crm.ID][]T)
	for _, item := range list {
		lists[of(item)] = append(lists[of(item)], item)
	}
	return lists
}

// noteUndone records in a proposal which of its fields were taken back.
func noteUndone(p *crm.Proposal, undone []Place, skipped []Skip) {
	for _, place := range undone {
		for pointer, decision := range p.Decisions {
			if decision == crm.Accepted && covers(place.Pointer, pointer) {
				p.Settle(pointer, crm.Undone, "")
			}
		}
	}
	for _, skip := range skipped {
		for pointer, decision := range p.Decisions {
			if decision == crm.Accepted && covers(skip.Pointer, pointer) {
				p.Explain(pointer, skip.Reason)
			}
		}
	}
}

func covers(place, pointer string) bool {
	return place == "" || place == pointer || strings.HasPrefix(pointer, place+"/")
}

// choose finds the undecided fields that places name. It returns pointers by the proposal's index; the value is true if
// the field was named itself.
func choose(proposals []crm.Proposal, places []Place) (map[int]map[string]bool, error) {
	chosen := make(map[int]map[string]bool)
	pick := func(i int, pointer string, forced bool) {
		if chosen[i] == nil {
			chosen[i] = make(map[string]bool)
		}
		chosen[i][pointer] = chosen[i][pointer] || forced
	}
	if len(places) == 0 {
		places = []Place{{}}
	}
	all := make([]int, len(proposals))
	of := make(map[crm.ID][]int) // the proposals by record: there may be 10,000 places and as many proposals
	for i := range proposals {
		all[i] = i
		of[proposals[i].Edit.Record] = append(of[proposals[i].Edit.Record], i)
	}
	seen := make(map[Place]bool)
	for at, place := range places {
		if seen[place] {
			continue
		}
		seen[place] = true
		named := all
		if !place.Record.IsZero() {
			named = of[place.Record]
		}
		found := place == Place{}
		for _, i := range named {
			p := &proposals[i]
			if _, ok := p.Changes[place.Pointer]; !ok && place.Pointer != "" {
				continue
			}
			found = true
			for _, pointer := range p.Open() {
				if place.Pointer == "" || place.Pointer == pointer {
					pick(i, pointer, place.Pointer != "")
				}
			}
		}
		if !found {
			return nil, crm.Invalid("changes/"+strconv.Itoa(at), "nothing was proposed for this")
		}
	}
	return chosen, nil
}

// decide lets a user decide on a task's proposals. It holds the task's turn while it calls f and saves the proposals
// that f returns.
func (r *Runner) decide(ctx context.Context, user *crm.User, id crm.ID,
	f func(*crm.Task, []crm.Proposal) ([]crm.Proposal, error)) error {
	if _, err := r.decidable(ctx, user, id); err != nil {
		return err
	}
	end, err := r.turnWithoutRun(ctx, id)
	if err != nil {
		return err
	}
	defer end()
	t, err := r.decidable(ctx, user, id)
	if err != nil {
		return err
	}
	// Find out what an earlier decision has applied before making the next one.
	if err := r.applier.finish(ctx, t); err != nil {
		return err
	}
	proposals, err := r.Storage.Proposals(ctx, id, false)
	if err != nil {
		return err
	}
	changed, failed := f(t, proposals)
	if len(changed) > 0 {
		if err := r.applier.saveProposals(ctx, t, changed); err != nil {
			return err
		}
	}
	return failed
}
