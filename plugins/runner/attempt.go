package runner

import (
	"context"
	"encoding/json"
	"slices"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/calls"
	"roomkey/plugins/guest"
)

// attempt is one attempt at one step. Its guest calls op, one call at a time.
type attempt struct {
	run      *run
	step     *crm.TaskStep
	plugin   *plugins.Plugin // as of the beginning: this version runs
	program  guest.Program
	declared *plugins.Step
	input    json.RawMessage
	pace     *pacer
	stop     context.CancelFunc // ends the guest

	calls    calls.Counter
	output   json.RawMessage
	buffer   []crm.Proposal    // proposed since the last checkpoint
	made     int               // the task's proposals that are durable
	proposed map[crm.ID]string // types of records that the task has proposed; nil: not loaded yet
	unmade   unmade            // those of them that nobody has accepted yet
	prompts  map[crm.Hash]int  // how often each was asked
	failure  *result           // reported by the guest
	fault    error             // the server's
	log      authorLog
}

// prepare finds the plugin and its code, and makes the step's input.
func (a *attempt) prepare() error {
	ctx, cancel := context.WithTimeout(a.run.ctx, writeTime)
	defer cancel()
	t := a.run.task
	plugin, err := a.run.Plugins.Find(ctx, t.Broker, a.step.Plugin)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return crm.Errorf(crm.CodeNotFound, "the plugin %s is no longer installed", a.step.Plugin)
	}
	if err != nil {
		return err
	}
	if plugin.Suspended {
		return errSuspended
	}
	if a.declared = plugin.Manifest.Step(a.step.Name); a.declared == nil {
		return crm.Errorf(crm.CodeNotFound, "the plugin %s no longer has a step %s", a.step.Plugin, a.step.Name)
	}
	a.plugin, a.step.Version = plugin, plugin.Manifest.Version
	if err := a.mayTakeOver(); err != nil {
		return err
	}
	if a.input, err = inputOf(t, a.step); err != nil {
		return err
	}
	if err := checkInput(a.declared.Input, a.input); err != nil {
		return err
	}
	a.program, err = a.run.Plugins.Program(ctx, t.Broker, plugin)
	return err
}

// countCrash counts a crash of the plugin.
func (a *attempt) countCrash() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.run.ctx), writeTime)
	defer cancel()
	task, plugin := a.run.task, a.step.Plugin
	suspended, err := a.run.Plugins.Crashed(ctx, task.Broker, plugin)
	a.run.Log.Warn("plugin crashed", "task", task.ID, "plugin", plugin, "step", a.step.Name, "suspended", suspended)
	if err != nil {
		a.run.Log.Error("a crash could not be counted", "plugin", plugin, "error", err)
	}
}

// takeProposals returns the proposals since the last checkpoint, to be saved. The policy may then apply them. Of a
// trial run there are none.
func (a *attempt) takeProposals() ([]crm.Proposal, error) {
	run := a.run
	if run.task.DryRun {
		a.made, a.buffer = a.made+len(a.buffer), nil
		return nil, nil
	}
	proposals := a.buffer
	for i := range proposals {
		if run.task.Policy == crm.PolicyApply {
			proposals[i].Applying, proposals[i].By = allOf(proposals[i].Changes), run.task.User
		}
	}
	if err := a.withhold(proposals); err != nil {
		return nil, err
	}
	a.buffer = nil
	a.made += len(proposals)
	run.mu.Lock()
	defer run.mu.Unlock()
	run.task.Proposed, run.task.Pending = a.made, run.task.Pending+len(proposals)
	return proposals, nil
}

// complete saves the end of a step together with all its proposals. The same write begins the next step. If there is
// none and nothing has to be applied, it ends the task.
func (a *attempt) complete() error {
	u, step := a.run, a.step
	proposals, err := a.takeProposals()
	if err != nil {
		return err
	}
	step.Status, step.Output, step.Checkpoint = crm.TaskCompleted, a.output, nil
	w := &crm.TaskWrite{Steps: []int{step.Seq}, Proposals: proposals}
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
