package wire

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
)

// appendJSON writes an event's data as CBOR, null where it is no JSON. The entry "heads", hexadecimal in JSON, becomes
// byte strings as in every other frame. It copies what it reads straight to dst: an event is written once, but there
// are many.
func appendJSON(dst []byte, data json.RawMessage) []byte {
	if !json.Valid(data) {
		return append(dst, cborNull)
	}
	t := transcoder{data: data}
	return t.value(dst, 0)
}

// transcoder reads JSON that is known to be valid.
type transcoder struct {
	data  []byte
	at    int
	heads bool // within the root's "heads"
}

// next skips white space, commas and colons, and gives the byte that follows.
func (t *transcoder) next() byte {
	for bytes.IndexByte([]byte(" \t\r\n,:"), t.data[t.at]) >= 0 {
		t.at++
	}
	return t.data[t.at]
}

func (t *transcoder) value(dst []byte, depth int) []byte {
	switch t.next() {
	case '{':
		return t.object(dst, depth)
	case '[':
		return t.array(dst, depth)
	case '"':
		return t.text(dst)
	case 't':
		t.at += len("true")
		return append(dst, cborTrue)
	case 'f':
		t.at += len("false")
		return append(dst, cborFalse)
	case 'n':
		t.at += len("null")
		return append(dst, cborNull)
	}
	return t.number(dst)
}

func (t *transcoder) object(dst []byte, depth int) []byte {
	head, pairs := len(dst), 0
	dst = append(dst, 0)
	for t.at++; t.next() != '}'; pairs++ {
		key := t.at
		dst = t.text(dst)
		t.heads = depth == 0 && string(t.data[key:t.at]) == `"heads"`
		dst = t.value(dst, depth+1)
	}
	t.at++
	return setHead(dst, head, cborMap, pairs)
}

func (t *transcoder) array(dst []byte, depth int) []byte {
	head, items := len(dst), 0
	dst = append(dst, 0)
	for t.at++; t.next() != ']'; items++ {
		dst = t.value(dst, depth+1)
	}
	t.at++
	return setHead(dst, head, cborArray, items)
}

// setHead writes the head of a map or list whose length is known only now, over the one byte that was left for it.
func setHead(dst []byte, at int, major byte, n int) []byte {
	var head [9]byte
	whole := appendHead(head[:0], major, uint64(n))
	dst[at] = whole[0]
	return slices.Insert(dst, at+1, whole[1:]...)
}

func (t *transcoder) text(dst []byte) []byte {
	start := t.at
	for t.at++; t.data[t.at] != '"'; t.at++ {
		if t.data[t.at] == '\\' {
			t.at++
		}
	}
	t.at++
	raw := t.data[start+1 : t.at-1]
	if t.heads && len(raw) == 2*len(crm.Hash{}) {
		var hash crm.Hash
		if _, err := hex.Decode(hash[:], raw); err == nil {
			return appendBytes(dst, hash[:])
		}
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return appendText(dst, strings.ToValidUTF8(string(raw), "\uFFFD"))
	}
	var text string
	if err := json.Unmarshal(t.data[start:t.at], &text); err != nil {
		return append(dst, cborNull) // can't be: the whole was valid
	}
	return appendText(dst, text)
}

func (t *transcoder) number(dst []byte) []byte {
	start := t.at
	for t.at < len(t.data) && bytes.IndexByte([]byte("+-.0123456789eE"), t.data[t.at]) >= 0 {
		t.at++
	}
	text := string(t.data[start:t.at])
	// Larger integers are floats, as cbor-x writes them: it would read them as BigInt, with which nothing can be
	// calculated.
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= math.MinInt32 && n <= math.MaxUint32 {
		return appendInt(dst, n)
	}
	f, _ := strconv.ParseFloat(text, 64) // beyond the range it is infinite
	return appendFloat(dst, f)
}
