package crdt

import (
	"encoding/binary"

	"roomkey/crm"
)

// malformed returns the error for bytes that violate the format.
func malformed(what string) error {
	return &crm.Error{Code: crm.CodeInvalid, Message: "malformed Automerge data: " + what}
}

// tooLarge returns the error for well-formed bytes that exceed a limit.
func tooLarge(what string) error {
	return &crm.Error{Code: crm.CodeTooLarge, Message: what}
}

// reader decodes bytes that may come from strangers. After the first error every method returns zero values and the
// reader is empty, so loops end and callers check err once. The results alias data.
type reader struct {
	data []byte
	err  error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = malformed(what)
	}
	r.data = nil
}

func (r *reader) empty() bool { return len(r.data) == 0 }

func (r *reader) byte() byte {
	if len(r.data) == 0 {
		r.fail("it ends too early")
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b
}

// take returns the next n bytes. It compares n with the length first, so a forged length costs nothing.
func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.data)) {
		r.fail("it ends too early")
		return nil
	}
	part := r.data[:n:n]
	r.data = r.data[n:]
	return part
}

// prefixed returns the bytes that follow their length.
func (r *reader) prefixed() []byte { return r.take(r.uint()) }

func (r *reader) hash() Hash {
	part := r.take(uint64(len(Hash{})))
	if part == nil {
		return Hash{}
	}
	return Hash(part)
}

// uint reads an unsigned LEB128 number. Like Automerge it refuses an encoding that is longer than necessary.
func (r *reader) uint() uint64 {
	if len(r.data) > 0 && r.data[0] < 0x80 {
		v := r.data[0]
		r.data = r.data[1:]
		return uint64(v)
	}
	var v uint64
	for shift := 0; ; shift += 7 {
		b := r.byte()
		switch {
		case r.err != nil:
			return 0
		case shift == 63 && b > 1:
			r.fail("a number has more than 64 bits")
			return 0
		case shift > 0 && b == 0:
			r.fail("a number's encoding is longer than necessary")
			return 0
		}
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v
		}
	}
}

// int reads a signed LEB128 number, with the same strictness.
func (r *reader) int() int64 {
	var v int64
	var previous byte
	for shift := 0; ; shift += 7 {
		b := r.byte()
		switch {
		case r.err != nil:
			return 0
		case shift == 63 && b != 0 && b != 0x7f:
			r.fail("a number has more than 64 bits")
			return 0
		case shift > 0 && (b == 0 && previous&0x40 == 0 || b == 0x7f && previous&0x40 != 0):
			r.fail("a number's encoding is longer than necessary")
			return 0
		}
		v |= int64(b&0x7f) << shift
		if b < 0x80 {
			if shift < 57 && b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return v
		}
		previous = b
	}
}

// appendUint appends an unsigned LEB128 number.
func appendUint(out []byte, v uint64) []byte { return binary.AppendUvarint(out, v) }

// appendInt appends a signed LEB128 number.
func appendInt(out []byte, v int64) []byte {
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(out, b)
		}
		out = append(out, b|0x80)
	}
}

// appendPrefixed appends the length of part and part.
func appendPrefixed[T string | []byte](out []byte, part T) []byte {
	return append(appendUint(out, uint64(len(part))), part...)
}
