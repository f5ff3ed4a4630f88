package runner

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/calls"
	"roomkey/plugins/guest"
)

// resultOf returns the result of an attempt, given how its guest ended.
func (a *attempt) resultOf(err error) result {
	if why := context.Cause(a.run.ctx); why != nil {
		return result{stopped: why}
	}
	var guestly *guest.Failure
	switch {
	case a.failure != nil:
		return *a.failure
	case a.fault != nil:
		return resultOf(a.fault)
	case errors.As(err, &guestly):
		return result{code: guestly.Kind, message: a.log.with(guestly.Message), crashed: true,
			byProgram: guestly.Message}
	case err != nil:
		a.run.Log.Warn("a guest's process failed", "task", a.run.task.ID, "plugin", a.step.Plugin, "error", err)
		return result{code: string(crm.CodeUnavailable), message: "something went wrong here", again: true}
	case a.output == nil:
		return result{code: string(crm.CodeInvalid), message: a.log.with(noOutput), byProgram: noOutput}
	}
	return result{}
}

const noOutput = "the step ended without an output"

// work runs one step after the other. When it returns, the result has been saved, or another claim is responsible for
// it.
func (u *run) work() {
	for earlier := true; ; earlier = false {
		if err := u.applyLast(earlier); err != nil {
			u.end(resultOf(err))
			return
		}
		step := u.next()
		if step == nil {
			u.end(result{})
			return
		}
		attempt := &attempt{run: u, step: step}
		if v := attempt.execute(); v.failed() {
			u.end(v)
			return
		}
		if u.task.Status != crm.TaskRunning {
			return
		}
	}
}

// execute runs the step once and, if it succeeded, saves the result.
func (a *attempt) execute() result {
	run := a.run
	if a.step.Attempt > maxAttempts {
		return result{code: string(crm.CodeInternal), message: "the step was interrupted too often"}
	}
	if err := a.prepare(); err != nil {
		return resultOf(err)
	}
	ctx, stop := context.WithCancel(run.ctx)
	defer stop()
	a.stop, a.pace, a.made = stop, newPacer(run), run.task.Proposed
	a.log = newAuthorLog()
	a.calls, a.prompts = make(calls.Counter), make(map[crm.Hash]int)
	defer a.pace.close()
	err := run.Guests.Step(ctx, a.program, plugins.LimitsOf(&a.plugin.Manifest), a.op, a.log.Add)
	v := a.resultOf(err)
	if v.crashed {
		a.countCrash()
	}
	if v.failed() {
		a.keepLog(v)
		a.pace.finish()
		return v
	}
	return resultOf(a.complete())
}
