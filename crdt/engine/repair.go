package engine

import (
	"errors"
	"maps"
	"slices"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crm"
)

// make makes a container, empty, where the document has nothing.
func (w *writer) make(pointer string) error {
	at, field, err := w.find(pointer)
	if err != nil {
		return err
	}
	if !field.Container() {
		return refuse(crm.CodeInvalid, w.prefix+pointer, errors.New("is not a list, map or text"))
	}
	existing, err := at.get()
	if err != nil || !existing.IsVoid() {
		return err
	}
	return build(at, field, w.prefix+pointer, empty(field))
}

// join adds content to a container, and makes it where it is missing.
func (w *writer) join(pointer string, value any) error {
	at, field, err := w.find(pointer)
	if err != nil {
		return err
	}
	if !field.Container() {
		return refuse(crm.CodeInvalid, w.prefix+pointer, errors.New("is not a list, map or text"))
	}
	return joinAt(at, field, w.prefix+pointer, value)
}

func joinAt(at slot, field *crm.Field, pointer string, value any) error {
	if value == nil {
		return nil
	}
	if err := fits(field, pointer, value); err != nil {
		return err
	}
	existing, err := at.get()
	if err != nil {
		return err
	}
	switch {
	case existing.Kind() == automerge.KindText && field.Kind == crm.KindText:
		if text := value.(string); text != "" {
			return existing.Text().Append(text)
		}
		return nil
	case existing.Kind() == automerge.KindList && field.Kind == crm.KindList:
		return joinList(existing.List(), field, pointer, value.([]any))
	case existing.Kind() == automerge.KindMap && field.Kind == crm.KindMap:
		return joinMap(existing.Map(), field, pointer, value.(map[string]any))
	case existing.IsVoid():
		return build(at, field, pointer, value)
	}
	return nil // what is there wins
}

// joinList appends the items that are not there.
func joinList(list *automerge.List, field *crm.Field, pointer string, values []any) error {
	items, err := list.Values()
	if err != nil {
		return err
	}
	known, err := identify(items)
	if err != nil {
		return err
	}
	keys, err := identities(field, pointer, values)
	if err != nil {
		return err
	}
	length := len(items)
	for i, value := range values {
		if known.json[keys[i]] != nil {
			continue
		}
		if err := build(slot{list: list, index: length, insert: true}, field.Item, pointer, value); err != nil {
			return err
		}
		length++
	}
	return nil
}

// joinMap sets the keys that are absent and joins the containers that are there.
func joinMap(in *automerge.Map, field *crm.Field, pointer string, values map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		child, at := field.Child(name), pointer+"/"+crm.Escape(name)
		if child == nil {
			return refuse(crm.CodeInvalid, at, errors.New("there is no such field"))
		}
		if err := joinAt(slot{in: in, key: name}, child, at, values[name]); err != nil {
			return err
		}
	}
	return nil
}

// patchItem patches, adds or removes one item of a list of maps.
func (w *writer) patchItem(item *crdt.ItemPatch) error {
	at, field, err := w.find(item.Pointer)
	if err != nil {
		return err
	}
	pointer := w.prefix + item.Pointer
	if field.Kind != crm.KindList || field.Item.Kind != crm.KindMap || item.ID == "" {
		return refuse(crm.CodeInvalid, pointer, errors.New("is not a list of items with an id"))
	}
	value, err := decode(pointer, item.Patch)
	if err != nil {
		return err
	}
	existing, err := at.get()
	if err != nil {
		return err
	}
	if existing.Kind() != automerge.KindList {
		if value == nil {
			return nil
		}
		if err := build(at, field, pointer, []any{}); err != nil {
			return err
		}
		if existing, err = at.get(); err != nil {
			return err
		}
	}
	return setItem(existing.List(), field.Item, pointer+"/"+crm.Escape(item.ID), item.ID, value)
}

func setItem(list *automerge.List, field *crm.Field, pointer, id string, value any) error {
	index, err := itemNamed(list, id)
	if err != nil {
		return err
	}
	if value == nil {
		if index < 0 {
			return nil
		}
		return list.Delete(index)
	}
	if err := fits(field, pointer, value); err != nil {
		return err
	}
	fields := maps.Clone(value.(map[string]any))
	if given, ok := fields["id"]; ok && given != any(id) {
		return refuse(crm.CodeInvalid, pointer+"/id", errors.New("is not the item's id"))
	}
	fields["id"] = id
	if index < 0 {
		return build(slot{list: list, index: list.Len(), insert: true}, field, pointer, fields)
	}
	existing, err := list.Get(index)
	if err != nil {
		return err
	}
	return patchMap(existing.Map(), field, pointer, fields)
}
