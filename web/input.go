package web

import (
	"errors"
	"maps"
	"net/url"
	"reflect"
	"slices"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// input is how a route's request is read: which field of the struct comes from where. Nothing changes it once it is
// made.
type input struct {
	kind   []int   // the field that takes the route's record type; nil: there is none
	path   []value // parts of the address
	query  []value // parameters
	header []value // headers
	form   []value // parts of a form
	raw    []int   // the field that takes the body as it is; nil: there is none
	media  string  // … and the type that it must be of
	body   *object // members of a JSON body; nil: there is none

	strict bool // parameters that query doesn't name are refused
}

var (
	recordKind = reflect.TypeFor[*crm.RecordType]()
)

// inputOf looks at the tags of a request's type.
func inputOf(t reflect.Type) *input {
	in := &input{body: objectOf(t)}
	if len(in.body.members) == 0 {
		in.body = nil
	}
	for _, field := range reflect.VisibleFields(t) {
		switch tag := field.Tag; {
		case field.Type == recordKind:
			in.kind = field.Index
		case tag.Get("path") != "":
			in.path = append(in.path, valueOf(field, "path"))
		case tag.Get("query") != "":
			in.query, in.strict = append(in.query, valueOf(field, "query")), true
		case tag.Get("header") != "":
			in.header = append(in.header, valueOf(field, "header"))
		case tag.Get("formData") != "":
			in.form = append(in.form, valueOf(field, "formData"))
		case tag.Get("contentType") != "":
			in.raw, in.media = field.Index, tag.Get("contentType")
		}
	}
	return in
}

// read fills target, a struct of the type that in was made of. All that is wrong with the request comes at once.
func (in *input) read(c *call, target reflect.Value) error {
	if in.kind != nil {
		target.FieldByIndex(in.kind).Set(reflect.ValueOf(c.kind))
	}
	for i := range in.path {
		in.path[i].readPath(c, target)
	}
	for i := range in.header {
		in.header[i].readHeader(c, target)
	}
	return errors.Join(in.readBody(c, target), in.readQuery(c, target))
}

func (in *input) readBody(c *call, target reflect.Value) error {
	switch {
	case in.form != nil:
		return readForm(c, in.form, target)
	case in.raw != nil:
		body, err := c.body(in.media)
		target.FieldByIndex(in.raw).SetBytes(body)
		return err
	case in.body == nil:
		return nil
	}
	kinds := []string{fiber.MIMEApplicationJSON}
	if c.fiber.Method() == fiber.MethodPatch {
		kinds = append(kinds, mergePatchType)
	}
	body, err := c.body(kinds...)
	if err != nil {
		return err
	}
	return in.body.decode(body, target)
}

func (in *input) readQuery(c *call, target reflect.Value) error {
	if !in.strict {
		return nil
	}
	values, err := url.ParseQuery(string(c.fiber.Request().URI().QueryString()))
	if err != nil {
		return crm.Invalid("", "the address's query is malformed")
	}
	var wrong faults
	for i := range in.query {
		wrong.add(in.query[i].readQuery(values, target))
	}
	// A misspelt filter must not answer with everything.
	wrong.addUnknown(slices.Sorted(maps.Keys(values)), "there is no such parameter here")
	return wrong.err()
}
