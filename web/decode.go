package web

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"roomkey/crm"
)

// object is how a JSON object is read into a struct: its members, in the struct's order. It refuses what encoding/json
// lets pass: unknown members, members twice or in another case, null where a value must be, and anything after the
// object. Objects within are read the same way. Nothing changes it once it is made.
type object struct{ members []member }

// member is one member of an object.
type member struct {
	name     string
	index    []int // of the struct's field
	null     bool  // null is a value
	list     bool  // its items are counted, and none of them is null
	trim     bool  // white space around a text is dropped before its bounds are checked
	legible  bool  // a text that others are shown holds nothing that can't be seen
	required bool
	bounds   bounds
	within   *object // of a struct, or of each item of a list of structs; nil: encoding/json reads it
}

// decode reads a JSON object into a T, a struct with json tags. All that is wrong comes at once, as invalid errors that
// name the members at fault. A member of type json.RawMessage is taken as it is.
func decode[T any](body []byte) (T, error) {
	var value T
	err := objectOf(reflect.TypeFor[T]()).decode(body, reflect.ValueOf(&value).Elem())
	return value, err
}

// objectOf looks at a struct's json tags.
func objectOf(t reflect.Type) *object {
	o := &object{}
	for _, field := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous || name == "" || name == "-" {
			continue
		}
		kind := field.Type.Kind()
		o.members = append(o.members, member{
			name: name, index: field.Index, bounds: boundsOf(field), within: within(field.Type),
			null:     kind == reflect.Pointer || field.Type == rawJSON || field.Tag.Get("nullable") == "true",
			list:     isList(field.Type),
			trim:     field.Tag.Get("trim") == "true",
			legible:  field.Tag.Get("legible") == "true",
			required: options == "",
		})
	}
	return o
}

var (
	readsJSON = reflect.TypeFor[json.Unmarshaler]()
	readsText = reflect.TypeFor[encoding.TextUnmarshaler]()
	rawJSON   = reflect.TypeFor[json.RawMessage]()
)

// isList says whether a member's type is a slice, or a pointer to one; json.RawMessage is none.
func isList(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Slice && t != rawJSON
}

// within is how the objects of a member's type are read; nil where it has none.
func within(t reflect.Type) *object {
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	pointer := reflect.PointerTo(t)
	if t.Kind() != reflect.Struct || pointer.Implements(readsJSON) || pointer.Implements(readsText) {
		return nil
	}
	return objectOf(t)
}

// decode reads body into target, a struct of the type that o was made of.
func (o *object) decode(body []byte, target reflect.Value) error {
	found, err := members(body)
	if err != nil {
		return err
	}
	var wrong faults
	var missing []error
	for i := range o.members {
		m := &o.members[i]
		raw, ok := found[m.name]
		delete(found, m.name)
		switch {
		case !ok && m.required:
			missing = append(missing, crm.Invalid(m.name, "is required"))
		case ok:
			wrong.add(m.decode(raw, target.FieldByIndex(m.index)))
		}
	}
	wrong.addUnknown(slices.Sorted(maps.Keys(found)), noSuchMember)
	wrong.add(errors.Join(missing...))
	return wrong.err()
}

// noSuchMember answers a member of a body, or a part of a form, that nobody asked for.
const noSuchMember = "there is no such member here"

func (m *member) decode(raw json.RawMessage, target reflect.Value) error {
	null := string(raw) == "null"
	switch {
	case null && !m.null:
		return crm.Invalid(m.name, "must not be null")
	case m.list && !null:
		if err := m.decodeList(raw, target); err != nil {
			return err
		}
	case null || m.within == nil:
		if err := json.Unmarshal(raw, target.Addr().Interface()); err != nil {
			return memberError(m.name, err)
		}
	default:
		if target.Kind() == reflect.Pointer {
			target.Set(reflect.New(target.Type().Elem()))
			target = target.Elem()
		}
		return inside(m.name, m.within.decode(raw, target))
	}
	if null {
		return nil
	}
	if m.trim {
		text := reflect.Indirect(target)
		text.SetString(strings.TrimSpace(text.String()))
	}
	if text := reflect.Indirect(target); m.legible && crm.Legible(text.String(), crm.Joiners) != text.String() {
		return crm.Invalid(m.name, "has characters that can't be seen")
	}
	return m.bounds.check(m.name, target)
}

// decodeList reads a list. How many items there are is checked first: each costs far more than its bytes.
func (m *member) decodeList(raw json.RawMessage, target reflect.Value) error {
	items, err := m.items(raw)
	if err != nil {
		return err
	}
	if m.within == nil {
		for _, item := range items {
			if string(item) == "null" { // encoding/json would leave the item as it is, a zero hash for one
				return crm.Invalid(m.name, "must not hold null")
			}
		}
		if err := json.Unmarshal(raw, target.Addr().Interface()); err != nil {
			return memberError(m.name, err)
		}
		return nil
	}
	list := reflect.MakeSlice(target.Type(), len(items), len(items))
	var wrong faults
	for i, item := range items {
		if wrong.full() {
			break
		}
		wrong.add(inside(m.name, m.within.decode(item, list.Index(i))))
	}
	target.Set(list)
	return wrong.err()
}

// items splits a list, and stops at the first item too many. raw is valid JSON.
func (m *member) items(raw json.RawMessage) ([]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if token, err := decoder.Token(); err != nil || token != json.Delim('[') {
		return nil, crm.Invalid(m.name, "must be a list")
	}
	var items []json.RawMessage
	for decoder.More() {
		if m.bounds.bounded && len(items) == m.bounds.max {
			return nil, m.bounds.count(m.name, len(items)+1, "items")
		}
		var item json.RawMessage
		if err := decoder.Decode(&item); err != nil {
			return nil, memberError(m.name, err)
		}
		items = append(items, item)
	}
	return items, m.bounds.count(m.name, len(items), "items")
}

// inside names a member of a member, in each of the errors that err joins.
func inside(name string, err error) error {
	var located []error
	for _, one := range allErrors(err) {
		known, ok := one.(*crm.Error)
		if !ok {
			located = append(located, one)
			continue
		}
		within := *known
		if within.Field = name; known.Field != "" {
			within.Field = name + "/" + known.Field
		}
		located = append(located, &within)
	}
	return errors.Join(located...)
}

// allErrors are the errors that err joins, or err alone; nil for nil.
func allErrors(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, allErrors(one)...)
	}
	return all
}

func memberError(name string, err error) error {
	var known *crm.Error
	if errors.As(err, &known) {
		return crm.Invalid(name, "%s", known.Message)
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Type != nil {
		return crm.Invalid(name, "must be a %s", jsonKind(wrong.Type))
	}
	return crm.Invalid(name, "has a wrong value")
}

func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.Slice, reflect.Array:
		return "list"
	case reflect.Map:
		return "map"
	case reflect.Struct:
		return "time, as RFC 3339 has it"
	case reflect.String:
		return "text"
	}
	return "number"
}
