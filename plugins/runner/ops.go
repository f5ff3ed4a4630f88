package runner

import (
	"context"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

// op is an operation that a step may call with crm_v1.call: by its name, with JSON as input and output.
type op struct {
	do    func(*attempt, context.Context, []byte) (any, error)
	calls int // allowed in one attempt
	bytes int // of a request
}

const kilo = 1 << 10

// ops are all operations. The limits on calls protect operations that cost the host much more than the guest.
var ops map[string]op

func init() { // the table names functions that read it
	ops = map[string]op{
		"task.input":      {(*attempt).opInput, 1000, kilo},
		"task.progress":   {(*attempt).opProgress, 1_000_000, 64 * kilo},
		"task.checkpoint": {(*attempt).opCheckpoint, 10_000, 256 * kilo},
		"task.output":     {(*attempt).opOutput, 1000, 1024 * kilo},
		"task.fail":       {(*attempt).opFail, 1, 16 * kilo},
		"records.get":     {(*attempt).opGet, 20_000, kilo},
		"records.query":   {(*attempt).opQuery, 2000, 16 * kilo},
		"records.propose": {(*attempt).opPropose, 2000, 1024 * kilo},
		"files.read":      {(*attempt).opReadFile, 100, kilo},
		"llm.complete":    {(*attempt).opComplete, 100, 256 * kilo},
		"http.fetch":      {(*attempt).opFetch, 200, 1024 * kilo},
	}

}

// op answers one call of the guest.
func (a *attempt) op(ctx context.Context, name string, in []byte) ([]byte, error) {
	if why := context.Cause(a.run.ctx); why != nil {
		return nil, &guest.OpError{Code: "cancelled", Message: why.Error()}
	}
	what, known := ops[name]
	if !known {
		return nil, &guest.OpError{Code: "unsupported", Message: "there is no such operation"}
	}
	if a.calls[name]++; a.calls[name] > what.calls {
		return nil, &guest.OpError{Code: opCode(crm.CodeRateLimited),
			Message: "too many calls of this operation in one step"}
	}
	if len(in) > what.bytes {
		return nil, &guest.OpError{Code: opCode(crm.CodeTooLarge), Message: "the request is too large"}
	}
	if !utf8.Valid(in) { // otherwise it would get into the storage and the API's answers
		return nil, &guest.OpError{Code: opCode(crm.CodeInvalid), Message: "the request is not valid UTF-8"}
	}
	answer, err := what.do(a, ctx, in)
	if err != nil {
		return nil, a.refusal(err)
	}
	return json.Marshal(answer)
}

// refusal returns the error that the guest gets. If the server is at fault, it records the fault, which ends the step.
func (a *attempt) refusal(err error) error {
	var told *guest.OpError
	if errors.As(err, &told) {
		return told
	}
	var known *crm.Error
	if !errors.As(err, &known) || known.Code == crm.CodeInternal {
		if a.fault == nil {
			a.fault = err
		}
		return err
	}
	message := known.Message
	if known.Field != "" {
		message = known.Field + ": " + message
	}
	return &guest.OpError{Code: opCode(known.Code), Message: message,
		Retryable: known.Code == crm.CodeUnavailable || known.Code == crm.CodeRateLimited ||
			known.Code == crm.CodeConflict}
}
