package calls

import (
	"encoding/json"
	"strconv"
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

// Input is the answer of task.input.
type Input struct {
	Input      json.RawMessage `json:"input"`
	Step       string          `json:"step"`
	Attempt    int             `json:"attempt"`
	Checkpoint json.RawMessage `json:"checkpoint,omitempty"`
	Caller     Caller          `json:"caller"`
	DryRun     bool            `json:"dryRun,omitempty"`
	Brokerage  Brokerage       `json:"brokerage"`
}

// Brokerage is what the caller's brokerage has set for everybody in it.
type Brokerage struct {
	ContingencyDays crm.ContingencyDays `json:"contingencyDays"`
}

// Caller is whom a task runs for.
type Caller struct {
	User   crm.ID   `json:"user"`
	Role   crm.Role `json:"role"`
	Broker crm.ID   `json:"broker"`
}

// Progress is what task.progress takes.
type Progress struct {
	Percent float64         `json:"percent"`
	Message string          `json:"message"`
	Partial json.RawMessage `json:"partial"`
}

func (p *Progress) check() error {
	switch {
	case len(p.Partial) > maxPartialBytes:
		return &crm.Error{Code: crm.CodeTooLarge, Field: "partial", Message: "is larger than 32 KiB"}
	case plugins.Nested(p.Partial) > maxPartialDepth:
		return &crm.Error{Code: crm.CodeTooLarge, Field: "partial",
			Message: "is nested deeper than " + strconv.Itoa(maxPartialDepth)}
	case string(p.Partial) == "null":
		p.Partial = nil
	}
	return nil
}

// Checkpoint is what task.checkpoint takes.
type Checkpoint struct {
	Data json.RawMessage `json:"data"`
}

func (c *Checkpoint) check() error {
	if c.Data == nil {
		return crm.Invalid("data", "is required")
	}
	return nil
}

// Fail is what task.fail takes.
type Fail struct {
	Message   string `json:"message"`
	Retryable bool   `json:"retryable"`
}

// Done is the answer of calls without a result.
type Done struct{}

// Cut returns a step's text in a form that may be shown to people.
func Cut(text string) string {
	if len(text) > maxMessageBytes {
		text = text[:maxMessageBytes]
		for len(text) > 0 && !utf8.ValidString(text[max(0, len(text)-utf8.UTFMax):]) {
			text = text[:len(text)-1]
		}
		text += "…"
	}
	return crm.Legible(text, crm.Joiners)
}
