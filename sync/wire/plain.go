package wire

import (
	"encoding/binary"
	"unicode/utf8"
)

// The fields of a Sync that decodePlain has seen.
const (
	fieldType = 1 << iota
	fieldSender
	fieldTarget
	fieldDocument
	fieldData
)

// decodePlain reads a sync message or a request of the plain form in which nearly every frame comes: one map of known
// fields, each there once, all of them texts or bytes. It gives nil for every other form, malformed or not; decodeAny
// judges those by reflection, and would read every plain frame as the same. The result's Data is a part of data.
func decodePlain(data []byte) *Sync {
	r := plainReader{data: data}
	pairs := r.head(cborMap)
	var f Sync
	var seen, field int
	for ; r.ok() && pairs > 0; pairs-- {
		switch string(r.text()) {
		case "type":
			field, f.Type = fieldType, syncType(r.text())
		case "senderId":
			field, f.Sender = fieldSender, string(r.text())
		case "targetId":
			field = fieldTarget
			r.text()
		case "documentId":
			field, f.Document = fieldDocument, string(r.text())
		case "data":
			field, f.Data = fieldData, r.part(cborBytes)
		default:
			return nil
		}
		if seen&field != 0 {
			return nil
		}
		seen |= field
	}
	if !r.ok() || len(r.data) > 0 || f.Type == "" || f.check() != nil {
		return nil
	}
	return &f
}

// syncType is the type of a frame as one of the constants; "" where it is not a sync message's.
func syncType(text []byte) string {
	switch string(text) {
	case typeSync:
		return typeSync
	case typeRequest:
		return typeRequest
	}
	return ""
}

// plainReader takes items of CBOR off data. After an unexpected item it gives nothing more.
type plainReader struct {
	data   []byte
	failed bool
}

func (r *plainReader) ok() bool { return !r.failed }

func (r *plainReader) fail() { r.data, r.failed = nil, true }

// head takes the head of an item of a definite length, and gives its number.
func (r *plainReader) head(major byte) uint64 {
	if len(r.data) == 0 || r.data[0]&0xe0 != major {
		r.fail()
		return 0
	}
	short := r.data[0] & 0x1f
	if short < 24 {
		r.data = r.data[1:]
		return uint64(short)
	}
	size := 1 << (short - 24)
	if short > 27 || len(r.data) < 1+size {
		r.fail()
		return 0
	}
	number := r.data[1 : 1+size]
	r.data = r.data[1+size:]
	switch size {
	case 1:
		return uint64(number[0])
	case 2:
		return uint64(binary.BigEndian.Uint16(number))
	case 4:
		return uint64(binary.BigEndian.Uint32(number))
	}
	return binary.BigEndian.Uint64(number)
}

// part takes a text or bytes.
func (r *plainReader) part(major byte) []byte {
	n := r.head(major)
	if n > uint64(len(r.data)) {
		r.fail()
		return nil
	}
	part := r.data[:n:n]
	r.data = r.data[n:]
	return part
}

// text takes a text, which must be UTF-8.
func (r *plainReader) text() []byte {
	text := r.part(cborText)
	if !utf8.Valid(text) {
		r.fail()
		return nil
	}
	return text
}
