package calls

import (
	"errors"
	"fmt"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

// CodeOf returns the code of crm_v1 for a code of crm.
func CodeOf(code crm.Code) string {
	switch code {
	case crm.CodeForbidden, crm.CodeUnauthenticated:
		return "denied"
	}
	return string(code)
}

// Refuse returns an error that a guest gets.
func Refuse(code, format string, args ...any) *guest.OpError {
	return &guest.OpError{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Refusal returns the error that a guest gets for an error of a call. It is nil if the server is at fault, which ends
// the step.
func Refusal(err error) *guest.OpError {
	var told *guest.OpError
	if errors.As(err, &told) {
		return told
	}
	var known *crm.Error
	if !errors.As(err, &known) || known.Code == crm.CodeInternal {
		return nil
	}
	message := known.Message
	if known.Field != "" {
		message = known.Field + ": " + message
	}
	return &guest.OpError{Code: CodeOf(known.Code), Message: message, Retryable: known.Code == crm.CodeUnavailable ||
		known.Code == crm.CodeRateLimited || known.Code == crm.CodeConflict}
}

// Within adds a member's name before the place that an error names.
func Within(name string, err error) error {
	var told *guest.OpError
	var known *crm.Error
	switch {
	case errors.As(err, &told):
		located := *told
		located.Message = name + ": " + located.Message
		return &located
	case errors.As(err, &known):
		located := *known
		located.Field = name + known.Field
		return &located
	}
	return err
}
