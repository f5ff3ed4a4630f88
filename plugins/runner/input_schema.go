package runner

import (
	"encoding/json"
	"slices"

	"roomkey/plugins"
)

// inputSchema returns the JSON Schema of a workflow's input: the parts that its steps take from it.
func inputSchema(steps []resolved) json.RawMessage {
	if len(steps) == 0 {
		return json.RawMessage("{}")
	}
	whole := schemaOf(steps[0].declared.Input)
	if steps[0].mapping != nil {
		whole = map[string]json.RawMessage{"type": json.RawMessage(`"object"`)}
	}
	properties, required := map[string]json.RawMessage{}, []string{}
	_ = json.Unmarshal(whole["properties"], &properties) // if it is not an object, there are no properties
	_ = json.Unmarshal(whole["required"], &required)
	definitions := map[string]json.RawMessage{}
	_ = json.Unmarshal(whole["$defs"], &definitions)
	for _, step := range steps {
		taken := schemaOf(step.declared.Input)
		var its, defs map[string]json.RawMessage
		var needs []string
		_ = json.Unmarshal(taken["properties"], &its)
		_ = json.Unmarshal(taken["required"], &needs)
		_ = json.Unmarshal(taken["$defs"], &defs)
		for name, schema := range defs {
			definitions[name] = schema
		}
		for member, from := range step.mapping {
			path, ok := plugins.Pointer(from)
			if !ok || path[0] != "input" || len(path) < 2 {
				continue
			}
			name := path[1]
			switch {
			case properties[name] != nil:
			case len(path) > 2 || its[member] == nil:
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

// schemaOf decodes the keywords of a schema that is an object; any other schema has none.
func schemaOf(raw json.RawMessage) map[string]json.RawMessage {
	keywords := map[string]json.RawMessage{}
	_ = json.Unmarshal(raw, &keywords)
	return keywords
}

// resolved is a step of a workflow and the plugin's step that it names.
type resolved struct {
	plugin   *plugins.Plugin
	declared *plugins.Step
	mapping  map[string]json.RawMessage
}

func orAny(schema json.RawMessage) json.RawMessage {
	if len(schema) == 0 {
		return json.RawMessage("{}")
	}
	return schema
}
