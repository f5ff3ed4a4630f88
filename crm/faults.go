package crm

import (
	"maps"
	"slices"
	"strconv"
)

// Faults are all that is wrong with a value of the field, as encoding/json decodes it: what Check finds, and the rules
// within the field that it breaks. Values within it that old holds at the same place are not judged: those from before
// a rule may stay. Items of lists are known by their ids, and scalar items by themselves. today is as for RuleString.
func (f *Field) Faults(pointer string, value, old any, today string) []*Error {
	switch f.Kind {
	case KindList:
		return f.listFaults(pointer, value, old, today)
	case KindMap:
		return f.mapFaults(pointer, value, old, today)
	}
	if same(value, old) {
		return nil
	}
	err := f.Check(pointer, value)
	if err == nil {
		switch value := value.(type) {
		case string:
			err = f.RuleString(pointer, value, today)
		case float64:
			err = f.RuleNumber(pointer, value)
		}
	}
	if known, ok := err.(*Error); ok {
		return []*Error{known}
	}
	return nil
}

// same reports whether two scalars are the same.
func same(a, b any) bool {
	switch a.(type) {
	case string, float64, bool:
		return a == b
	}
	return false
}

func (f *Field) listFaults(pointer string, value, old any, today string) (found []*Error) {
	items, ok := value.([]any)
	if !ok {
		return []*Error{Invalid(pointer, "must be a list")}
	}
	before, _ := old.([]any)
	if len(items) > MaxListItems && len(items) > len(before) {
		return []*Error{{Code: CodeTooLarge, Field: pointer, Message: "has more than " +
			strconv.Itoa(MaxListItems) + " items"}}
	}
	was := make(map[any]any, len(before))
	for _, item := range before {
		if key := itemKey(item); key != nil {
			was[key] = item
		}
	}
	for i, item := range items {
		found = append(found, f.Item.Faults(pointer+"/"+strconv.Itoa(i), item, was[itemKey(item)], today)...)
	}
	return found
}

// itemKey is what an item of a list is known by; nil: nothing.
func itemKey(item any) any {
	switch item := item.(type) {
	case string, float64, bool:
		return item
	case map[string]any:
		if id, ok := item["id"].(string); ok {
			return itemID(id)
		}
	}
	return nil
}

// itemID keeps ids apart from scalar items.
type itemID string

func (f *Field) mapFaults(pointer string, value, old any, today string) (found []*Error) {
	entries, ok := value.(map[string]any)
	if !ok {
		return []*Error{Invalid(pointer, "must be a map")}
	}
	before, _ := old.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		at := pointer + "/" + Escape(name)
		child := find(f.Fields, name)
		if child == nil || child.Derived {
			found = append(found, Invalid(at, "there is no such field"))
			continue
		}
		found = append(found, child.Faults(at, entries[name], before[name], today)...)
	}
	return found
}

// MissingFields are the errors of all required fields that have no value; see Missing.
func (t *RecordType) MissingFields(has func(name string) bool) (missing []*Error) {
	for i := range t.Fields {
		if f := &t.Fields[i]; f.Required && !has(f.Name) {
			missing = append(missing, Invalid("/"+Escape(f.Name), "is required"))
		}
	}
	for _, group := range t.RequireOne {
		if err := missingGroup(group, has); err != nil {
			missing = append(missing, err)
		}
	}
	return missing
}
