package plugins

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"roomkey/crm"
)

// checkMembers checks the names in a JSON text that encoding/json has decoded into a value of type t. That package
// takes a member of another case for the same, and of several equal ones the last; another reader may choose otherwise.
// So every member of a struct has its exact name, and no object has a member twice. at is the text's JSON Pointer.
func checkMembers(raw json.RawMessage, t reflect.Type, at string) error {
	return membersOf(json.NewDecoder(bytes.NewReader(raw)), t, at)
}

// membersOf reads one value. t is its type, or nil if its members may have any names.
func membersOf(tokens *json.Decoder, t reflect.Type, at string) error {
	token, err := tokens.Token()
	if err != nil {
		return unreadable(err)
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch token {
	case json.Delim('{'):
		return objectMembers(tokens, t, at)
	case json.Delim('['):
		var item reflect.Type
		if t != nil && t.Kind() == reflect.Slice && t != rawJSON {
			item = t.Elem()
		}
		for i := 0; tokens.More(); i++ {
			if err := membersOf(tokens, item, at+"/"+strconv.Itoa(i)); err != nil {
				return err
			}
		}
		_, err = tokens.Token()
	}
	if err != nil {
		return unreadable(err)
	}
	return nil
}

var rawJSON = reflect.TypeFor[json.RawMessage]()

func objectMembers(tokens *json.Decoder, t reflect.Type, at string) error {
	seen := make(map[string]bool)
	for tokens.More() {
		token, err := tokens.Token()
		if err != nil {
			return unreadable(err)
		}
		name, _ := token.(string) // the decoder allows nothing else
		at := at + "/" + crm.Escape(name)
		if seen[name] {
			return crm.Invalid(at, "is there twice")
		}
		seen[name] = true
		of, exact := memberOf(t, name)
		if exact != name {
			return crm.Invalid(at, "there is no such member: it is spelt %s", exact)
		}
		if err := membersOf(tokens, of, at); err != nil {
			return err
		}
	}
	if _, err := tokens.Token(); err != nil {
		return unreadable(err)
	}
	return nil
}

// memberOf returns the type of a member of an object of type t (nil: any), and its exact name.
func memberOf(t reflect.Type, name string) (of reflect.Type, exact string) {
	switch {
	case t == nil || t == rawJSON:
		return nil, name
	case t.Kind() == reflect.Map:
		return t.Elem(), name
	case t.Kind() != reflect.Struct:
		return nil, name
	}
	for i := range t.NumField() {
		tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if tag == name {
			return t.Field(i).Type, tag
		}
		if strings.EqualFold(tag, name) {
			of, exact = t.Field(i).Type, tag
		}
	}
	return of, exact
}
