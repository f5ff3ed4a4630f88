package store

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// encodeFields writes root fields as one JSON object with sorted names; nil for none.
func encodeFields(fields map[string]json.RawMessage) []byte {
	object, _, _ := encodeFieldsWith(fields, "")
	return object
}

// encodeFieldsWith is encodeFields, and says where in the object the value of a field is.
func encodeFieldsWith(fields map[string]json.RawMessage, which string) (object []byte, from, to int) {
	if fields == nil {
		return nil, 0, 0
	}
	size := 2
	for name, value := range fields {
		size += len(name) + len(value) + 4
	}
	object = append(make([]byte, 0, size), '{')
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if len(fields[name]) == 0 {
			continue // an empty value would be no JSON
		}
		if len(object) > 1 {
			object = append(object, ',')
		}
		object = appendName(object, name)
		object = append(object, ':')
		object = append(object, fields[name]...)
		if name == which {
			from, to = len(object)-len(fields[name]), len(object)
		}
	}
	return append(object, '}'), from, to
}

func appendName(object []byte, name string) []byte {
	if strings.IndexFunc(name, func(r rune) bool { return r < '0' || r > 'z' || r == '\\' }) < 0 {
		return append(append(append(object, '"'), name...), '"') // all names of the schema need no escapes
	}
	quoted, err := json.Marshal(name)
	if err != nil { // a string never fails
		return strconv.AppendQuote(object, name)
	}
	return append(object, quoted...)
}

// decodeFields splits an object that encodeFields wrote. It does not decode the values, which share data's memory, and
// so is four times as fast as encoding/json; lists need that. The caller has verified the checksum.
func decodeFields(data []byte) (map[string]json.RawMessage, error) {
	if len(data) == 0 {
		return nil, nil
	}
	fields := make(map[string]json.RawMessage, 24)
	err := walkObject(data, func(name, value []byte) {
		fields[string(name)] = value
	})
	return fields, err
}

// walkObject calls f for each entry of a JSON object that has no space between its own tokens.
func walkObject(data []byte, f func(name, value []byte)) error {
	if len(data) < 2 || data[0] != '{' {
		return damaged("fields are no object")
	}
	at := 1
	for data[at] != '}' {
		end := skipValue(data, at)
		if end < 0 || end >= len(data) || data[at] != '"' || data[end] != ':' {
			return damaged("fields end within a name")
		}
		name := data[at+1 : end-1]
		if slices.Contains(name, '\\') {
			var text string
			if err := json.Unmarshal(data[at:end], &text); err != nil {
				return damaged("a field's name: %v", err)
			}
			name = []byte(text)
		}
		at = end + 1
		if end = skipValue(data, at); end < 0 || end >= len(data) {
			return damaged("fields end within a value")
		}
		f(name, data[at:end:end])
		if at = end; data[at] == ',' {
			at++
		}
		if at >= len(data) {
			return damaged("fields do not end")
		}
	}
	return nil
}

// walkList calls f for each item of a JSON list that has no space between its own tokens, until f returns false. It
// reads nothing beyond that item, and stops where the list is malformed.
func walkList(data []byte, f func(item []byte) (more bool)) {
	if len(data) == 0 || data[0] != '[' {
		return
	}
	for at := 1; at < len(data) && data[at] != ']'; {
		end := skipValue(data, at)
		if end <= at || end >= len(data) || !f(data[at:end:end]) {
			return
		}
		if at = end; data[at] == ',' {
			at++
		}
	}
}

// skipValue returns the place after the JSON value that begins at a place; -1 if data ends first.
func skipValue(data []byte, at int) int {
	depth := 0
	for at < len(data) {
		switch data[at] {
		case '"':
			if at = skipString(data, at); at < 0 {
				return -1
			}
			if depth == 0 {
				return at
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return at // the end of the object or list that holds a number or a word
			}
			if depth == 0 {
				return at + 1
			}
		case ',', ':':
			if depth == 0 {
				return at
			}
		}
		at++
	}
	if depth > 0 {
		return -1
	}
	return at
}

func skipString(data []byte, at int) int {
	for at++; at < len(data); at++ {
		switch data[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return -1
}
