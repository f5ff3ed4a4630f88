package sync

import (
	"encoding/json"
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
