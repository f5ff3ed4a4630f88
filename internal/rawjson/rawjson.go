// Package rawjson finds values within JSON without decoding them. It reads compact JSON, which this program has stored
// or encoded: no space stands between tokens. It checks the syntax only as far as it must to stay within the data.
package rawjson

import (
	"encoding/json"
	"errors"
	"slices"
)

// ErrMalformed says that the data is no compact JSON object.
var ErrMalformed = errors.New("no compact JSON object")

// Object calls f for each member of an object. name and value share data's memory, unless the name has escapes.
func Object(data []byte, f func(name, value []byte)) error {
	if len(data) < 2 || data[0] != '{' {
		return ErrMalformed
	}
	at := 1
	for data[at] != '}' {
		end := skipValue(data, at)
		if end < 0 || end >= len(data) || data[at] != '"' || data[end] != ':' {
			return ErrMalformed
		}
		name := data[at+1 : end-1]
		if slices.Contains(name, '\\') {
			var text string
			if err := json.Unmarshal(data[at:end], &text); err != nil {
				return err
			}
			name = []byte(text)
		}
		at = end + 1
		if end = skipValue(data, at); end < 0 || end >= len(data) {
			return ErrMalformed
		}
		f(name, data[at:end:end])
		if at = end; data[at] == ',' {
			at++
		}
		if at >= len(data) {
			return ErrMalformed
		}
	}
	return nil
}

// List calls f for each item of a list, until f returns false. It reads nothing beyond that item, and stops where the
// list is malformed.
func List(data []byte, f func(item []byte) (more bool)) {
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

// Text is the text of a string; ok is false for anything else.
func Text(raw []byte) (text string, ok bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	body := raw[1 : len(raw)-1]
	if !slices.Contains(body, '\\') {
		return string(body), true
	}
	if json.Unmarshal(raw, &text) != nil {
		return "", false
	}
	return text, true
}

// skipValue returns the place after the value that begins at a place; -1 if data ends first.
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
