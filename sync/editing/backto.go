package editing

import (
	"encoding/json"
	"reflect"

	"roomkey/crm"
	"roomkey/sync/live/projection"
)

// backTo is the merge patch that gives the fields their former values; nil if nothing differs.
func backTo(t *crm.RecordType, private bool, now, then map[string]json.RawMessage) json.RawMessage {
	patch := make(map[string]any)
	for i := range t.Fields {
		f := &t.Fields[i]
		if f.Private != private || f.Server || f.Derived {
			continue
		}
		is, was := strip(f, plain(now[f.Name])), strip(f, plain(then[f.Name]))
		if !reflect.DeepEqual(is, was) {
			patch[f.Name] = undoing(f, is, was)
		}
	}
	if len(patch) == 0 {
		return nil
	}
	raw, err := json.Marshal(patch)
	if err != nil {
		return nil // it came from JSON
	}
	return raw
}

// undoing is the patch that turns one value into another.
func undoing(f *crm.Field, is, was any) any {
	switch f.Kind {
	case crm.KindMap:
		return undoingMap(f, is, was)
	case crm.KindList:
		before, _ := was.([]any)
		if f.Item.Kind != crm.KindMap {
			return before
		}
		known := make(map[string]any)
		after, _ := is.([]any)
		for i, item := range after {
			known[projection.NameOf(item, i)] = item
		}
		items := make([]any, len(before))
		for i, item := range before {
			items[i] = undoingMap(f.Item, known[projection.NameOf(item, i)], item)
		}
		return items
	}
	return was
}

// undoingMap names every key of the old map, and removes keys that were added since.
func undoingMap(f *crm.Field, is, was any) any {
	before, _ := was.(map[string]any)
	after, _ := is.(map[string]any)
	patch := make(map[string]any, len(before))
	for name, value := range before {
		patch[name] = value
		if child := f.Child(name); child != nil && after[name] != nil {
			patch[name] = undoing(child, after[name], value)
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok {
			patch[name] = nil
		}
	}
	return patch
}
