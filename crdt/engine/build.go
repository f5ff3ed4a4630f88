package engine

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/automerge/automerge-go"

	"roomkey/crm"
)

// build makes a new value in a slot. A new map gets all its containers, empty if the value lacks them, so that two
// devices that fill one later fill the same container.
func build(at slot, field *crm.Field, pointer string, value any) error {
	if err := fits(field, pointer, value); err != nil {
		return err
	}
	switch field.Kind {
	case crm.KindText:
		return at.set(automerge.NewText(value.(string)))
	case crm.KindList:
		if _, err := identities(field, pointer, value.([]any)); err != nil {
			return err
		}
		list := automerge.NewList()
		if err := at.set(list); err != nil {
			return err
		}
		for i, item := range value.([]any) {
			if err := build(slot{list: list, index: i, insert: true}, field.Item, pointer+"/"+strconv.Itoa(i),
				item); err != nil {
				return err
			}
		}
		return nil
	case crm.KindMap:
		made := automerge.NewMap()
		if err := at.set(made); err != nil {
			return err
		}
		return fill(made, field, pointer, value.(map[string]any))
	}
	return at.set(scalar(value))
}

// fill writes the fields of a new map in the schema's order.
func fill(made *automerge.Map, field *crm.Field, pointer string, values map[string]any) error {
	for name := range values {
		if field.Child(name) == nil {
			return refuse(crm.CodeInvalid, pointer+"/"+crm.Escape(name), errors.New("there is no such field"))
		}
	}
	for i := range field.Fields {
		child := &field.Fields[i]
		value := values[child.Name]
		if value == nil {
			if !child.Container() {
				continue
			}
			value = empty(child)
		}
		if err := build(slot{in: made, key: child.Name}, child, pointer+"/"+crm.Escape(child.Name), value); err != nil {
			return err
		}
	}
	return nil
}

// empty returns the JSON of an empty container.
func empty(field *crm.Field) any {
	switch field.Kind {
	case crm.KindList:
		return []any{}
	case crm.KindMap:
		return map[string]any{}
	}
	return ""
}

// appendJSON renders a decoded value exactly as appendValue renders the Automerge value written from it, so that the
// two can be compared.
func appendJSON(b []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return appendString(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	case json.Number:
		switch n := scalar(v).(type) {
		case int64:
			return strconv.AppendInt(b, n, 10)
		case float64:
			return appendFloat(b, n)
		}
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	case map[string]any:
		b = append(b, '{')
		for i, name := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(append(appendString(b, name), ':'), v[name])
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}
