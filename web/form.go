package web

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"reflect"
	"slices"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// errForm answers a form whose parts can't be told apart.
var errForm = crm.Errorf(crm.CodeInvalid, "the form can't be read")

// readForm reads fields from a form's parts (RFC 7578), each at most once.
func readForm(c *call, fields []value, target reflect.Value) error {
	body, err := c.body(fiber.MIMEMultipartForm)
	if err != nil {
		return err
	}
	_, params, err := mime.ParseMediaType(c.fiber.Get(fiber.HeaderContentType))
	if err != nil {
		return crm.Invalid("Content-Type", "can't be read")
	}
	parts, err := readParts(multipart.NewReader(bytes.NewReader(body), params["boundary"]))
	if err != nil {
		return err
	}
	var wrong faults
	for i := range fields {
		v := &fields[i]
		wrong.add(v.readPart(parts, target.FieldByIndex(v.index)))
		delete(parts, v.name)
	}
	wrong.addUnknown(slices.Sorted(maps.Keys(parts)), noSuchMember)
	return wrong.err()
}

// readParts gives the parts by name; together they are no larger than the body, which is bounded.
func readParts(form *multipart.Reader) (map[string][]byte, error) {
	parts := make(map[string][]byte)
	for {
		part, err := form.NextRawPart()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return nil, errForm
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, errForm
		}
		if _, twice := parts[part.FormName()]; twice {
			return nil, crm.Invalid(clip(part.FormName()), "is there twice")
		}
		parts[part.FormName()] = content
	}
}

func (v *value) readPart(parts map[string][]byte, field reflect.Value) error {
	content, ok := parts[v.name]
	switch {
	case v.required && len(content) == 0:
		return crm.Invalid(v.name, "is required")
	case !ok:
	case field.Kind() == reflect.Slice:
		field.SetBytes(content)
	case string(content) != "true" && string(content) != "false":
		return crm.Invalid(v.name, "is true or false")
	default:
		field.SetBool(string(content) == "true")
	}
	return nil
}
