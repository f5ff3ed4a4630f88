package wire

import (
	"time"

	"roomkey/crm"
)

// EncodeEvent makes the frame of an event. One frame serves all members of its room who see the same of it.
func EncodeEvent(e crm.SeenEvent) []byte {
	dst := make([]byte, 0, 160+len(e.Data()))
	return appendEvent(appendPair(appendMap(dst, 5+eventPairs(&e)), "type", "event"), &e)
}

// appendEventMap writes an event as `room:joined` lists it: the frame without its type.
func appendEventMap(dst []byte, e *crm.SeenEvent) []byte {
	return appendEvent(appendMap(dst, 4+eventPairs(e)), e)
}

// eventPairs counts the offset, unless the event is never logged and has none.
func eventPairs(e *crm.SeenEvent) int {
	if e.Offset() == 0 {
		return 0
	}
	return 1
}

func appendEvent(dst []byte, e *crm.SeenEvent) []byte {
	dst = appendPair(dst, "room", string(e.Room()))
	if e.Offset() != 0 {
		dst = appendUint(appendText(dst, "offset"), e.Offset())
	}
	dst = appendPair(dst, "name", e.Name())
	dst = appendJSON(appendText(dst, "data"), e.Data())
	return appendTime(appendText(dst, "at"), e.At())
}

// appendTime writes Unix milliseconds.
func appendTime(dst []byte, at time.Time) []byte { return appendInt(dst, at.UnixMilli()) }
