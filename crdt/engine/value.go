package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/automerge/automerge-go"

	"roomkey/crm"
)

// fits checks that a value, which is not null, has the JSON type of its field. Limits and options are the policy's
// business.
func fits(field *crm.Field, pointer string, value any) error {
	wants, ok := "a text", false
	switch field.Kind {
	case crm.KindList:
		wants = "a list"
		_, ok = value.([]any)
	case crm.KindMap:
		wants = "an object"
		_, ok = value.(map[string]any)
	case crm.KindBool:
		wants = "true or false"
		_, ok = value.(bool)
	case crm.KindMoney, crm.KindNumber:
		wants = "a number"
		_, ok = value.(json.Number)
	default:
		_, ok = value.(string)
	}
	switch {
	case field.Derived:
		return refuse(crm.CodeInvalid, pointer, errors.New("is computed: nobody may write it"))
	case !ok:
		return refuse(crm.CodeInvalid, pointer, fmt.Errorf("must be %s", wants))
	}
	return nil
}

// scalar converts a JSON value into the value to write: whole numbers become int64, others float64.
func scalar(value any) any {
	number, ok := value.(json.Number)
	if !ok {
		return value
	}
	if whole, err := number.Int64(); err == nil {
		return whole
	}
	float, _ := number.Float64()
	if float == math.Trunc(float) && math.Abs(float) <= 1<<53 {
		return int64(float) // 3.0, 1e3
	}
	return float
}

func kindOf(value any) automerge.Kind {
	switch value.(type) {
	case bool:
		return automerge.KindBool
	case int64:
		return automerge.KindInt64
	case float64:
		return automerge.KindFloat64
	}
	return automerge.KindStr
}

// empty returns the JSON of an empty container.
func empty(field *crm.Field) any {
	switch field.Kind {
	case crm.KindList:
		return []any{}
	case crm.KindMap:
		return map[string]any{}
	}
	return ""
}

// appendJSON renders a decoded value exactly as appendValue renders the Automerge value written from it, so that the
// two can be compared.
func appendJSON(b []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return appendString(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	case json.Number:
		switch n := scalar(v).(type) {
		case int64:
			return strconv.AppendInt(b, n, 10)
		case float64:
			return appendFloat(b, n)
		}
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	case map[string]any:
		b = append(b, '{')
		for i, name := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(append(appendString(b, name), ':'), v[name])
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}
