package wire

import (
	"encoding/json"
	"time"

	"roomkey/crm"
)

// eventHidden is the name of an event that replaces one that the receiver may not, or no longer, read. The replacement
// keeps the offset and the time, so that positions have no gaps; its data is an empty map.
const eventHidden = "hidden"

// EncodeEvent makes the frame of an event. One frame serves all members of its room.
func EncodeEvent(e *crm.Event) []byte {
	dst := make([]byte, 0, 160+len(e.Data))
	return appendEvent(appendPair(appendMap(dst, 5+eventPairs(e)), "type", "event"), e)
}

// EncodeHidden makes the frame that replaces e for those who may not read it.
func EncodeHidden(e *crm.Event) []byte {
	hidden := Hide(e)
	return EncodeEvent(&hidden)
}

// Hide is the event that replaces e for those who may not read it.
func Hide(e *crm.Event) crm.Event {
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
