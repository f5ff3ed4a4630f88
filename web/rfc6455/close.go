package rfc6455

import (
	"encoding/binary"
	"unicode/utf8"
)

const noStatus = 1005 // stands for a close frame without a code; never sent

// parseClose returns the code of a close frame's payload: a code of two bytes and a reason in UTF-8, or nothing.
func parseClose(payload []byte) (code int, err error) {
	switch len(payload) {
	case 0:
		return noStatus, nil
	case 1:
		return 0, Violation("a close frame has one byte")
	}
	code = int(binary.BigEndian.Uint16(payload))
	switch {
	case !sendable(code):
		return 0, Violation("a close code may not be sent")
	case !utf8.Valid(payload[2:]):
		return 0, Violation("the reason of a close frame is not UTF-8")
	}
	return code, nil
}

// sendable reports whether a code may stand in a close frame (section 7.4, and IANA's registry).
func sendable(code int) bool {
	switch code {
	case 1004, noStatus, 1006:
		return false
	}
	return code >= 1000 && code <= 1014 || code >= 3000 && code <= 4999
}
