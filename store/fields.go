package store

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"roomkey/internal/rawjson"
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
	err := rawjson.Object(data, func(name, value []byte) {
		fields[string(name)] = value
	})
	if err != nil {
		return fields, damaged("fields: %v", err)
	}
	return fields, nil
}
