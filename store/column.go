package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"time"

	"roomkey/crm"
)

// column holds the values of one field for the records of a partition, by slot, as numbers in the field's order. 0
// stands for no value.
type column struct {
	field *crm.Field
	keys  []uint64
	low   []uint64 // of a ref: its last eight bytes
	texts *texts   // of a string: all of it; of a list of strings: each after a zero byte, and one at the end
}

func newColumn(f *crm.Field) *column {
	c := &column{field: f}
	if f.Kind == crm.KindString || f.Kind == crm.KindList {
		c.texts = &texts{}
	}
	return c
}

// grow adds a slot.
func (c *column) grow() {
	c.keys = append(c.keys, 0)
	switch {
	case c.texts != nil:
		c.texts.refs = append(c.texts.refs, 0)
	case c.field.Kind == crm.KindRef:
		c.low = append(c.low, 0)
	}
}

// columnValue is the bytes that a column stores for a field's JSON; empty for no value. A value that does not fit the
// schema counts as none.
func columnValue(f *crm.Field, raw []byte) []byte {
	switch f.Kind {
	case crm.KindString:
		return unquote(raw)
	case crm.KindList:
		return joinItems(raw)
	case crm.KindRef:
		id, err := crm.ParseID(string(unquote(raw)))
		if err != nil || id.IsZero() {
			return nil
		}
		return id[:]
	}
	key := binary.BigEndian.AppendUint64(nil, scalarKey(f, raw))
	return bytes.TrimRight(key, "\x00")
}

// set takes a value that columnValue made.
func (c *column) set(slot uint32, value []byte) {
	switch c.field.Kind {
	case crm.KindString:
		c.keys[slot] = textKey(value)
		c.texts.set(slot, value)
	case crm.KindList:
		c.keys[slot] = uint64(min(len(value), 1))
		c.texts.set(slot, value)
	case crm.KindRef:
		var id crm.ID
		copy(id[:], value)
		c.keys[slot], c.low[slot] = refKeys(id)
	default:
		var key [8]byte
		copy(key[:], value)
		c.keys[slot] = binary.BigEndian.Uint64(key[:])
	}
}

// joinItems is a list of strings: each after a zero byte, and one at the end.
func joinItems(raw []byte) (joined []byte) {
	var items []string
	if len(raw) <= 2 || json.Unmarshal(raw, &items) != nil {
		return nil
	}
	for _, item := range items {
		joined = append(append(joined, 0), item...)
	}
	if joined != nil {
		joined = append(joined, 0)
	}
	return joined
}

func refKeys(id crm.ID) (high, low uint64) {
	return binary.BigEndian.Uint64(id[:8]), binary.BigEndian.Uint64(id[8:])
}

// scalarKey is the key of a number, money, bool, enum, date or time.
func scalarKey(f *crm.Field, raw []byte) uint64 {
	if len(raw) == 0 {
		return 0
	}
	switch f.Kind {
	case crm.KindNumber, crm.KindMoney:
		if n, err := strconv.ParseFloat(string(raw), 64); err == nil {
			return floatKey(n)
		}
	case crm.KindBool:
		return map[string]uint64{"false": 1, "true": 2}[string(raw)]
	case crm.KindEnum:
		return uint64(slices.Index(f.Options, string(unquote(raw))) + 1)
	case crm.KindDate:
		return dateKey(string(unquote(raw)))
	case crm.KindTime:
		if t, err := time.Parse(time.RFC3339Nano, string(unquote(raw))); err == nil {
			return timeKey(t.UnixMicro())
		}
	}
	return 0
}

// floatKey maps floats to numbers in the same order: IEEE 754 with the sign bit inverted, and all bits of negatives.
func floatKey(n float64) uint64 {
	bits := math.Float64bits(n + 0) // makes -0 into 0
	if bits>>63 != 0 {
		return ^bits
	}
	return bits | 1<<63
}

// timeKey orders microseconds since 1970, either sign.
func timeKey(micros int64) uint64 { return uint64(micros) ^ 1<<63 }

func dateKey(text string) uint64 {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0
	}
	return timeKey(t.Unix())
}

// unquote is the text of a JSON string; nil for anything else.
func unquote(raw []byte) []byte {
	if len(raw) < 2 || raw[0] != '"' {
		return nil
	}
	body := raw[1 : len(raw)-1]
	if !slices.Contains(body, '\\') {
		return body
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return nil
	}
	return []byte(text)
}
