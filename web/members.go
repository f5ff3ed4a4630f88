package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"roomkey/crm"
)

// members splits a JSON object into its members, undecoded.
func members(body []byte) (map[string]json.RawMessage, error) {
	if !utf8.Valid(body) { // the decoder would put another character in the place of what it can't read
		return nil, crm.Invalid("", "the body is not valid UTF-8")
	}
	if halved(body) {
		return nil, crm.Invalid("", "the body has half of a character (an unpaired surrogate)")
	}
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
		if within, twice := ambiguous(raw); twice {
			return nil, crm.Invalid(clip(pointerTo(name, within)), "is there twice")
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

// halved reports whether JSON escapes one surrogate without the other, for which the decoder puts another character
// too.
func halved(body []byte) bool {
	open := false // the unit before was a high surrogate
	for len(body) > 0 {
		if !open {
			escape := bytes.IndexByte(body, '\\')
			if escape < 0 {
				return false
			}
			body = body[escape:]
		}
		unit, size := rune(0), 1
		if body[0] == '\\' {
			size = 2
			if len(body) >= 6 && body[1] == 'u' {
				code, err := strconv.ParseUint(string(body[2:6]), 16, 16)
				if err == nil {
					unit, size = rune(code), 6
				}
			}
		}
		high, low := 0xd800 <= unit && unit < 0xdc00, 0xdc00 <= unit && unit < 0xe000
		if open != low {
			return true
		}
		open, body = high, body[min(size, len(body)):]
	}
	return open
}

// pointerTo names what is within a member: fields are named as everywhere, relative to "fields".
func pointerTo(member, within string) string {
	switch member {
	case "fields":
		return within
	case "private":
		return "/private" + within
	}
	return member + within
}

// clip bounds what of a client's own name for something is repeated to it.
func clip(name string) string {
	if len(name) > 64 {
		name = name[:64]
	}
	return strings.ToValidUTF8(name, "")
}
