package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math"

	"roomkey/crm"
)

// cursorKey authenticates cursors: what a client sends back is what it was given.
type cursorKey []byte

const (
	macBytes  = 16
	maxCursor = 8 << 10 // characters
)

// seal makes a cursor of a payload, for one use.
func (k cursorKey) seal(use string, payload []byte) string {
	return base64.RawURLEncoding.EncodeToString(append(payload, k.mac(use, payload)...))
}

// open gives the payload of a cursor.
func (k cursorKey) open(use, parameter, cursor string) ([]byte, error) {
	invalid := crm.Invalid(parameter, "is no cursor that was given for this")
	if len(cursor) > maxCursor {
		return nil, invalid
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(sealed) < macBytes {
		return nil, invalid
	}
	payload, mac := sealed[:len(sealed)-macBytes], sealed[len(sealed)-macBytes:]
	if !hmac.Equal(mac, k.mac(use, payload)) {
		return nil, invalid
	}
	return payload, nil
}

func (k cursorKey) mac(use string, payload []byte) []byte {
	h := hmac.New(sha256.New, k)
	h.Write([]byte(use))
	h.Write([]byte{0})
	h.Write(payload)
	return h.Sum(nil)[:macBytes]
}

// sealNumber makes a cursor of the number of the last row of a page, for one use.
func (k cursorKey) sealNumber(use string, last int64) string {
	return k.seal(use, binary.BigEndian.AppendUint64(nil, uint64(last)))
}

// openNumber gives the number of a cursor; for none, one that is higher than any.
func (k cursorKey) openNumber(use, parameter, cursor string) (int64, error) {
	if cursor == "" {
		return math.MaxInt64, nil
	}
	payload, err := k.open(use, parameter, cursor)
	if err != nil {
		return 0, err
	}
	if len(payload) != 8 {
		return 0, crm.Invalid(parameter, "is no cursor that was given for this")
	}
	return int64(binary.BigEndian.Uint64(payload)), nil
}

// position is where a page of a list ended.
type position struct {
	key     uint64
	folded  string // of a field of strings; where records are ranked, the record's id
	number  int64
	since   uint64 // the last change that was known when the list's first page was read
	changed bool   // the list has ended: what has changed after since follows, and the members above say nothing
}

const positionBytes = 8 + 8 + 8 + 1 // without folded

// encode writes a position; it holds for the query whose digest goes with it.
func (p position) encode() []byte {
	payload := binary.BigEndian.AppendUint64(nil, p.key)
	payload = binary.BigEndian.AppendUint64(payload, uint64(p.number))
	payload = binary.BigEndian.AppendUint64(payload, p.since)
	changed := byte(0)
	if p.changed {
		changed = 1
	}
	return append(append(payload, changed), p.folded...)
}

func decodePosition(payload []byte) (p position, ok bool) {
	if len(payload) < positionBytes {
		return p, false
	}
	return position{key: binary.BigEndian.Uint64(payload), number: int64(binary.BigEndian.Uint64(payload[8:])),
		since: binary.BigEndian.Uint64(payload[16:]), changed: payload[24] != 0,
		folded: string(payload[positionBytes:])}, true
}
