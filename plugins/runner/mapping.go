package runner

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/plugins"
)

// inputOf makes a step's input from the task's input and the outputs of the steps before it, as plugins.WorkflowStep says.
// A member whose pointer leads nowhere is left out: the step's schema says whether it may be.
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
	input := make(map[string]json.RawMessage, len(mapping))
	for member, from := range mapping {
		if value, ok := source.value(from); ok {
			input[member] = value
		}
	}
	return json.Marshal(input)
}

// source is what mappings point into: {"input": …, "steps": {name: output}}.
type source map[string]json.RawMessage

func sourceOf(t *crm.Task, before int) source {
	outputs := make(map[string]json.RawMessage)
	for i := range t.Steps[:before] {
		outputs[t.Steps[i].Name] = t.Steps[i].Output
	}
	steps, err := json.Marshal(outputs)
	if err != nil {
		steps = json.RawMessage("{}") // outputs were read from JSON
	}
	return source{"input": t.Input, "steps": steps}
}

// value is what one member of a mapping stands for; false where its pointer leads nowhere.
func (s source) value(from json.RawMessage) (json.RawMessage, bool) {
	if pointer, ok := pointerIn(from); ok {
		root, rest, _ := strings.Cut(pointer[1:], "/")
		value, ok := s[root]
		if !ok || rest == "" {
			return value, ok
		}
		return follow(value, strings.Split(rest, "/"))
	}
	var literal map[string]json.RawMessage
	if json.Unmarshal(from, &literal) == nil && len(literal) == 1 && literal["const"] != nil {
		return literal["const"], true
	}
	return from, true
}

// pointerIn is the JSON Pointer that a member of a mapping is, if it is one.
func pointerIn(from json.RawMessage) (string, bool) {
	var text string
	if json.Unmarshal(from, &text) != nil || !strings.HasPrefix(text, "/") {
		return "", false
	}
	return text, true
}

// follow walks a JSON Pointer's steps (RFC 6901).
func follow(value json.RawMessage, path []string) (json.RawMessage, bool) {
	for _, name := range path {
		name = crm.Unescape(name)
		var members map[string]json.RawMessage
		var items []json.RawMessage
		if json.Unmarshal(value, &members) == nil {
			member, ok := members[name]
			if !ok {
				return nil, false
			}
			value = member
			continue
		}
		at, err := strconv.Atoi(name)
		if json.Unmarshal(value, &items) != nil || err != nil || at < 0 || at >= len(items) || strconv.Itoa(at) != name {
			return nil, false
		}
		value = items[at]
	}
	return value, true
}

// checkInput validates an input. The error's field is "input" and the member's JSON Pointer.
func checkInput(schemaText, input json.RawMessage) error {
	schema, err := plugins.CompileSchema(schemaText)
	if err != nil {
		return err
	}
	return within("input", schema.Check(input))
}

// within names a member of a member.
func within(name string, err error) error {
	var known *crm.Error
	if !errors.As(err, &known) {
		return err
	}
	located := *known
	located.Field = name + known.Field
	return &located
}

// about names the member that an error is about.
func about(name string, err error) error {
	var known *crm.Error
	if !errors.As(err, &known) {
		return err
	}
	located := *known
	located.Field = name
	return &located
}

// inputSchema is the JSON Schema of a workflow's input: what its steps take from it.
func inputSchema(steps []resolved) json.RawMessage {
	if len(steps) == 0 {
		return json.RawMessage("{}")
	}
	whole := schemaOf(steps[0].is.Input)
	if steps[0].mapping != nil {
		whole = map[string]json.RawMessage{"type": json.RawMessage(`"object"`)}
	}
	properties, required := map[string]json.RawMessage{}, []string{}
	_ = json.Unmarshal(whole["properties"], &properties) // where it is none, there are none
	_ = json.Unmarshal(whole["required"], &required)
	definitions := map[string]json.RawMessage{}
	_ = json.Unmarshal(whole["$defs"], &definitions)
	for _, step := range steps {
		taken := schemaOf(step.is.Input)
		var its, defs map[string]json.RawMessage
		var needs []string
		_ = json.Unmarshal(taken["properties"], &its)
		_ = json.Unmarshal(taken["required"], &needs)
		_ = json.Unmarshal(taken["$defs"], &defs)
		for name, schema := range defs {
			definitions[name] = schema
		}
		for member, from := range step.mapping {
			pointer, ok := pointerIn(from)
			name, below, deep := strings.Cut(strings.TrimPrefix(pointer, "/input/"), "/")
			if !ok || !strings.HasPrefix(pointer, "/input/") {
				continue
			}
			name = crm.Unescape(name)
			switch {
			case properties[name] != nil:
			case deep && below != "" || its[member] == nil:
				properties[name] = json.RawMessage("{}")
			default:
				properties[name] = its[member]
			}
			if slices.Contains(needs, member) && !slices.Contains(required, name) {
				required = append(required, name)
			}
		}
	}
	if len(properties) > 0 {
		whole["properties"] = encode(properties)
	}
	if slices.Sort(required); len(required) > 0 {
		whole["required"] = encode(required)
	}
	if len(definitions) > 0 {
		whole["$defs"] = encode(definitions)
	}
	return encode(whole)
}

// schemaOf reads the keywords of a schema that is an object; one that is not says nothing here.
func schemaOf(raw json.RawMessage) map[string]json.RawMessage {
	keywords := map[string]json.RawMessage{}
	_ = json.Unmarshal(raw, &keywords)
	return keywords
}

// encode writes what was read from JSON.
func encode(value any) json.RawMessage {
	raw, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("{}")
	}
	return raw
}
