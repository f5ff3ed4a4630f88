package runner

import (
	"errors"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/calls"
	"roomkey/plugins/guest"
)

// result says how a step or a task went. The zero result means success.
type result struct {
	code, message string // for the user
	again         bool   // another attempt may succeed
	crashed       bool   // the plugin caused it
	// why the program failed, for its author, if it did; message may add what it wrote
	byProgram string
	stopped   error // the reason why it was stopped; the result is unknown
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
		return result{code: calls.CodeOf(known.Code), message: known.Message}
	case !errors.As(err, &known) || known.Code == crm.CodeInternal || known.Code == crm.CodeUnavailable:
		return result{code: string(crm.CodeUnavailable), message: "something went wrong here", again: true}
	}
	message := known.Message
	if known.Field != "" {
		message = known.Field + ": " + message
	}
	return result{code: calls.CodeOf(known.Code), message: message}
}

// The reasons why a run ends before its task does.
var (
	errCancelled = errors.New("the task was cancelled")
	errLost      = errors.New("the task was taken away")
	errDraining  = errors.New("the server is shutting down")
)

const suspendedMessage = "the plugin crashed too often and is suspended until it is granted again"

var errSuspended error = &guest.OpError{Code: codeSuspended, Message: suspendedMessage}
