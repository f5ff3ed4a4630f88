package plugins

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"roomkey/crm"
)

// checkMembers checks a JSON text against the type t of the value that it is to be decoded into. encoding/json takes a
// member of another case for the same, and of several equal ones the last; another reader may choose otherwise. So
// every member of a struct has its exact name, and no object has a member twice. Errors name the whole path to what is
// wrong, which encoding/json does not know. at is the text's JSON Pointer.
func checkMembers(raw json.RawMessage, t reflect.Type, at string) error {
	return membersOf(json.NewDecoder(bytes.NewReader(raw)), t, at)
}

// membersOf reads one value. t is its type, or nil if it may be anything.
func membersOf(tokens *json.Decoder, t reflect.Type, at string) error {
	token, err := tokens.Token()
	if err != nil {
		return unreadable(err)
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == rawJSON || t != nil && reflect.PointerTo(t).Implements(decodesItself) {
		t = nil
	}
	if should := shouldBe(token, t); should != "" {
		return crm.Invalid(at, "must be %s", should)
	}
	switch token {
	case json.Delim('{'):
		return objectMembers(tokens, t, at)
	case json.Delim('['):
		var item reflect.Type
		if t != nil && t.Kind() == reflect.Slice {
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

var (
	rawJSON       = reflect.TypeFor[json.RawMessage]()
	decodesItself = reflect.TypeFor[json.Unmarshaler]()
)

// shouldBe says what a value of type t is in JSON, where the value that begins with token is something else; "" where
// it may be that. null stands for the zero value of every type.
func shouldBe(token json.Token, t reflect.Type) string {
	if t == nil || token == nil {
		return ""
	}
	fits, should := true, ""
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		fits, should = token == json.Delim('{'), "an object"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 { // bytes, which are base64
			_, fits = token.(string)
			return orFits(fits, "a text in base64")
		}
		fits, should = token == json.Delim('['), "a list"
	case reflect.String:
		_, fits = token.(string)
		should = "a text"
	case reflect.Bool:
		_, fits = token.(bool)
		should = "true or false"
	case reflect.Int:
		number, ok := token.(float64)
		fits, should = ok && number == math.Trunc(number), "a whole number"
	}
	return orFits(fits, should)
}

func orFits(fits bool, should string) string {
	if fits {
		return ""
	}
	return should
}

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
		of, exact, known := memberOf(t, name)
		switch {
		case exact == "":
			return crm.Invalid(shortened(at), "there is no such member: here there may be %s",
				strings.Join(known, ", "))
		case exact != name:
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

const maxShownPath = 256 // bytes of a path in an error

func shortened(path string) string {
	if len(path) > maxShownPath {
		return strings.ToValidUTF8(path[:maxShownPath], "") + "…"
	}
	return path
}

// memberOf returns the type of a member of an object of type t (nil: any), and its exact name. If there is no such
// member, exact is "", and known are those that there are.
func memberOf(t reflect.Type, name string) (of reflect.Type, exact string, known []string) {
	switch {
	case t == nil:
		return nil, name, nil
	case t.Kind() == reflect.Map:
		return t.Elem(), name, nil
	}
	for i := range t.NumField() {
		tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if tag == name {
			return t.Field(i).Type, tag, nil
		}
		if known = append(known, tag); strings.EqualFold(tag, name) {
			of, exact = t.Field(i).Type, tag
		}
	}
	return of, exact, known
}

// place returns the line and the column, both from 1, of the byte at an offset of a text.
func place(text []byte, offset int64) string {
	before := text[:min(max(offset, 0), int64(len(text)))]
	return fmt.Sprintf("line %d, column %d", 1+bytes.Count(before, []byte("\n")),
		len(before)-bytes.LastIndexByte(before, '\n'))
}
