package engine

import (
	"errors"
	"maps"
	"strconv"
	"strings"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crm"
)

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
		if err := w.build(at, field, pointer, []any{}); err != nil {
			return err
		}
		if existing, err = at.get(); err != nil {
			return err
		}
	}
	index, err := itemNamed(existing.List(), item.ID)
	if err != nil {
		return err
	}
	before, length := len(w.rest), existing.List().Len()
	name := pointer + "/" + crm.Escape(item.ID)
	if err := w.setItem(existing.List(), index, field.Item, name, item.ID, value); err != nil {
		return err
	}
	if index < 0 {
		index = length
	}
	for i := range w.rest[before:] {
		rest := &w.rest[before+i]
		rest.Pointer = at.place + "/" + strconv.Itoa(index) + strings.TrimPrefix(w.prefix+rest.Pointer, name)
	}
	return nil
}

// setItem patches the item at index; below 0, it appends one.
func (w *writer) setItem(list *automerge.List, index int, field *crm.Field, pointer, id string, value any) error {
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
		return w.build(slot{list: list, index: list.Len(), insert: true}, field, pointer, fields)
	}
	existing, err := list.Get(index)
	if err != nil {
		return err
	}
	return w.patchMap(existing.Map(), field, pointer, fields)
}
