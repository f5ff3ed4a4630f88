package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"

	"roomkey/crm"
)

// decode reads a JSON object into a T, a struct with json tags. It refuses what encoding/json lets pass: unknown members,
// members twice, members in another case, null for what must be there, and anything after the object. The error is invalid
// and names the member at fault.
//
// A member of type json.RawMessage is taken as it is.
func decode[T any](body []byte) (T, error) {
	var value T
	members, err := members(body)
	if err != nil {
		return value, err
	}
	target := reflect.ValueOf(&value).Elem()
	for i := range target.NumField() {
		name, _, _ := strings.Cut(target.Type().Field(i).Tag.Get("json"), ",")
		raw, ok := members[name]
		if !ok {
			continue
		}
		delete(members, name)
		if string(raw) == "null" && !nullable(target.Field(i).Kind()) {
			return value, crm.Invalid(name, "must not be null")
		}
		if err := json.Unmarshal(raw, target.Field(i).Addr().Interface()); err != nil {
			return value, memberError(name, err)
		}
	}
	for name := range members {
		return value, crm.Invalid(clip(name), "there is no such member here")
	}
	return value, nil
}

func nullable(kind reflect.Kind) bool { return kind == reflect.Pointer || kind == reflect.Slice }

// members splits a JSON object into its members, undecoded.
func members(body []byte) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, crm.Invalid("", "the body must be a JSON object")
	}
	found := make(map[string]json.RawMessage)
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, crm.Invalid("", "the body is not valid JSON")
		}
		name, _ := token.(string)
		if _, twice := found[name]; twice {
			return nil, crm.Invalid(clip(name), "is there twice")
		}
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			return nil, crm.Invalid("", "the body is not valid JSON")
		}
		found[name] = raw
	}
	if _, err := decoder.Token(); err != nil {
		return nil, crm.Invalid("", "the body is not valid JSON")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, crm.Invalid("", "there is something after the JSON object")
	}
	return found, nil
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

// clip bounds what of a client's own name for something is repeated to it.
func clip(name string) string {
	if len(name) > 64 {
		name = name[:64]
	}
	return strings.ToValidUTF8(name, "")
}
