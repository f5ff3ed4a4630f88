package runner

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/calls"
)

func (a *attempt) opInput(ctx context.Context, _ []byte) (any, error) {
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	days, err := a.contingencyDays(ctx)
	if err != nil {
		return nil, err
	}
	return calls.Input{Input: a.input, Step: a.step.Name, Attempt: a.step.Attempt,
		Checkpoint: a.step.Checkpoint,
		Caller:     calls.Caller{User: who.user.ID, Role: who.user.Role, Broker: who.user.Broker},
		DryRun:     a.run.task.DryRun, Brokerage: calls.Brokerage{ContingencyDays: days}}, nil
}

func (a *attempt) contingencyDays(ctx context.Context) (crm.ContingencyDays, error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	return a.run.Storage.ContingencyDays(ctx, a.run.task.Broker)
}

func (a *attempt) opProgress(_ context.Context, in []byte) (any, error) {
	asked, err := calls.Read[calls.Progress](in)
	if err != nil {
		return nil, err
	}
	percent := min(max(asked.Percent, 0), 100)
	if math.IsNaN(percent) {
		percent = 0
	}
	a.pace.add(progress{step: a.step.Name, percent: a.run.percent(a.step.Seq, percent),
		message: calls.Cut(asked.Message), result: asked.Partial})
	return calls.Done{}, nil
}

// opCheckpoint saves the proposals so far together with the data from which another attempt continues, and applies the
// proposals if the policy says so. It answers when all of that is done.
func (a *attempt) opCheckpoint(_ context.Context, in []byte) (any, error) {
	asked, err := calls.Read[calls.Checkpoint](in)
	if err != nil {
		return nil, err
	}
	proposals, err := a.takeProposals()
	if err != nil {
		return nil, err
	}
	a.step.Checkpoint = asked.Data
	w := &crm.TaskWrite{Steps: []int{a.step.Seq}, Proposals: proposals}
	if a.fault = a.run.save(w); a.fault == nil && applies(w.Proposals) {
		a.fault = a.run.apply(w.Proposals)
		a.unmade.drop(w.Proposals)
	}
	if a.fault != nil {
		return nil, errFault // the guest must not continue as if nothing had been lost
	}
	return calls.Done{}, nil
}

// errFault ends the guest of an attempt in which the server failed.
var errFault = errors.New("a fault of ours")

// opOutput records the step's result. The last one counts, and only if the guest succeeds.
func (a *attempt) opOutput(_ context.Context, in []byte) (any, error) {
	schema, err := plugins.CompileSchema(a.declared.Output)
	if err != nil {
		return nil, err
	}
	if err := calls.Within("output", schema.Check(in)); err != nil {
		return nil, err
	}
	a.output = append(json.RawMessage(nil), in...)
	return calls.Done{}, nil
}

// opFail ends the step, and its guest, at once.
func (a *attempt) opFail(_ context.Context, in []byte) (any, error) {
	asked, err := calls.Read[calls.Fail](in)
	if err != nil {
		return nil, err
	}
	if asked.Message = calls.Cut(asked.Message); strings.TrimSpace(asked.Message) == "" {
		asked.Message = "the step failed and did not say why"
	}
	a.failure = &result{code: codeFailed, message: asked.Message, again: asked.Retryable, byProgram: asked.Message}
	a.stop()
	return calls.Done{}, nil
}
