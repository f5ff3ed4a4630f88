package engine

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/automerge/automerge-go"
)

// appendValue renders a value as JSON.
func appendValue(b []byte, v *automerge.Value) ([]byte, error) {
	switch v.Kind() {
	case automerge.KindMap:
		values, err := v.Map().Values()
		if err != nil {
			return nil, err
		}
		b = append(b, '{')
		for i, name := range slices.Sorted(maps.Keys(values)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendString(b, name), ':')
			if b, err = appendValue(b, values[name]); err != nil {
				return nil, err
			}
		}
		return append(b, '}'), nil
	case automerge.KindList:
		values, err := v.List().Values()
		if err != nil {
			return nil, err
		}
		b = append(b, '[')
		for i, value := range values {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendValue(b, value); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case automerge.KindText:
		text, err := v.Text().Get()
		return appendString(b, text), err
	case automerge.KindCounter:
		n, err := v.Counter().Get()
		return strconv.AppendInt(b, n, 10), err
	}
	return appendScalar(b, v), nil
}

func appendScalar(b []byte, v *automerge.Value) []byte {
	switch v.Kind() {
	case automerge.KindBool:
		return strconv.AppendBool(b, v.Bool())
	case automerge.KindStr:
		return appendString(b, v.Str())
	case automerge.KindInt64:
		return strconv.AppendInt(b, v.Int64(), 10)
	case automerge.KindUint64:
		return strconv.AppendUint(b, v.Uint64(), 10)
	case automerge.KindFloat64:
		return appendFloat(b, v.Float64())
	case automerge.KindTime:
		return appendString(b, v.Time().UTC().Format(time.RFC3339Nano))
	case automerge.KindBytes:
		return appendString(b, base64.StdEncoding.EncodeToString(v.Bytes()))
	}
	return append(b, "null"...) // null, and values that only newer versions know
}

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

const hexDigits = "0123456789abcdef"

// appendString quotes text and escapes only the characters that JSON requires to be escaped.
func appendString(b []byte, text string) []byte {
	b = append(b, '"')
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\t':
			b = append(b, '\\', 't')
		case c == '\r':
			b = append(b, '\\', 'r')
		case c < 0x20:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			b = append(b, c) // Automerge holds only valid UTF-8
		}
	}
	return append(b, '"')
}
