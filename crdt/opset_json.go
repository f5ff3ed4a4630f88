package crdt

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Fields renders the root map as JSON, with the winner of each key: Text and string as a string, counters and numbers
// as a number (an integer if it has no fraction), times as RFC 3339 in UTC, bytes as base64, and anything that JSON
// can't express as null.
func (s *OpSet) Fields() map[string]json.RawMessage {
	fields := make(map[string]json.RawMessage, len(s.root.keys))
	for key, list := range s.root.keys {
		fields[key] = s.render(nil, &list[len(list)-1])
	}
	return fields
}

// Root renders one root key; false if it has no value.
func (s *OpSet) Root(key string) (json.RawMessage, bool) {
	list := s.root.keys[key]
	if len(list) == 0 {
		return nil, false
	}
	return s.render(nil, &list[len(list)-1]), true
}

// render appends the value as JSON.
func (s *OpSet) render(b []byte, e *entry) []byte {
	switch e.kind {
	case kindObject:
		return s.renderObject(b, s.objects[e.ref()])
	case ValueFalse:
		return append(b, "false"...)
	case ValueTrue:
		return append(b, "true"...)
	case ValueUint:
		return strconv.AppendUint(b, e.bits(), 10)
	case ValueInt, ValueCounter:
		return strconv.AppendInt(b, int64(e.bits()), 10)
	case ValueFloat:
		return appendFloat(b, floatOf(e.bits()))
	case ValueString:
		return appendString(b, e.str)
	case ValueBytes:
		return appendString(b, base64.StdEncoding.EncodeToString([]byte(e.str)))
	case ValueTimestamp:
		return appendString(b, timestamp(int64(e.bits())))
	}
	return append(b, "null"...)
}

func (s *OpSet) renderObject(b []byte, o *object) []byte {
	switch o.kind {
	case ActionMakeText:
		return appendString(b, s.content(o.seq))
	case ActionMakeList:
		b = append(b, '[')
		s.walk(o.seq, func(_ uint32, el *element) bool {
			b = append(s.render(b, el.winner()), ',')
			return true
		})
		return closeWith(b, ']')
	}
	b = append(b, '{')
	keys := make([]string, 0, 16) // on the stack, for all but long maps
	for key := range o.keys {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		list := o.keys[key]
		b = append(appendString(b, key), ':')
		b = append(s.render(b, &list[len(list)-1]), ',')
	}
	return closeWith(b, '}')
}

// closeWith ends a list or map by replacing its trailing comma.
func closeWith(b []byte, end byte) []byte {
	if b[len(b)-1] == ',' {
		b[len(b)-1] = end
		return b
	}
	return append(b, end)
}

// timestamp formats milliseconds since 1970.
func timestamp(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.RFC3339Nano) }

// appendFloat appends a float; one without a fraction as an integer, one that JSON can't express as null.
func appendFloat(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return append(b, "null"...)
	case f == math.Trunc(f) && math.Abs(f) < 1<<63:
		return strconv.AppendInt(b, int64(f), 10)
	}
	text, _ := json.Marshal(f)
	return append(b, text...)
}

// appendString quotes text and escapes only the characters that JSON requires to be escaped.
func appendString(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	b = append(slices.Grow(b, len(text)+2), '"')
	done := 0 // what is appended of text
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, text[done:i]...)
		done = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		case '\r':
			b = append(b, '\\', 'r')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(b, text[done:]...), '"')
}
