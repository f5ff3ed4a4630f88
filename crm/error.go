package crm

import (
	"errors"
	"fmt"
)

// Code classifies an error for whoever asked. web turns codes into HTTP statuses and sync into close codes, each in
// exactly one file.
type Code string

// The codes that clients see, in every answer and frame that tells of an error.
const (
	CodeInvalid         Code = "invalid"
	CodeUnauthenticated Code = "unauthenticated"
	CodeForbidden       Code = "forbidden"
	CodeNotFound        Code = "not_found"
	CodeConflict        Code = "conflict"
	CodeMoved           Code = "moved" // the record was renewed, and goes on in another document
	CodeStale           Code = "stale" // what was to be changed is not in the state that the request names
	CodeTooLarge        Code = "too_large"
	CodeRateLimited     Code = "rate_limited"
	CodeUnavailable     Code = "unavailable"
	CodeInternal        Code = "internal"
)

// Error is the one error type that crosses a package boundary on purpose. Message is safe to show to the user and holds
// no values of fields; Err is the wrapped cause, for the operator's log only.
type Error struct {
	Code    Code
	Field   string // JSON Pointer, or the parameter's name, of what is at fault; "" where nothing single is
	Message string
	Err     error
}

func (e *Error) Error() string {
	text := string(e.Code)
	if e.Field != "" {
		text += " " + e.Field
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error with a safe message.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalid makes an error that names the field at fault.
func Invalid(field, format string, args ...any) *Error {
	return &Error{Code: CodeInvalid, Field: field, Message: fmt.Sprintf(format, args...)}
}

// ErrNotFound is the one answer for what is absent and for what the asker may not see.
var ErrNotFound = &Error{Code: CodeNotFound, Message: "there is no such record"}

// ErrExpired is why a credential counts no longer that was good once: its holder may renew it and come back.
var ErrExpired = errors.New("the credential has expired")

// ErrForbidden is the answer to who may read but not do what was asked.
var ErrForbidden = &Error{Code: CodeForbidden, Message: "you may not do this"}

// CodeOf is the code of the first Error in err's chain, CodeInternal for any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
