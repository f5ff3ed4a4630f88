package crm

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// EncodedRecord is a record whose root fields are JSON objects with sorted names, as they are stored: whoever shows
// thousands of records decodes none of them.
type EncodedRecord struct {
	Record          *Record // without Fields and Private
	Fields, Private []byte  // nil: there are none
	Decode          func(object []byte) (map[string]json.RawMessage, error)
}

// For is Record.For. The view has its own copy of the fields.
func (e EncodedRecord) For(user *User) *View { return e.with(e.Record.For(user)) }

// Deleted is Record.Deleted. The view has its own copy of the fields.
func (e EncodedRecord) Deleted(user *User) *View { return e.with(e.Record.Deleted(user)) }

// with gives a view of the record its fields.
func (e EncodedRecord) with(v *View) *View {
	if v == nil {
		return nil
	}
	v.decode = e.Decode
	if len(e.Private) == 0 || !v.access.ReadsPrivate() {
		v.fields = slices.Clone(e.Fields)
		return v
	}
	both, size := slices.Concat(e.Fields, e.Private), len(e.Fields)
	v.fields, v.private = both[:size:size], both[size:]
	return v
}

// HasPrivate reports whether the view holds private fields.
func (v *View) HasPrivate() bool { return len(v.record.Private) > 0 || len(v.private) > len("{}") }

// Values are the root fields of both halves by name. The error is the storage's, for what is damaged.
func (v *View) Values() (fields, private map[string]json.RawMessage, err error) {
	if v.decode == nil {
		return v.record.Fields, v.record.Private, nil
	}
	if fields, err = v.decode(v.fields); err != nil {
		return nil, nil, err
	}
	private, err = v.decode(v.private)
	return fields, private, err
}

// AppendFields appends the shared root fields as a JSON object with sorted names.
func (v *View) AppendFields(dst []byte) []byte { return appendObject(dst, v.fields, v.record.Fields) }

// AppendPrivate appends the private root fields as AppendFields does; the object is empty for who may not read them.
func (v *View) AppendPrivate(dst []byte) []byte {
	return appendObject(dst, v.private, v.record.Private)
}

// appendObject appends the object that is encoded, else the fields.
func appendObject(dst, encoded []byte, fields map[string]json.RawMessage) []byte {
	if len(encoded) > 0 {
		return append(dst, encoded...)
	}
	dst = append(dst, '{')
	first := true
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if len(fields[name]) == 0 {
			continue // no value is no JSON
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(appendName(dst, name), ':')
		dst = append(dst, fields[name]...)
	}
	return append(dst, '}')
}

// appendName writes a member's name; those of the schema need no escapes.
func appendName(dst []byte, name string) []byte {
	escaped := func(c rune) bool { return c < '0' || c > 'z' || c > '9' && c < 'A' || c > 'Z' && c < 'a' }
	if strings.ContainsFunc(name, escaped) {
		if text, err := json.Marshal(name); err == nil { // a text always marshals
			return append(dst, text...)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, name...)
	return append(dst, '"')
}
