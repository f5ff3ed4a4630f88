package web

import (
	"bytes"
	"reflect"
	"strings"

	"roomkey/crm"
)

// value is a field that is read from a text.
type value struct {
	name     string
	index    []int
	bounds   bounds
	usual    string // what is read where there is none
	required bool
}

func valueOf(field reflect.StructField, tag string) value {
	name, options, _ := strings.Cut(field.Tag.Get(tag), ",")
	return value{name: name, index: field.Index, bounds: boundsOf(field), usual: field.Tag.Get("default"),
		required: options == ""}
}

// readHeader takes a header; several of one name are one, with commas between them.
func (v *value) readHeader(c *call, target reflect.Value) {
	lines := c.fiber.Request().Header.PeekAll(v.name)
	target.FieldByIndex(v.index).SetString(string(bytes.Join(lines, []byte(", "))))
}

// readPath takes a part of the address. What is no id stays the zero id, which names nothing: it answers as any unknown
// id does.
func (v *value) readPath(c *call, target reflect.Value) {
	text := c.fiber.Params(v.name)
	field := target.FieldByIndex(v.index)
	if id, ok := field.Addr().Interface().(*crm.ID); ok {
		if parsed, err := crm.ParseID(text); err == nil {
			*id = parsed
		}
		return
	}
	field.SetString(strings.Clone(text))
}
