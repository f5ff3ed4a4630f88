package runner

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
)

// verdict says how a step, or a task, went. The zero verdict: well.
type verdict struct {
	code, message string // for the user
	again         bool   // another attempt may do better
	crashed       bool   // it was the plugin's doing
	stopped       error  // why it was stopped; nothing is known of how it would have gone
}

func (v verdict) failed() bool { return v.code != "" || v.stopped != nil }

// Codes of failed tasks that are no codes of crm.
const (
	codeFailed    = "failed" // the step said so itself
	codeDenied    = "denied"
	codeSuspended = "suspended"
)

// verdictOf judges an error that is not the guest's.
func verdictOf(err error) verdict {
	var known *crm.Error
	switch {
	case err == nil:
		return verdict{}
	case errors.Is(err, errCancelled), errors.Is(err, errLost), errors.Is(err, errDraining):
		return verdict{stopped: err}
	case plugins.DamageOf(err) != nil && errors.As(err, &known): // no attempt does better until it is installed again
		return verdict{code: opCode(known.Code), message: known.Message}
	case !errors.As(err, &known) || known.Code == crm.CodeInternal || known.Code == crm.CodeUnavailable:
		return verdict{code: string(crm.CodeUnavailable), message: "something went wrong here", again: true}
	}
	message := known.Message
	if known.Field != "" {
		message = known.Field + ": " + message
	}
	return verdict{code: opCode(known.Code), message: message}
}

// judge says how an attempt went, from how its guest ended.
func (a *attempt) judge(err error) verdict {
	if why := context.Cause(a.run.ctx); why != nil {
		return verdict{stopped: why}
	}
	var guestly *guest.Failure
	switch {
	case a.failure != nil:
		return *a.failure
	case a.fault != nil:
		return verdictOf(a.fault)
	case errors.As(err, &guestly):
		return verdict{code: guestly.Kind, message: a.lastWords(guestly.Message), crashed: true}
	case err != nil:
		a.run.r.Log.Warn("a guest's process failed", "task", a.run.task.ID, "plugin", a.step.Plugin, "error", err)
		return verdict{code: string(crm.CodeUnavailable), message: "something went wrong here", again: true}
	case a.output == nil:
		return verdict{code: string(crm.CodeInvalid), message: a.lastWords("the step ended without an output")}
	}
	return verdict{}
}
