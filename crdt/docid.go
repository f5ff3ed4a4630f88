package crdt

import (
	"crypto/sha256"
	"strings"

	"roomkey/crm"
)

const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

const (
	docIDBytes = len(crm.ID{}) + 4 // the id and its check bytes
	docIDChars = 28                // as many base58 digits as docIDBytes can need
)

// DocumentID is how automerge-repo writes a document's id: base58 of its 16 bytes and the first 4 bytes of their double
// SHA-256.
func DocumentID(id crm.ID) string {
	check := docIDCheck(id[:])
	return base58(append(id[:], check[:]...))
}

// ParseDocumentID reads an id as automerge-repo writes it. Errors: invalid, where it is too long or short, its check bytes
// are wrong, or it could have been written in another way.
func ParseDocumentID(text string) (crm.ID, error) {
	wrong := crm.Invalid("documentId", "is not a document id")
	if len(text) > docIDChars {
		return crm.ID{}, wrong
	}
	var number [docIDBytes]byte // big-endian
	for i := range len(text) {
		carry := strings.IndexByte(base58Alphabet, text[i])
		if carry < 0 {
			return crm.ID{}, wrong
		}
		for at := len(number) - 1; at >= 0; at-- {
			carry += int(number[at]) * 58
			number[at] = byte(carry)
			carry >>= 8
		}
		if carry > 0 {
			return crm.ID{}, wrong
		}
	}
	id := crm.ID(number[:len(crm.ID{})])
	if DocumentID(id) != text {
		return crm.ID{}, wrong
	}
	return id, nil
}

func docIDCheck(id []byte) [4]byte {
	once := sha256.Sum256(id)
	twice := sha256.Sum256(once[:])
	return [4]byte(twice[:4])
}

// base58 writes bytes as a number to the base 58, behind one "1" for each leading zero byte.
func base58(data []byte) string {
	zeros := 0
	for zeros < len(data) && data[zeros] == 0 {
		zeros++
	}
	digits := make([]byte, 0, docIDChars) // little-endian
	for _, b := range data[zeros:] {
		carry := int(b)
		for i := range digits {
			carry += int(digits[i]) << 8
			digits[i] = byte(carry % 58)
			carry /= 58
		}
		for ; carry > 0; carry /= 58 {
			digits = append(digits, byte(carry%58))
		}
	}
	var text strings.Builder
	for range zeros {
		text.WriteByte(base58Alphabet[0])
	}
	for i := len(digits) - 1; i >= 0; i-- {
		text.WriteByte(base58Alphabet[digits[i]])
	}
	return text.String()
}
