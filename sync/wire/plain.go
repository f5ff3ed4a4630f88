package wire

import (
	"encoding/binary"
	"unicode/utf8"
)

// PlainSync is a sync message or a request as it stands in a frame: its texts and data are parts of the frame.
type PlainSync struct {
	Type                   string
	Sender, Document, Data []byte
}

// IsRequest reports whether the sender wants an answer if the document is absent or not readable.
func (f *PlainSync) IsRequest() bool { return f.Type == typeRequest }

// Sync is the message with texts of its own. Data is still a part of the frame.
func (f *PlainSync) Sync() *Sync {
	return &Sync{Type: f.Type, Sender: string(f.Sender), Document: string(f.Document), Data: f.Data}
}

// The fields of a PlainSync that DecodePlain has seen.
const (
	fieldType = 1 << iota
	fieldSender
	fieldTarget
	fieldDocument
	fieldData
)

// DecodePlain reads a sync message or a request of the plain form in which nearly every frame comes: one map of known
// fields, each there once, all of them texts or bytes. It is false for every other form, malformed or not; Decode
// judges those by reflection, and would read every plain frame as the same. It allocates nothing.
func DecodePlain(data []byte) (f PlainSync, ok bool) {
	r := plainReader{data: data}
	pairs := r.head(cborMap)
	var seen, field int
	for ; r.ok() && pairs > 0; pairs-- {
		switch string(r.text()) {
		case "type":
			field, f.Type = fieldType, syncType(r.text())
		case "senderId":
			field, f.Sender = fieldSender, r.text()
		case "targetId":
			field = fieldTarget
			r.text()
		case "documentId":
			field, f.Document = fieldDocument, r.text()
		case "data":
			field, f.Data = fieldData, r.part(cborBytes)
		default:
			return f, false
		}
		if seen&field != 0 {
			return f, false
		}
		seen |= field
	}
	return f, r.ok() && len(r.data) == 0 && f.Type != "" && f.check()
}

// check is true where Sync.check gives no error.
func (f *PlainSync) check() bool {
	within := func(text []byte) bool { return len(text) > 0 && len(text) <= maxNameBytes }
	return len(f.Data) > 0 && within(f.Sender) && within(f.Document)
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
