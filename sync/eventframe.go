package sync

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"roomkey/crm"
)

// eventHidden names an event in the place of one that the receiver may not, or no longer, read. It keeps the offset and
// the time, so that positions have no gaps; its data is an empty map.
const eventHidden = "hidden"

// encodeEvent makes the frame of an event: once, for all members of its room.
func encodeEvent(e *crm.Event) []byte {
	dst := make([]byte, 0, 160+len(e.Data))
	return appendEvent(appendPair(appendMap(dst, 5+eventPairs(e)), "type", "event"), e)
}

// encodeHidden makes the frame that stands for e.
func encodeHidden(e *crm.Event) []byte {
	hidden := hide(e)
	return encodeEvent(&hidden)
}

func hide(e *crm.Event) crm.Event {
	return crm.Event{Room: e.Room, Offset: e.Offset, Name: eventHidden, Data: json.RawMessage("{}"), At: e.At}
}

// appendEventMap writes an event as `room:joined` lists it: the frame without its type.
func appendEventMap(dst []byte, e *crm.Event) []byte {
	return appendEvent(appendMap(dst, 4+eventPairs(e)), e)
}

// eventPairs counts the offset, which events that are never logged lack.
func eventPairs(e *crm.Event) int {
	if e.Offset == 0 {
		return 0
	}
	return 1
}

func appendEvent(dst []byte, e *crm.Event) []byte {
	dst = appendPair(dst, "room", string(e.Room))
	if e.Offset != 0 {
		dst = appendUint(appendText(dst, "offset"), e.Offset)
	}
	dst = appendPair(dst, "name", e.Name)
	dst = appendJSON(appendText(dst, "data"), e.Data)
	return appendTime(appendText(dst, "at"), e.At)
}

// appendTime writes Unix milliseconds.
func appendTime(dst []byte, at time.Time) []byte { return appendInt(dst, at.UnixMilli()) }

// appendJSON writes an event's data as CBOR. The entry "heads", hexadecimal in JSON, becomes byte strings as in every
// other frame.
func appendJSON(dst []byte, data json.RawMessage) []byte {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return append(dst, cborNull)
	}
	entries, ok := value.(map[string]any)
	if !ok {
		return appendValue(dst, value)
	}
	dst = appendMap(dst, len(entries))
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		dst = appendText(dst, key)
		if list, ok := entries[key].([]any); ok && key == "heads" {
			dst = appendHexList(dst, list)
		} else {
			dst = appendValue(dst, entries[key])
		}
	}
	return dst
}

func appendHexList(dst []byte, list []any) []byte {
	dst = appendArray(dst, len(list))
	for _, item := range list {
		text, _ := item.(string)
		if hash, err := hex.DecodeString(text); err == nil && len(hash) > 0 {
			dst = appendBytes(dst, hash)
		} else {
			dst = appendValue(dst, item)
		}
	}
	return dst
}

func appendValue(dst []byte, value any) []byte {
	switch value := value.(type) {
	case string:
		return appendText(dst, value)
	case bool:
		return appendBool(dst, value)
	case json.Number:
		if n, err := value.Int64(); err == nil {
			return appendInt(dst, n)
		}
		f, _ := value.Float64()
		return appendFloat(dst, f)
	case []any:
		dst = appendArray(dst, len(value))
		for _, item := range value {
			dst = appendValue(dst, item)
		}
		return dst
	case map[string]any:
		dst = appendMap(dst, len(value))
		for _, key := range slices.Sorted(maps.Keys(value)) {
			dst = appendValue(appendText(dst, key), value[key])
		}
		return dst
	}
	return append(dst, cborNull)
}
