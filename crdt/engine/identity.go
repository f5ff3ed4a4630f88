package engine

import (
	"encoding/json"
	"errors"
	"strconv"

	"github.com/automerge/automerge-go"

	"roomkey/crm"
)

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
