package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/automerge/automerge-go"

	"roomkey/crm"
)

// patchList makes values the list's content. Items that stay keep their object and their place: items with an id are
// found by it and patched, others are found by their value. An item that has moved is made again with its old fields.
func patchList(list *automerge.List, field *crm.Field, pointer string, values []any) error {
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
		if err := patchMap(old[m.a].Map(), field.Item, pointer+"/"+strconv.Itoa(m.b), item); err != nil {
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
			if err := build(at, field.Item, pointer+"/"+strconv.Itoa(i), value); err != nil {
				return err
			}
		}
	}
	return nil
}

// identity returns an item's key: "#" and its id if it is a map that has one, else its JSON.
func identity(rendered []byte, id string) string {
	if id != "" {
		return "#" + id
	}
	return string(rendered)
}

// identified are the items of a list with their keys.
type identified struct {
	keys []string
	json map[string]json.RawMessage // by key
}

func identify(items []*automerge.Value) (*identified, error) {
	known := &identified{keys: make([]string, len(items)), json: map[string]json.RawMessage{}}
	for i, item := range items {
		rendered, err := appendValue(nil, item)
		if err != nil {
			return nil, err
		}
		id, err := idOf(item)
		if err != nil {
			return nil, err
		}
		key := identity(rendered, id)
		known.keys[i], known.json[key] = key, rendered
	}
	return known, nil
}

// idOf returns the id of an item that is a map; "" if it has none.
func idOf(item *automerge.Value) (string, error) {
	if item.Kind() != automerge.KindMap {
		return "", nil
	}
	id, err := item.Map().Get("id")
	if err != nil {
		return "", err
	}
	switch id.Kind() {
	case automerge.KindStr:
		return id.Str(), nil
	case automerge.KindText:
		return id.Text().Get()
	}
	return "", nil
}

// identities checks the new items of a list and returns their keys.
func identities(field *crm.Field, pointer string, values []any) ([]string, error) {
	keys, seen := make([]string, len(values)), map[string]bool{}
	for i, value := range values {
		at := pointer + "/" + strconv.Itoa(i)
		if err := fits(field.Item, at, value); err != nil {
			return nil, err
		}
		id := ""
		if item, ok := value.(map[string]any); ok {
			id, _ = item["id"].(string)
		}
		keys[i] = identity(appendJSON(nil, value), id)
		if id != "" && seen[id] {
			return nil, refuse(crm.CodeInvalid, at+"/id", errors.New("is the id of another item too"))
		}
		seen[id] = true
	}
	return keys, nil
}

// merge applies a merge patch to an item's JSON. If there is no item, the patch is the value.
func merge(item json.RawMessage, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok || item == nil {
		return patch
	}
	return mergeInto(decodeRendered(item), changes)
}

func mergeInto(target any, changes map[string]any) any {
	merged, ok := target.(map[string]any)
	if !ok {
		merged = map[string]any{}
	}
	for name, change := range changes {
		switch change := change.(type) {
		case nil:
			delete(merged, name)
		case map[string]any:
			merged[name] = mergeInto(merged[name], change)
		default:
			merged[name] = change
		}
	}
	return merged
}

// decodeRendered decodes JSON that appendValue wrote.
func decodeRendered(rendered []byte) (value any) {
	decoder := json.NewDecoder(bytes.NewReader(rendered))
	decoder.UseNumber()
	decoder.Decode(&value) // appendValue writes valid JSON
	return value
}
