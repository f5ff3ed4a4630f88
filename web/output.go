package web

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"

	"roomkey/web/api"
)

// output is how a route's answer is written. Nothing changes it once it is made.
type output struct {
	empty   bool
	headers []header
	stream  []int    // the field of what is streamed; nil: the answer is JSON
	table   []int    // the field of the CSV that may be in the place of the JSON; nil: none
	already []int    // the field that says that nothing was made, so that the status is 200; nil: none
	members []string // `"name":` of each field, where one of them writes itself; nil: encoding/json writes all
	fields  [][]int
	same    *shortForms // of an answer that never changes; nil: it may
}

type header struct {
	name  string
	index []int
}

var (
	writesItself = reflect.TypeFor[api.Written]()
	isStreamed   = reflect.TypeFor[io.ReadCloser]()
	isTable      = reflect.TypeFor[*api.Table]()
)

// outputOf looks at the tags of an answer's type.
func outputOf(t reflect.Type) *output {
	out := &output{empty: true}
	written := false
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Tag.Get("same") == "true" {
			out.same = &shortForms{}
		}
		switch {
		case field.Tag.Get("already") == "true":
			out.already = field.Index
		case field.Tag.Get("header") != "":
			out.headers = append(out.headers, header{field.Tag.Get("header"), field.Index})
		case field.Type == isTable:
			out.table = field.Index
		case field.Type == isStreamed:
			out.stream, out.empty = field.Index, false
		case field.Type == writesItself && field.Anonymous:
			out.fields, out.members, out.empty = [][]int{field.Index}, []string{""}, false
			return out
		case name != "" && name != "-" && len(field.Index) == 1:
			out.empty, written = false, written || field.Type == writesItself
			out.members, out.fields = append(out.members, `"`+name+`":`), append(out.fields, field.Index)
		case field.Anonymous:
			out.empty = false
		}
	}
	if !written {
		out.members, out.fields = nil, nil
	}
	return out
}

// write answers with a value of the type that out was made of; nil answers 204.
func (out *output) write(c *call, answer reflect.Value) error {
	if answer.IsNil() {
		return c.nothing()
	}
	value := answer.Elem()
	if out.already != nil && value.FieldByIndex(out.already).Bool() {
		c.status = http.StatusOK
	}
	if err := out.writeBody(c, value); err != nil {
		return err
	}
	for _, h := range out.headers { // last: a failure has none of them
		if text := value.FieldByIndex(h.index).String(); text != "" {
			c.fiber.Response().Header.Add(h.name, text)
		}
	}
	if out.stream != nil || c.fiber.Method() != http.MethodGet { // what an Idempotency-Key keeps is as it was encoded
		return nil
	}
	return compress(c.fiber, out.same)
}

func (out *output) writeBody(c *call, value reflect.Value) error {
	switch {
	case out.stream != nil:
		return c.stream(c.media, value.FieldByIndex(out.stream).Interface().(io.ReadCloser))
	case out.empty:
		return c.nothing()
	case out.table != nil && !value.FieldByIndex(out.table).IsNil():
		return c.table(value.FieldByIndex(out.table).Interface().(*api.Table))
	}
	body, err := out.encode(value)
	if err != nil {
		return err
	}
	return c.raw(c.status, body)
}

func (out *output) encode(value reflect.Value) ([]byte, error) {
	if out.members == nil {
		return json.Marshal(value.Addr().Interface())
	}
	if out.members[0] == "" {
		return value.FieldByIndex(out.fields[0]).Interface().(api.Written).AppendJSON(nil), nil
	}
	body := []byte("{")
	for i, name := range out.members {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, name...)
		member := value.FieldByIndex(out.fields[i]).Interface()
		if written, ok := member.(api.Written); ok {
			body = written.AppendJSON(body)
			continue
		}
		text, err := json.Marshal(member)
		if err != nil {
			return nil, err
		}
		body = append(body, text...)
	}
	return append(body, '}'), nil
}
