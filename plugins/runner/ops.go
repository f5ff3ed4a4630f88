package runner

import (
	"context"
	"encoding/json"

	"roomkey/plugins/calls"
	"roomkey/plugins/guest"
)

// ops make the calls that package calls describes.
var ops map[string]func(*attempt, context.Context, []byte) (any, error)

func init() { // the table names functions that read it
	ops = map[string]func(*attempt, context.Context, []byte) (any, error){
		"task.input":      (*attempt).opInput,
		"task.progress":   (*attempt).opProgress,
		"task.checkpoint": (*attempt).opCheckpoint,
		"task.output":     (*attempt).opOutput,
		"task.fail":       (*attempt).opFail,
		"records.get":     (*attempt).opGet,
		"records.query":   (*attempt).opQuery,
		"records.propose": (*attempt).opPropose,
		"files.read":      (*attempt).opReadFile,
		"llm.complete":    (*attempt).opComplete,
		"http.fetch":      (*attempt).opFetch,
	}
}

// op answers one call of the guest.
func (a *attempt) op(ctx context.Context, name string, in []byte) ([]byte, error) {
	if why := context.Cause(a.run.ctx); why != nil {
		return nil, &guest.OpError{Code: "cancelled", Message: why.Error()}
	}
	if err := a.calls.Admit(name, in); err != nil {
		return nil, err
	}
	answer, err := ops[name](a, ctx, in)
	if err != nil {
		return nil, a.refusal(err)
	}
	return json.Marshal(answer)
}

// refusal returns the error that the guest gets. If the server is at fault, it records the fault, which ends the step.
func (a *attempt) refusal(err error) error {
	if told := calls.Refusal(err); told != nil {
		return told
	}
	if a.fault == nil {
		a.fault = err
	}
	return err
}
