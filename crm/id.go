package crm

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
)

// ID is the 16 bytes of a UUID: of a record, a document, a user, a team or a brokerage. The zero ID means "none".
// A record's ID is also the id of its shared document, so a record made offline has its id at once.
type ID [16]byte

// NewID reads a version 4 UUID from random. It panics if random fails, as crypto/rand.Reader never does.
func NewID(random io.Reader) ID {
	var id ID
	if _, err := io.ReadFull(random, id[:]); err != nil {
		panic("crm: no randomness: " + err.Error())
	}
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}

// ParseID reads the 36 characters of a UUID's text, any case and any version.
func ParseID(text string) (ID, error) {
	var id ID
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return ID{}, Invalid("", "not a UUID")
	}
	if _, err := hex.Decode(id[:], []byte(strings.ReplaceAll(text, "-", ""))); err != nil {
		return ID{}, Invalid("", "not a UUID")
	}
	return id, nil
}

// Is reports whether a text, in any case, is the UUID of this id. No text is the zero ID's.
func (id ID) Is(text string) bool {
	named, err := ParseID(text)
	return err == nil && named == id && !id.IsZero()
}

// IsZero reports whether the id means "none".
func (id ID) IsZero() bool { return id == ID{} }

// String is the UUID in lower case, or "" for the zero ID.
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	text := make([]byte, 36)
	hex.Encode(text[0:8], id[0:4])
	hex.Encode(text[9:13], id[4:6])
	hex.Encode(text[14:18], id[6:8])
	hex.Encode(text[19:23], id[8:10])
	hex.Encode(text[24:36], id[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text)
}

// MarshalText writes the UUID's text; the zero ID is the empty text.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the UUID's text; the empty text is the zero ID.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = ID{}
		return nil
	}
	parsed, err := ParseID(string(text))
	if err == nil {
		*id = parsed
	}
	return err
}

// PrivateID is the id of the private document of a record. It follows from the record's id alone, so that two devices
// which are offline never make two private documents for one record.
func PrivateID(record ID) ID {
	sum := sha256.Sum256(append([]byte("roomkey/private/"), record[:]...))
	return ID(sum[:16])
}

// Hash is the SHA-256 by which Automerge names a change.
type Hash [32]byte

// ParseHash reads 64 hexadecimal digits.
func ParseHash(text string) (Hash, error) {
	var h Hash
	if len(text) != 2*len(h) {
		return Hash{}, Invalid("", "a hash has 64 hexadecimal digits")
	}
	if _, err := hex.Decode(h[:], []byte(text)); err != nil {
		return Hash{}, Invalid("", "a hash has 64 hexadecimal digits")
	}
	return h, nil
}

// String is the hash in hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes the hash in hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *Hash) UnmarshalText(text []byte) error {
	parsed, err := ParseHash(string(text))
	if err == nil {
		*h = parsed
	}
	return err
}
