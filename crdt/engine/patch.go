package engine

import (
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/automerge/automerge-go"

	"roomkey/crm"
)

// patch applies a merge patch (as encoding/json decodes it, with json.Number) to one field. A list, map or text that is
// set to null is emptied but stays, because a new one, made later, would compete with another device's.
func (w *writer) patch(at slot, field *crm.Field, pointer string, value any) error {
	existing, err := at.get()
	if err != nil {
		return err
	}
	if value == nil {
		return w.remove(at, existing, field, pointer)
	}
	if err := fits(field, pointer, value); err != nil {
		return err
	}
	switch {
	case field.Kind == crm.KindText && existing.Kind() == automerge.KindText:
		return w.writeText(existing.Text(), pointer, value.(string))
	case field.Kind == crm.KindList && existing.Kind() == automerge.KindList:
		return w.patchList(existing.List(), field, pointer, value.([]any))
	case field.Kind == crm.KindMap && existing.Kind() == automerge.KindMap:
		return w.patchMap(existing.Map(), field, pointer, value.(map[string]any))
	case field.Container():
		return w.build(at, field, pointer, value)
	}
	return patchScalar(at, existing, field, value)
}

// remove deletes a field, or empties it if it is a container.
func (w *writer) remove(at slot, existing *automerge.Value, field *crm.Field, pointer string) error {
	switch {
	case existing.IsVoid():
		return nil
	case field.Kind == crm.KindText && existing.Kind() == automerge.KindText:
		return w.writeText(existing.Text(), pointer, "")
	case field.Kind == crm.KindList && existing.Kind() == automerge.KindList:
		return w.patchList(existing.List(), field, pointer, nil)
	case field.Kind == crm.KindMap && existing.Kind() == automerge.KindMap:
		empty := map[string]any{}
		for i := range field.Fields {
			empty[field.Fields[i].Name] = nil
		}
		return w.patchMap(existing.Map(), field, pointer, empty)
	}
	return at.remove()
}

// patchMap patches the named fields of a map and leaves the others unchanged.
func (w *writer) patchMap(in *automerge.Map, field *crm.Field, pointer string, values map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		child, at := field.Child(name), pointer+"/"+crm.Escape(name)
		if child == nil {
			return refuse(crm.CodeInvalid, at, errors.New("there is no such field"))
		}
		if err := w.patch(slot{in: in, key: name}, child, at, values[name]); err != nil {
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

// patchList makes values the list's content. Items that stay keep their object and their place: items with an id are
// found by it and patched, others are found by their value. An item that has moved is made again with its old fields.
func (w *writer) patchList(list *automerge.List, field *crm.Field, pointer string, values []any) error {
	old, err := list.Values()
	if err != nil {
		return err
	}
	before, err := identify(old)
	if err != nil {
		return err
	}
	after, err := identities(field, pointer, values)
	if err != nil {
		return err
	}
	matches := keep(before.keys, after)
	for _, m := range matches {
		item, isMap := values[m.b].(map[string]any)
		if !isMap || old[m.a].Kind() != automerge.KindMap {
			continue
		}
		if err := w.patchMap(old[m.a].Map(), field.Item, pointer+"/"+strconv.Itoa(m.b), item); err != nil {
			return err
		}
	}
	for _, s := range slices.Backward(gaps(matches, len(old), len(values))) {
		for range s.del {
			if err := list.Delete(s.pos); err != nil {
				return err
			}
		}
		for i := s.from; i < s.to; i++ {
			at := slot{list: list, index: s.pos + i - s.from, insert: true}
			value := merge(before.json[after[i]], values[i])
			if err := w.build(at, field.Item, pointer+"/"+strconv.Itoa(i), value); err != nil {
				return err
			}
		}
	}
	return nil
}
