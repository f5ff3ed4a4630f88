package wire

import (
	"encoding/binary"
	"math"
)

// The functions below write the server's frames without reflection, since one edit goes to many sockets. Each appends
// to dst and returns it.

const (
	cborUint  = 0 << 5
	cborNeg   = 1 << 5
	cborBytes = 2 << 5
	cborText  = 3 << 5
	cborArray = 4 << 5
	cborMap   = 5 << 5
	cborFalse = 0xf4
	cborTrue  = 0xf5
	cborNull  = 0xf6
	cborFloat = 0xfb
)

// appendHead writes an item's major type and its number, in the fewest bytes.
func appendHead(dst []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(dst, major|byte(n))
	case n <= math.MaxUint8:
		return append(dst, major|24, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, major|25), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(dst, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, major|27), n)
}

func appendUint(dst []byte, n uint64) []byte { return appendHead(dst, cborUint, n) }
func appendMap(dst []byte, pairs int) []byte { return appendHead(dst, cborMap, uint64(pairs)) }
func appendArray(dst []byte, n int) []byte   { return appendHead(dst, cborArray, uint64(n)) }
func appendText(dst []byte, s string) []byte {
	return append(appendHead(dst, cborText, uint64(len(s))), s...)
}
func appendBytes(dst, b []byte) []byte {
	return append(appendHead(dst, cborBytes, uint64(len(b))), b...)
}
func appendFloat(dst []byte, f float64) []byte {
	return binary.BigEndian.AppendUint64(append(dst, cborFloat), math.Float64bits(f))
}

// appendInt writes an integer: one of more than 32 bits as a float64, as cbor-x does, because JavaScript reads a 64-bit
// integer as a bigint. One that a float64 does not hold exactly stays an integer.
func appendInt(dst []byte, n int64) []byte {
	const exact = 1 << 53
	switch {
	case n > math.MaxUint32 && n <= exact, n < -1-math.MaxUint32 && n >= -exact:
		return appendFloat(dst, float64(n))
	case n < 0:
		return appendHead(dst, cborNeg, uint64(-1-n))
	}
	return appendHead(dst, cborUint, uint64(n))
}

func appendBool(dst []byte, b bool) []byte {
	if b {
		return append(dst, cborTrue)
	}
	return append(dst, cborFalse)
}

// appendPair writes a key and a text.
func appendPair(dst []byte, key, text string) []byte { return appendText(appendText(dst, key), text) }
