package engine

import (
	"errors"
	"strconv"

	"github.com/automerge/automerge-go"

	"roomkey/crm"
)

// build makes a new value in a slot. A new map gets all its containers, empty if the value lacks them, so that two
// devices that fill one later fill the same container.
func (w *writer) build(at slot, field *crm.Field, pointer string, value any) error {
	if err := fits(field, pointer, value); err != nil {
		return err
	}
	switch field.Kind {
	case crm.KindText:
		text := automerge.NewText("")
		if err := at.set(text); err != nil {
			return err
		}
		return w.writeText(text, pointer, value.(string))
	case crm.KindList:
		if _, err := identities(field, pointer, value.([]any)); err != nil {
			return err
		}
		list := automerge.NewList()
		if err := at.set(list); err != nil {
			return err
		}
		for i, item := range value.([]any) {
			if err := w.build(slot{list: list, index: i, insert: true}, field.Item, pointer+"/"+strconv.Itoa(i),
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
		return w.fill(made, field, pointer, value.(map[string]any))
	}
	return at.set(scalar(value))
}

// fill writes the fields of a new map in the schema's order.
func (w *writer) fill(made *automerge.Map, field *crm.Field, pointer string, values map[string]any) error {
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
		at := slot{in: made, key: child.Name}
		if err := w.build(at, child, pointer+"/"+crm.Escape(child.Name), value); err != nil {
			return err
		}
	}
	return nil
}
