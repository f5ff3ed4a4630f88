package main

import (
	"encoding/json"
	"strconv"
)

// encode writes the fields of a draft as JSON; nil if there are none. Within WebAssembly encoding/json takes ten times
// as long.
func encode(fields map[string]any) any {
	if len(fields) == 0 {
		return nil
	}
	return json.RawMessage(appendValue(nil, fields))
}

func appendValue(dst []byte, value any) []byte {
	switch value := value.(type) {
	case string:
		return appendText(dst, value)
	case float64:
		return strconv.AppendFloat(dst, value, 'f', -1, 64)
	case bool:
		return strconv.AppendBool(dst, value)
	case []any:
		dst = append(dst, '[')
		for i, item := range value {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendValue(dst, item)
		}
		return append(dst, ']')
	case map[string]any:
		dst = append(dst, '{')
		for i, name := range sorted(value) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendText(dst, name), ':')
			dst = appendValue(dst, value[name])
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

// appendText writes a text, which must be valid UTF-8.
func appendText(dst []byte, text string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i := range len(text) {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, text[from:i]...)
		if from = i + 1; c < ' ' {
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			continue
		}
		dst = append(dst, '\\', c)
	}
	return append(append(dst, text[from:]...), '"')
}

// textOf shows a value: a text as it is, another one as JSON.
func textOf(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return string(appendValue(nil, value))
}
