package store

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// texts holds many short strings without a pointer to each, so that 100,000 of them cost the garbage collector nothing.
type texts struct {
	refs   []uint32 // by slot: the place of its text in heap plus one; 0: none
	heap   []byte   // texts, each after its length (uvarint)
	common map[string]uint32
	misses int // lookups in a full common that found nothing, minus those that did
	waste  int // bytes of heap that no slot uses, about
}

// maxCommon bounds the texts that are stored once and shared. A column of cities has few different texts; a column of
// addresses has as many as records. After maxCommon misses, new texts are added without a lookup.
const maxCommon = 2048

func (t *texts) get(slot uint32) []byte {
	ref := t.refs[slot]
	if ref == 0 {
		return nil
	}
	size, n := binary.Uvarint(t.heap[ref-1:])
	at := int(ref-1) + n
	return t.heap[at : at+int(size)]
}

func (t *texts) set(slot uint32, text []byte) {
	old := t.get(slot)
	if bytes.Equal(old, text) {
		return
	}
	t.waste += len(old)
	t.refs[slot] = t.add(text)
	if t.waste > 1<<20 && t.waste > len(t.heap)/2 {
		t.rebuild()
	}
}

func (t *texts) add(text []byte) uint32 {
	if len(text) == 0 {
		return 0
	}
	if t.misses < maxCommon {
		if ref, ok := t.common[string(text)]; ok {
			t.misses--
			return ref
		}
		if len(t.common) == maxCommon {
			t.misses++
		}
	}
	ref := uint32(len(t.heap)) + 1
	t.heap = binary.AppendUvarint(t.heap, uint64(len(text)))
	t.heap = append(t.heap, text...)
	if len(t.common) < maxCommon {
		if t.common == nil {
			t.common = map[string]uint32{}
		}
		t.common[string(text)] = ref
	}
	return ref
}

func (t *texts) rebuild() {
	fresh := texts{refs: make([]uint32, len(t.refs)), heap: make([]byte, 0, len(t.heap)/2)}
	for slot := range t.refs {
		fresh.refs[slot] = fresh.add(t.get(uint32(slot)))
	}
	*t = fresh
}

// foldBytes is how many bytes of a text decide its place in an order.
const foldBytes = 64

// fold is the form in which a text is sorted: lower case, cut to foldBytes.
func fold(text []byte) string {
	folded := strings.ToLower(string(text[:min(len(text), 2*foldBytes)]))
	return folded[:min(len(folded), foldBytes)]
}

// compareFolded compares two texts in the order of fold. It allocates nothing if they are ASCII.
func compareFolded(a, b []byte) int {
	for i := range min(len(a), len(b), foldBytes) {
		if a[i]|b[i] >= utf8.RuneSelf {
			return strings.Compare(fold(a), fold(b))
		}
		if x, y := lower(a[i]), lower(b[i]); x != y {
			return int(x) - int(y)
		}
	}
	return min(len(a), foldBytes) - min(len(b), foldBytes)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// textKey is prefixKey of a folded text. It folds nothing if the first bytes are ASCII.
func textKey(text []byte) uint64 {
	var first [8]byte
	for i := range copy(first[:], text) {
		if first[i] >= utf8.RuneSelf {
			return prefixKey(fold(text))
		}
		first[i] = lower(first[i])
	}
	if len(text) == 0 {
		return 0
	}
	return max(binary.BigEndian.Uint64(first[:]), 1)
}

// prefixKey is the first eight bytes of a folded text as a number with the same order; 0 only for an empty text.
func prefixKey(folded string) uint64 {
	if folded == "" {
		return 0
	}
	var first [8]byte
	copy(first[:], folded)
	return max(binary.BigEndian.Uint64(first[:]), 1)
}
