package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/automerge/automerge-go"

	"roomkey/crm"
)

// patch applies a merge patch (as encoding/json decodes it, with json.Number) to one field. A list, map or text that is
// set to null is emptied but stays, because a new one, made later, would compete with another device's.
func patch(at slot, field *crm.Field, pointer string, value any) error {
	existing, err := at.get()
	if err != nil {
		return err
	}
	if value == nil {
		return remove(at, existing, field, pointer)
	}
	if err := fits(field, pointer, value); err != nil {
		return err
	}
	switch {
	case field.Kind == crm.KindText && existing.Kind() == automerge.KindText:
		return patchText(existing.Text(), value.(string))
	case field.Kind == crm.KindList && existing.Kind() == automerge.KindList:
		return patchList(existing.List(), field, pointer, value.([]any))
	case field.Kind == crm.KindMap && existing.Kind() == automerge.KindMap:
		return patchMap(existing.Map(), field, pointer, value.(map[string]any))
	case field.Container():
		return build(at, field, pointer, value)
	}
	return patchScalar(at, existing, field, value)
}

// remove deletes a field, or empties it if it is a container.
func remove(at slot, existing *automerge.Value, field *crm.Field, pointer string) error {
	switch {
	case existing.IsVoid():
		return nil
	case field.Kind == crm.KindText && existing.Kind() == automerge.KindText:
		return patchText(existing.Text(), "")
	case field.Kind == crm.KindList && existing.Kind() == automerge.KindList:
		return patchList(existing.List(), field, pointer, nil)
	case field.Kind == crm.KindMap && existing.Kind() == automerge.KindMap:
		empty := map[string]any{}
		for i := range field.Fields {
			empty[field.Fields[i].Name] = nil
		}
		return patchMap(existing.Map(), field, pointer, empty)
	}
	return at.remove()
}

// fits checks that a value, which is not null, has the JSON type of its field. Limits and options are the policy's
// business.
func fits(field *crm.Field, pointer string, value any) error {
	wants, ok := "a text", false
	switch field.Kind {
	case crm.KindList:
		wants = "a list"
		_, ok = value.([]any)
	case crm.KindMap:
		wants = "an object"
		_, ok = value.(map[string]any)
	case crm.KindBool:
		wants = "true or false"
		_, ok = value.(bool)
	case crm.KindMoney, crm.KindNumber:
		wants = "a number"
		_, ok = value.(json.Number)
	default:
		_, ok = value.(string)
	}
	switch {
	case field.Derived:
		return refuse(crm.CodeInvalid, pointer, errors.New("is computed: nobody may write it"))
	case !ok:
		return refuse(crm.CodeInvalid, pointer, fmt.Errorf("must be %s", wants))
	}
	return nil
}

func patchText(text *automerge.Text, to string) error {
	from, err := text.Get()
	if err != nil {
		return err
	}
	runes := []rune(to)
	for _, s := range slices.Backward(textDiff([]rune(from), runes)) {
		if err := text.Splice(s.pos, s.del, string(runes[s.from:s.to])); err != nil {
			return err
		}
	}
	return nil
}

// patchMap patches the named fields of a map and leaves the others unchanged.
func patchMap(in *automerge.Map, field *crm.Field, pointer string, values map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		child, at := field.Child(name), pointer+"/"+crm.Escape(name)
		if child == nil {
			return refuse(crm.CodeInvalid, at, errors.New("there is no such field"))
		}
		if err := patch(slot{in: in, key: name}, child, at, values[name]); err != nil {
			return err
		}
	}
	return nil
}

// patchScalar sets a scalar even if it equals the current one. Automerge ignores an equal value unless several values
// compete; then setting it resolves the conflict.
func patchScalar(at slot, existing *automerge.Value, field *crm.Field, value any) error {
	next := scalar(value)
	if !existing.IsVoid() && existing.Kind() != kindOf(next) {
		rendered, err := appendValue(nil, existing)
		if err != nil {
			return err
		}
		if string(rendered) == string(appendJSON(nil, value)) {
			return nil // a text object, a counter or a float of the same value
		}
	}
	return at.set(next)
}

// scalar converts a JSON value into the value to write: whole numbers become int64, others float64.
func scalar(value any) any {
	number, ok := value.(json.Number)
	if !ok {
		return value
	}
	if whole, err := number.Int64(); err == nil {
		return whole
	}
	float, _ := number.Float64()
	if float == math.Trunc(float) && math.Abs(float) <= 1<<53 {
		return int64(float) // 3.0, 1e3
	}
	return float
}

func kindOf(value any) automerge.Kind {
	switch value.(type) {
	case bool:
		return automerge.KindBool
	case int64:
		return automerge.KindInt64
	case float64:
		return automerge.KindFloat64
	}
	return automerge.KindStr
}
