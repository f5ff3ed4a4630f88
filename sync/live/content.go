package live

import (
	"encoding/json"
	"io"
	"maps"
	"reflect"
	"slices"
	"unicode/utf8"

	"roomkey/crm"
	"roomkey/sync/live/projection"
)

// pieceOps is about how many operations one piece of a content takes, besides the characters of texts, of which the
// engine writes a bounded number in one change.
const pieceOps = 4_000

// content is what one half of a record shows, by root field, in the form that a draft takes.
type content map[string]any

// contentOf returns the content of a document without what nobody writes: its type or record is kept, derived fields
// are not. Of two items of a list with the same id, the later one gets a new id if it differs, and is left out if not.
func contentOf(t *crm.RecordType, private bool, fields map[string]json.RawMessage, random io.Reader) content {
	c := make(content, len(fields))
	for name, raw := range fields {
		field := t.Root(name)
		if field != nil && (field.Derived || field.Private != private) {
			continue
		}
		if value := writable(field, projection.Decode(raw), random); value != nil {
			c[name] = value
		}
	}
	return c
}

// writable returns a value as it may be written. Nil stands for none.
func writable(f *crm.Field, value any, random io.Reader) any {
	switch v := value.(type) {
	case map[string]any:
		for name, entry := range v {
			child := childOf(f, name)
			entry = writable(child, entry, random)
			if v[name] = entry; entry == nil || child != nil && child.Derived {
				delete(v, name)
			}
		}
	case []any:
		var item *crm.Field
		if f != nil {
			item = f.Item
		}
		for i := range v {
			v[i] = writable(item, v[i], random)
		}
		return distinctItems(v, random)
	}
	return value
}

func childOf(f *crm.Field, name string) *crm.Field {
	if f == nil {
		return nil
	}
	return f.Child(name)
}

// distinctItems makes the ids of a list's items unique.
func distinctItems(items []any, random io.Reader) []any {
	seen := make(map[string]any, len(items))
	return slices.DeleteFunc(items, func(value any) bool {
		item, _ := value.(map[string]any)
		id, _ := item["id"].(string)
		if id == "" {
			return false
		}
		first, twin := seen[id]
		switch {
		case !twin:
			seen[id] = item
		case reflect.DeepEqual(first, value):
			return true
		default:
			item["id"] = crm.NewID(random).String()
		}
		return false
	})
}

// pieces splits the content into merge patches that follow each other, each small enough for one change. A long list
// grows from patch to patch.
func (c content) pieces() []map[string]any {
	var all []map[string]any
	piece, left := map[string]any{}, pieceOps
	next := func() {
		all = append(all, piece)
		piece, left = map[string]any{}, pieceOps
	}
	for _, name := range slices.Sorted(maps.Keys(c)) {
		items, ok := c[name].([]any)
		if !ok {
			if cost := operations(c[name]); cost > left && len(piece) > 0 {
				next()
			}
			left -= operations(c[name])
			piece[name] = c[name]
			continue
		}
		for end := 0; end < len(items); {
			cost := operations(items[end])
			if cost > left && len(piece) > 0 {
				next()
			}
			left -= cost
			end++
			piece[name] = items[:end]
		}
	}
	next()
	return all
}

// operations returns how many operations a value takes, without the characters of texts.
func operations(value any) int {
	n := 1
	switch v := value.(type) {
	case map[string]any:
		for _, entry := range v {
			n += operations(entry)
		}
	case []any:
		for _, item := range v {
			n += operations(item)
		}
	}
	return n
}

// size returns about how many operations and bytes a content of a type takes as a document.
func (c content) size(t *crm.RecordType) (ops, bytes int) {
	for name, value := range c {
		ops += operations(value)
		switch v := value.(type) {
		case string:
			if field := t.Root(name); field != nil && field.Kind == crm.KindText {
				ops += utf8.RuneCountInString(v)
			}
			bytes += len(v)
		default:
			raw, _ := json.Marshal(v) // was read from JSON
			bytes += len(raw)
		}
	}
	return ops, bytes
}

// same reports whether fields hold exactly this content, apart from empty values. Otherwise it names a field.
func (c content) same(fields map[string]json.RawMessage) (field string, same bool) {
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if !reflect.DeepEqual(filled(c[name]), filled(projection.Decode(fields[name]))) {
			return "/" + crm.Escape(name), false
		}
	}
	for name, raw := range fields {
		if _, known := c[name]; !known && filled(projection.Decode(raw)) != nil {
			return "/" + crm.Escape(name), false
		}
	}
	return "", true
}

// filled returns a value without empty texts, lists and maps; nil if nothing is left.
func filled(value any) any {
	switch v := value.(type) {
	case string:
		if v == "" {
			return nil
		}
	case map[string]any:
		full := make(map[string]any, len(v))
		for name, entry := range v {
			if entry = filled(entry); entry != nil {
				full[name] = entry
			}
		}
		if len(full) == 0 {
			return nil
		}
		return full
	case []any:
		if len(v) == 0 {
			return nil
		}
		full := make([]any, len(v))
		for i := range v {
			full[i] = filled(v[i])
		}
		return full
	}
	return value
}
