package plugins

import (
	"encoding/json"
	"slices"
	"strings"

	"roomkey/crm"
)

// Manifest is the plugin.json of a package. docs/plugins.md describes the format.
type Manifest struct {
	ID           string       `json:"id"` // "acme.summary"
	Version      string       `json:"version"`
	ABI          int          `json:"abi"`     // 1
	Entry        string       `json:"entry"`   // "main.wasm" or "main.js"
	Runtime      string       `json:"runtime"` // "wasm" or "js"
	Steps        []Step       `json:"steps"`
	Workflows    []Workflow   `json:"workflows,omitempty"`
	Capabilities Capabilities `json:"capabilities"`
	Limits       Limits       `json:"limits"`
	// makes the entry in the author's folder; packages leave it out, and servers ignore it
	Build BuildCommand `json:"build,omitempty"`
}

// BuildCommand is a command: its words, or in JSON also one text for the shell.
type BuildCommand []string

// UnmarshalJSON reads a list of words, or a text, which becomes the words of a shell that runs it.
func (b *BuildCommand) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*b = nil
		if text != "" {
			*b = BuildCommand{"sh", "-c", text}
		}
		return nil
	}
	var words []string
	if err := json.Unmarshal(raw, &words); err != nil {
		return crm.Invalid("/build", "must be a text or a list of texts")
	}
	*b = words
	return nil
}

// Step is one function of a plugin.
type Step struct {
	Name   string          `json:"name"`
	Title  string          `json:"title"`
	Input  json.RawMessage `json:"input"`  // JSON Schema
	Output json.RawMessage `json:"output"` // JSON Schema
}

// Workflow is an ordered list of steps. It names the steps of its own plugin by name and other plugins' steps as
// "id/step".
type Workflow struct {
	Name   string         `json:"name"`
	Title  string         `json:"title"`
	Policy string         `json:"policy"` // "review" or "apply"
	Steps  []WorkflowStep `json:"steps"`
}

// WorkflowStep is a step of a workflow. Input makes the step's input, member by member. A text that begins with "/" is
// a JSON Pointer into {"input": the task's input, "steps": {name: output of an earlier step}}. {"const": value} stands
// for value, and any other value for itself. Without Input, the first step gets the task's input, and every other step
// the output of the step before it.
type WorkflowStep struct {
	Step  string                     `json:"step"`
	Input map[string]json.RawMessage `json:"input,omitempty"`
}

// Limits are the limits that a plugin asks for. A zero field means the default.
type Limits struct {
	MemoryMB int `json:"memoryMB,omitempty"`
	Seconds  int `json:"seconds,omitempty"`
}

// Capabilities are the capabilities that a plugin asks for or was granted.
type Capabilities struct {
	Read []string `json:"records.read,omitempty"` // "listing": its shared fields; "listing.private": the private ones
	// "lead" or "lead.*": all shared fields; "lead.score"; "escrow./private/commission"
	Propose []string `json:"records.propose,omitempty"`
	LLM     *LLM     `json:"llm,omitempty"`
	HTTP    []string `json:"http,omitempty"` // exact hosts
	Secrets []string `json:"secrets,omitempty"`
}

// LLM limits a step's use of the language model.
type LLM struct {
	MaxTokens int `json:"maxTokens"` // of one step, over all its attempts
}

// MayRead reports whether records of a type may be read, without their private fields.
func (c Capabilities) MayRead(recordType string) bool { return slices.Contains(c.Read, recordType) }

// privateHalf follows a type's name in the capability to read its private fields.
const privateHalf = ".private"

// MayReadPrivate reports whether the private fields of records of a type may be read.
func (c Capabilities) MayReadPrivate(recordType string) bool {
	return c.MayRead(recordType) && slices.Contains(c.Read, recordType+privateHalf)
}

// MayPropose reports whether changes of a root field may be proposed. pointer is "/score" or "/private/commission".
// Private fields must be named one by one.
func (c Capabilities) MayPropose(recordType, pointer string) bool {
	private := crm.IsPrivate(pointer)
	for _, allowed := range c.Propose {
		kind, field, _ := strings.Cut(allowed, ".")
		switch {
		case kind != recordType:
		case field == "" || field == "*":
			if !private {
				return true
			}
		case private && field == pointer, !private && "/"+field == pointer:
			return true
		}
	}
	return false
}

// ProposalOf is the capability that allows to propose a root field: "lead.score", "escrow./private/commission".
func ProposalOf(recordType, pointer string) string {
	if crm.IsPrivate(pointer) {
		return recordType + "." + pointer
	}
	return recordType + "." + strings.TrimPrefix(pointer, "/")
}

// Step returns the step with a name; nil if there is none.
func (m *Manifest) Step(name string) *Step {
	for i := range m.Steps {
		if m.Steps[i].Name == name {
			return &m.Steps[i]
		}
	}
	return nil
}
