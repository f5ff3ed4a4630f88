package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crm"
)

// writer writes the parts of a draft into a document.
type writer struct {
	root   *automerge.Map
	schema *crm.RecordType
	half   bool // the private half
	prefix string

	left int              // characters that this change may still insert or delete
	rest []crdt.TextPatch // texts that it has not finished; list items by their index
}

func newWriter(doc *automerge.Doc, draft *crdt.Draft) (*writer, error) {
	w := &writer{root: doc.RootMap(), schema: crm.TypeNamed(draft.Type), half: draft.Private,
		left: maxTextOps}
	if w.schema == nil {
		return nil, refuse(crm.CodeInvalid, "type", errors.New("there is no such type of record"))
	}
	if draft.Private {
		w.prefix = "/private"
	}
	return w, nil
}

// The root keys of a document that are not fields of the schema.
var (
	typeField    = &crm.Field{Name: "type", Kind: crm.KindString}
	privateField = &crm.Field{Name: "privateOf", Kind: crm.KindString}
)

// rootSlot returns the slot of a root field of this half of the record.
func (w *writer) rootSlot(name string) (slot, *crm.Field, error) {
	field := w.schema.Root(name)
	switch {
	case name == typeField.Name && !w.half:
		field = typeField
	case name == privateField.Name && w.half:
		field = privateField
	case field == nil || field.Private != w.half:
		return slot{}, nil, refuse(crm.CodeInvalid, w.prefix+"/"+crm.Escape(name), errors.New("there is no such field"))
	}
	return slot{in: w.root, key: name}, field, nil
}

// find follows a JSON Pointer. Within a list, a step of the pointer is an item's id. The slot's place names items by
// their index instead.
func (w *writer) find(pointer string) (slot, *crm.Field, error) {
	steps := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	at, field, err := w.rootSlot(crm.Unescape(steps[0]))
	if err != nil {
		return slot{}, nil, err
	}
	place := "/" + steps[0]
	for _, step := range steps[1:] {
		name := crm.Unescape(step)
		value, err := at.get()
		if err != nil {
			return slot{}, nil, err
		}
		next := field.Child(name)
		switch {
		case next == nil:
			return slot{}, nil, refuse(crm.CodeInvalid, w.prefix+pointer, errors.New("there is no such field"))
		case value.Kind() == automerge.KindMap:
			at, place = slot{in: value.Map(), key: name}, place+"/"+step
		case value.Kind() == automerge.KindList:
			index, err := itemNamed(value.List(), name)
			if err != nil {
				return slot{}, nil, err
			}
			if index < 0 {
				return slot{}, nil, refuse(crm.CodeNotFound, w.prefix+pointer, errors.New("there is no such item"))
			}
			at, place = slot{list: value.List(), index: index}, place+"/"+strconv.Itoa(index)
		default:
			return slot{}, nil, refuse(crm.CodeInvalid, w.prefix+pointer, errors.New("has nothing to be in"))
		}
		field = next
	}
	at.place = place
	return at, field, nil
}

// itemNamed returns the index of the item with an id, -1 if there is none.
func itemNamed(list *automerge.List, id string) (int, error) {
	items, err := list.Values()
	if err != nil {
		return 0, err
	}
	for i, item := range items {
		found, err := idOf(item)
		if err != nil {
			return 0, err
		}
		if found == id {
			return i, nil
		}
	}
	return -1, nil
}

// decode decodes JSON and keeps numbers as they are written.
func decode(pointer string, data []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, refuse(crm.CodeInvalid, pointer, errors.New("must be JSON"))
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, refuse(crm.CodeInvalid, pointer, errors.New("must be one JSON value"))
	}
	return value, nil
}
