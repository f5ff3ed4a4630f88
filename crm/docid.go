package crm

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

const (
	docIDBytes = len(ID{}) + 4 // the id and its check bytes
	docIDChars = 28            // the number of base58 digits that docIDBytes may need
)

// DocumentID returns the form in which automerge-repo writes a document's id: the base58 of its 16 bytes and the first
// 4 bytes of their double SHA-256.
func DocumentID(id ID) string {
	check := docIDCheck(id[:])
	var number [docIDBytes]byte
	copy(number[copy(number[:], id[:]):], check[:])
	return base58(number)
}

// ParseDocumentID reads an id in the form that automerge-repo writes. Errors: invalid, if text has the wrong length, if
// its check bytes are wrong, or if DocumentID would write the id differently.
func ParseDocumentID(text string) (ID, error) {
	wrong := Invalid("documentId", "is not a document id")
	if len(text) > docIDChars {
		return ID{}, wrong
	}
	var number [docIDBytes]byte // big-endian
	for i := range len(text) {
		carry := strings.IndexByte(base58Alphabet, text[i])
		if carry < 0 {
			return ID{}, wrong
		}
		for at := len(number) - 1; at >= 0; at-- {
			carry += int(number[at]) * 58
			number[at] = byte(carry)
			carry >>= 8
		}
		if carry > 0 {
			return ID{}, wrong
		}
	}
	id := ID(number[:len(ID{})])
	if DocumentID(id) != text {
		return ID{}, wrong
	}
	return id, nil
}

func docIDCheck(id []byte) [4]byte {
	once := sha256.Sum256(id)
	twice := sha256.Sum256(once[:])
	return [4]byte(twice[:4])
}

// base58 returns a number in base 58, after one "1" for each leading zero byte.
func base58(data [docIDBytes]byte) string {
	const fiveDigits = 58 * 58 * 58 * 58 * 58 // as many digits as fit into 32 bits: one division for five
	var words [docIDBytes / 4]uint32
	for i := range words {
		words[i] = binary.BigEndian.Uint32(data[4*i:])
	}
	var text [docIDBytes + docIDChars + 5]byte
	at := len(text)
	for words != [len(words)]uint32{} {
		rest := uint64(0)
		for i := range words {
			rest = rest<<32 | uint64(words[i])
			words[i], rest = uint32(rest/fiveDigits), rest%fiveDigits
		}
		for range 5 {
			at--
			text[at] = base58Alphabet[rest%58]
			rest /= 58
		}
	}
	for at < len(text) && text[at] == base58Alphabet[0] {
		at++ // only whole zero bytes are written as leading zeros
	}
	for i := 0; i < len(data) && data[i] == 0; i++ {
		at--
		text[at] = base58Alphabet[0]
	}
	return string(text[at:])
}
