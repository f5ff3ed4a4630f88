package runner

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
)

// result says how a step or a task went. The zero result means success.
type result struct {
	code, message string // for the user
	again         bool   // another attempt may succeed
	crashed       bool   // the plugin caused it
	stopped       error  // the reason why it was stopped; the result is unknown
}

func (v result) failed() bool { return v.code != "" || v.stopped != nil }

// Codes of failed tasks, in addition to those of crm.
const (
	codeFailed    = "failed" // the step reported a failure
	codeDenied    = "denied"
	codeSuspended = "suspended"
)

// resultOf returns the result for an error that the guest did not cause.
func resultOf(err error) result {
	var known *crm.Error
	switch {
	case err == nil:
		return result{}
	case errors.Is(err, errCancelled), errors.Is(err, errLost), errors.Is(err, errDraining):
		return result{stopped: err}
	case plugins.DamageOf(err) != nil && errors.As(err, &known): // no attempt can succeed until it is installed again
		return result{code: opCode(known.Code), message: known.Message}
	case !errors.As(err, &known) || known.Code == crm.CodeInternal || known.Code == crm.CodeUnavailable:
		return result{code: string(crm.CodeUnavailable), message: "something went wrong here", again: true}
	}
	message := known.Message
	if known.Field != "" {
		message = known.Field + ": " + message
	}
	return result{code: opCode(known.Code), message: message}
}

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
		return result{code: guestly.Kind, message: a.withLastLines(guestly.Message), crashed: true}
	case err != nil:
		a.run.r.Log.Warn("a guest's process failed", "task", a.run.task.ID, "plugin", a.step.Plugin, "error", err)
		return result{code: string(crm.CodeUnavailable), message: "something went wrong here", again: true}
	case a.output == nil:
		return result{code: string(crm.CodeInvalid), message: a.withLastLines("the step ended without an output")}
	}
	return result{}
}
