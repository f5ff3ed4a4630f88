package web

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
)

// bounds are what a field's tags say of its value. The OpenAPI document says the same: it reads the same tags.
type bounds struct {
	min, max int // of a text's bytes, a list's items or a number
	bounded  bool
	options  []string // nil: any text
}

// boundsOf reads a field's tags.
func boundsOf(field reflect.StructField) bounds {
	b := bounds{max: int(^uint(0) >> 1)}
	for _, tag := range []string{"minLength", "minItems", "minimum"} {
		b.tag(field, tag, &b.min)
	}
	for _, tag := range []string{"maxLength", "maxItems", "maximum"} {
		b.tag(field, tag, &b.max)
	}
	if text := field.Tag.Get("enum"); text != "" {
		b.options = strings.Split(text, ",")
	}
	return b
}

func (b *bounds) tag(field reflect.StructField, name string, value *int) {
	text, ok := field.Tag.Lookup(name)
	if !ok {
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		panic("web: " + field.Name + ": " + err.Error()) // tags are constants
	}
	*value, b.bounded = n, true
}

// check says what is wrong with a value; a nil pointer is right.
func (b *bounds) check(name string, value reflect.Value) error {
	if value.Kind() == reflect.Pointer {
		if value.IsNil() {
			return nil
		}
		value = value.Elem()
	}
	switch value.Kind() {
	case reflect.String:
		if b.options != nil && !slices.Contains(b.options, value.String()) {
			return crm.Invalid(name, "must be %s", strings.Join(b.options, " or "))
		}
		return b.count(name, value.Len(), "bytes")
	case reflect.Slice:
		return b.count(name, value.Len(), "items")
	case reflect.Int:
		if n := int(value.Int()); b.bounded && (n < b.min || n > b.max) {
			return crm.Invalid(name, "must be a number from %d to %d", b.min, b.max)
		}
	}
	return nil
}

func (b *bounds) count(name string, n int, what string) error {
	switch {
	case !b.bounded || b.min <= n && n <= b.max:
		return nil
	case b.max > 1<<40:
		return crm.Invalid(name, "must have at least %d %s", b.min, what)
	case b.min == 0:
		return crm.Invalid(name, "must have at most %d %s", b.max, what)
	}
	return crm.Invalid(name, "must have %d to %d %s", b.min, b.max, what)
}
