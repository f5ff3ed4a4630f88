package runner

import (
	"encoding/json"
	"errors"
	"strconv"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/calls"
)

// inputOf makes a step's input from the task's input and the outputs of earlier steps, as plugins.WorkflowStep
// describes. It leaves out a member whose pointer finds nothing; the step's schema decides whether that is allowed.
func inputOf(t *crm.Task, step *crm.TaskStep) (json.RawMessage, error) {
	if step.Mapping == nil {
		if step.Seq == 0 {
			return t.Input, nil
		}
		return t.Steps[step.Seq-1].Output, nil
	}
	var mapping map[string]json.RawMessage
	if err := json.Unmarshal(step.Mapping, &mapping); err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "the workflow's mapping can't be read")
	}
	source := sourceOf(t, step.Seq)
	input, size := make(map[string]json.RawMessage, len(mapping)), 0
	for member, from := range mapping {
		value, ok := source.mapped(from)
		if !ok {
			continue
		}
		if size += len(value); size > MaxInputBytes { // many members may point to one large value
			return nil, errLargeInput
		}
		input[member] = value
	}
	return json.Marshal(input)
}

// takesOutput reports whether a step's input is made of the outputs of earlier steps. A mapping that can't be read
// counts as one that is.
func takesOutput(step *crm.TaskStep) bool {
	if step.Mapping == nil {
		return step.Seq > 0
	}
	var mapping map[string]json.RawMessage
	if err := json.Unmarshal(step.Mapping, &mapping); err != nil {
		return true
	}
	for _, from := range mapping {
		if path, ok := plugins.Pointer(from); ok && path[0] == "steps" {
			return true
		}
	}
	return false
}

// node is a JSON value that is decoded only when a pointer leads through it, and only once, because it may be large.
type node struct {
	raw     json.RawMessage
	read    bool
	members map[string]json.RawMessage
	items   []json.RawMessage
	below   map[string]*node // where pointers have led
}

// sourceOf returns the value that mappings point into: {"input": …, "steps": {name: output}}.
func sourceOf(t *crm.Task, before int) *node {
	outputs := make(map[string]*node)
	for i := range t.Steps[:before] {
		outputs[t.Steps[i].Name] = &node{raw: t.Steps[i].Output}
	}
	return &node{read: true, below: map[string]*node{"input": {raw: t.Input}, "steps": {read: true, below: outputs}}}
}

// mapped returns the value of one member of a mapping; false if its pointer finds nothing.
func (n *node) mapped(from json.RawMessage) (json.RawMessage, bool) {
	if path, ok := plugins.Pointer(from); ok {
		for _, name := range path {
			if n = n.step(name); n == nil {
				return nil, false
			}
		}
		return n.raw, n.raw != nil
	}
	var literal map[string]json.RawMessage
	if json.Unmarshal(from, &literal) == nil && len(literal) == 1 && literal["const"] != nil {
		return literal["const"], true
	}
	return from, true
}

// step follows one reference token of a JSON Pointer (RFC 6901); nil if there is nothing.
func (n *node) step(name string) *node {
	if next := n.below[name]; next != nil {
		return next
	}
	if !n.read {
		n.read, n.below = true, make(map[string]*node)
		if json.Unmarshal(n.raw, &n.members) != nil {
			_ = json.Unmarshal(n.raw, &n.items) // if it is neither, it has no members
		}
	}
	value, ok := n.members[name]
	if at, err := strconv.Atoi(name); err == nil && at >= 0 && at < len(n.items) && strconv.Itoa(at) == name {
		value, ok = n.items[at], true
	}
	if !ok {
		return nil
	}
	n.below[name] = &node{raw: value}
	return n.below[name]
}

// checkInput validates an input. The error's field is "input" followed by the member's JSON Pointer.
func checkInput(schemaText, input json.RawMessage) error {
	schema, err := plugins.CompileSchema(schemaText)
	if err != nil {
		return err
	}
	return calls.Within("input", schema.Check(input))
}

// about adds a member's name to an error.
func about(name string, err error) error {
	var known *crm.Error
	if !errors.As(err, &known) {
		return err
	}
	located := *known
	located.Field = name
	return &located
}

// encode encodes a value that was decoded from JSON.
func encode(value any) json.RawMessage {
	raw, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("{}")
	}
	return raw
}

// MaxInputBytes limits the size of a task's input as JSON. A file of 10,000 rows or 4 MiB fits, even with every quote
// and line break escaped.
const MaxInputBytes = 7 << 20

var errLargeInput = &crm.Error{Code: crm.CodeTooLarge, Field: "input", Message: "is larger than 7 MiB"}
