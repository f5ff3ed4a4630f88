package rfc6455

import "encoding/binary"

// Kind is what a frame is: the opcode of section 5.2.
type Kind byte

// The kinds that are defined. A Reader gives those from Binary on.
const (
	continuation Kind = 0
	text         Kind = 1
	Binary       Kind = 2
	Close        Kind = 8
	Ping         Kind = 9
	Pong         Kind = 10
)

// control reports whether a kind is one of control frames. These may stand between the fragments of a message.
func (k Kind) control() bool { return k >= Close }

func (k Kind) defined() bool { return k <= Binary || k >= Close && k <= Pong }

// Violation is a breach of RFC 6455 by the client. It ends the connection, with code 1002.
type Violation string

func (v Violation) Error() string { return "RFC 6455: " + string(v) }

const (
	maxHeaderBytes  = 14
	maxControlBytes = 125 // of a control frame's payload
)

// header is a frame without its payload:
//
//	FIN RSV1 RSV2 RSV3 opcode(4) · MASK length(7) · length (0, 2 or 8 bytes) · mask (4 bytes)
type header struct {
	kind   Kind
	final  bool
	length uint64
	mask   [4]byte
}

// parseHeader reads the header that b begins with, and returns its size. A size of 0 means that b is too short. Each
// rule is checked as soon as its bytes are there.
func parseHeader(b []byte) (h header, size int, err error) {
	if len(b) < 2 {
		return h, 0, nil
	}
	h.kind, h.final = Kind(b[0]&0xf), b[0]&0x80 != 0
	short := b[1] & 0x7f
	switch {
	case b[0]&0x70 != 0:
		return h, 0, Violation("a reserved bit is set")
	case !h.kind.defined():
		return h, 0, Violation("unknown opcode")
	case b[1]&0x80 == 0:
		return h, 0, Violation("a client's frame is not masked")
	case h.kind.control() && !h.final:
		return h, 0, Violation("a control frame is a fragment")
	case h.kind.control() && short > maxControlBytes:
		return h, 0, Violation("a control frame has more than 125 bytes")
	}
	size, err = h.parseLength(b, short)
	if err != nil || size == 0 || len(b) < size+len(h.mask) {
		return h, 0, err
	}
	return h, size + copy(h.mask[:], b[size:]), nil
}

// parseLength reads the length of the payload, and returns the size of the header up to the mask; 0: b is too short.
// The shortest form is required.
func (h *header) parseLength(b []byte, short byte) (size int, err error) {
	least := uint64(0)
	switch {
	case short == 126 && len(b) >= 4:
		h.length, size, least = uint64(binary.BigEndian.Uint16(b[2:])), 4, 126
	case short == 127 && len(b) >= 10:
		h.length, size, least = binary.BigEndian.Uint64(b[2:]), 10, 1<<16
	case short < 126:
		h.length, size = uint64(short), 2
	}
	switch {
	case h.length>>63 != 0:
		return 0, Violation("a length has its highest bit set")
	case h.length < least:
		return 0, Violation("a length is not in its shortest form")
	}
	return size, nil
}

// unmask reveals part of a payload in place. at is the position in the payload of its first byte.
func unmask(mask [4]byte, at int, b []byte) {
	var key [8]byte
	for i := range key {
		key[i] = mask[(at+i)&3]
	}
	word := binary.NativeEndian.Uint64(key[:])
	for ; len(b) >= len(key); b = b[len(key):] {
		binary.NativeEndian.PutUint64(b, binary.NativeEndian.Uint64(b)^word)
	}
	for i := range b {
		b[i] ^= key[i]
	}
}
