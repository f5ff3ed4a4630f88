package runner

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"roomkey/crm"
	"roomkey/plugins"
)

// Limits of a step's texts.
const (
	maxMessageBytes = 500 // of progress and failures; longer ones are cut
	maxPartialBytes = 32 << 10
	maxPartialDepth = 20 // of arrays and objects: clients decode frames recursively, and some stop at 32
)

// inputAnswer is the answer of task.input.
type inputAnswer struct {
	Input      json.RawMessage `json:"input"`
	Step       string          `json:"step"`
	Attempt    int             `json:"attempt"`
	Checkpoint json.RawMessage `json:"checkpoint,omitempty"`
	Caller     callerAnswer    `json:"caller"`
	DryRun     bool            `json:"dryRun,omitempty"`
}

type callerAnswer struct {
	User   crm.ID   `json:"user"`
	Role   crm.Role `json:"role"`
	Broker crm.ID   `json:"broker"`
}

func (a *attempt) opInput(ctx context.Context, _ []byte) (any, error) {
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	return inputAnswer{a.input, a.step.Name, a.step.Attempt, a.step.Checkpoint,
		callerAnswer{who.user.ID, who.user.Role, who.user.Broker}, a.run.task.DryRun}, nil
}

func (a *attempt) opProgress(_ context.Context, in []byte) (any, error) {
	asked, err := read[struct {
		Percent float64         `json:"percent"`
		Message string          `json:"message"`
		Partial json.RawMessage `json:"partial"`
	}](in)
	switch {
	case err != nil:
		return nil, err
	case len(asked.Partial) > maxPartialBytes:
		return nil, &crm.Error{Code: crm.CodeTooLarge, Field: "partial", Message: "is larger than 32 KiB"}
	case plugins.Nested(asked.Partial) > maxPartialDepth:
		return nil, &crm.Error{Code: crm.CodeTooLarge, Field: "partial",
			Message: "is nested deeper than " + strconv.Itoa(maxPartialDepth)}
	case string(asked.Partial) == "null":
		asked.Partial = nil
	}
	percent := min(max(asked.Percent, 0), 100)
	if math.IsNaN(percent) {
		percent = 0
	}
	a.pace.add(progress{step: a.step.Name, percent: a.run.percent(a.step.Seq, percent), message: cut(asked.Message),
		result: asked.Partial})
	return done{}, nil
}

// cut returns a step's text in a form that may be shown to people.
func cut(text string) string {
	if len(text) > maxMessageBytes {
		text = text[:maxMessageBytes]
		for len(text) > 0 && !utf8.ValidString(text[max(0, len(text)-utf8.UTFMax):]) {
			text = text[:len(text)-1]
		}
		text += "…"
	}
	return crm.Legible(text, crm.Joiners)
}

// opCheckpoint saves the proposals so far together with the data from which another attempt continues, and applies the
// proposals if the policy says so. It answers when all of that is done.
func (a *attempt) opCheckpoint(_ context.Context, in []byte) (any, error) {
	asked, err := read[struct {
		Data json.RawMessage `json:"data"`
	}](in)
	if err != nil {
		return nil, err
	}
	if asked.Data == nil {
		return nil, crm.Invalid("data", "is required")
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
	return done{}, nil
}

// errFault ends the guest of an attempt in which the server failed.
var errFault = errors.New("a fault of ours")

// opOutput records the step's result. The last one counts, and only if the guest succeeds.
func (a *attempt) opOutput(_ context.Context, in []byte) (any, error) {
	schema, err := plugins.CompileSchema(a.declared.Output)
	if err != nil {
		return nil, err
	}
	if err := within("output", schema.Check(in)); err != nil {
		return nil, err
	}
	a.output = append(json.RawMessage(nil), in...)
	return done{}, nil
}

// opFail ends the step, and its guest, at once.
func (a *attempt) opFail(_ context.Context, in []byte) (any, error) {
	asked, err := read[struct {
		Message   string `json:"message"`
		Retryable bool   `json:"retryable"`
	}](in)
	if err != nil {
		return nil, err
	}
	if asked.Message = cut(asked.Message); strings.TrimSpace(asked.Message) == "" {
		asked.Message = "the step failed and did not say why"
	}
	a.failure = &result{code: codeFailed, message: asked.Message, again: asked.Retryable, byProgram: asked.Message}
	a.stop()
	return done{}, nil
}
