package roomkey

import (
	"encoding/json"
	"errors"
)

// Code is the kind of an Error. Every Code is itself an error, for errors.Is(err, roomkey.NotFound).
type Code string

// The codes of crm_v1.
const (
	Denied      Code = "denied"       // the manifest, the grant or the caller's rights do not allow it
	Invalid     Code = "invalid"      // the request does not fit its schema
	NotFound    Code = "not_found"    // it does not exist, or the caller may not know of it
	Conflict    Code = "conflict"     // someone else's change came first
	TooLarge    Code = "too_large"    // over a limit on bytes or items
	RateLimited Code = "rate_limited" // over a limit on calls or tokens
	Unavailable Code = "unavailable"  // no model is configured, or the other side does not answer
	Cancelled   Code = "cancelled"    // the task has been cancelled
	Unsupported Code = "unsupported"  // this server does not know the operation
	Suspended   Code = "suspended"    // the plugin has crashed too often
	Internal    Code = "internal"     // the server failed
)

func (c Code) Error() string { return string(c) }

// Error is the server's refusal of one operation.
type Error struct {
	Op        string `json:"-"` // "records.get"
	Code      Code   `json:"code"`
	Message   string `json:"message"`   // for the author and the user
	Retryable bool   `json:"retryable"` // the same request may succeed later
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns the code.
func (e *Error) Unwrap() error { return e.Code }

type retry struct{ error }

func (r retry) Unwrap() error { return r.error }

// Retry marks an error that a step returns as temporary. After a pause the server runs the step again from the last
// checkpoint.
func Retry(err error) error { return retry{err} }

// Retryable reports whether another attempt may succeed: the error was marked by Retry, or is an Error with Retryable
// set.
func Retryable(err error) bool {
	var marked retry
	var refused *Error
	return errors.As(err, &marked) || errors.As(err, &refused) && refused.Retryable
}

func refusal(op string, answer []byte) *Error {
	refused := &Error{Op: op}
	if err := json.Unmarshal(answer, refused); err != nil {
		return &Error{Op: op, Code: Internal, Message: "unreadable answer: " + err.Error()}
	}
	return refused
}
