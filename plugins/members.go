package plugins

import (
	"bytes"
	"encoding/json"
	"fmt"
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
	if Nested(raw) > maxNested {
		return crm.Invalid(at, "is nested deeper than %d", maxNested)
	}
	tokens := json.NewDecoder(bytes.NewReader(raw))
	tokens.UseNumber()
	return membersOf(tokens, t, &path{rest: at})
}

// maxNested is how deep plugin.json is nested at most. The deepest that it holds are schemas, which take two levels for
// each of their value's.
const maxNested = 2*maxDepth + 20

// path is the way to a value. Only an error writes it out: a text may have a long path, and many values at its end.
type path struct {
	up   *path
	rest string // "/name", escaped; at the top, where the text is
}

func (p *path) String() string {
	if p.up == nil {
		return p.rest
	}
	return p.up.String() + p.rest
}

const maxShownPath = 256 // bytes of a path in an error

// invalid is the error about the value at a path.
func (p *path) invalid(format string, args ...any) error {
	at := p.String()
	if len(at) > maxShownPath {
		at = strings.ToValidUTF8(at[:maxShownPath], "") + "…"
	}
	return crm.Invalid(at, format, args...)
}

// membersOf reads one value. t is its type, or nil if it may be anything.
func membersOf(tokens *json.Decoder, t reflect.Type, at *path) error {
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
		return at.invalid("must be %s", should)
	}
	if number, ok := token.(json.Number); ok {
		if _, err := number.Float64(); err != nil {
			return at.invalid("is a number beyond every range")
		}
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
			if err := membersOf(tokens, item, &path{at, "/" + strconv.Itoa(i)}); err != nil {
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
		number, ok := token.(json.Number)
		_, err := strconv.Atoi(number.String())
		fits, should = ok && err == nil, "a whole number, in digits"
	}
	return orFits(fits, should)
}

func orFits(fits bool, should string) string {
	if fits {
		return ""
	}
	return should
}

func objectMembers(tokens *json.Decoder, t reflect.Type, at *path) error {
	seen := make(map[string]bool)
	for tokens.More() {
		token, err := tokens.Token()
		if err != nil {
			return unreadable(err)
		}
		name, _ := token.(string) // the decoder allows nothing else
		at := &path{at, "/" + crm.Escape(name)}
		if seen[name] {
			return at.invalid("is there twice")
		}
		seen[name] = true
		of, exact, known := memberOf(t, name)
		switch {
		case exact == "":
			return at.invalid("there is no such member: here there may be %s", strings.Join(known, ", "))
		case exact != name:
			return at.invalid("there is no such member: it is spelt %s", exact)
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
