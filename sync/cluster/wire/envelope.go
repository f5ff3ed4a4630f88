package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"roomkey/crm"
)

// version is the one version of envelopes that this build knows.
const version = 1

// MaxPayload is the longest payload of a message, in bytes.
const MaxPayload = MaxMessage - 128

// Message is a message that was opened: it comes from a region of this cluster, was meant for the subject that it came
// by, and has not been heard before.
type Message struct {
	Kind      Kind
	Region    string // who sent it
	Boot      uint64 // of the sender; another at each start
	Counter   uint64 // of the sender's messages of this boot to this subject; the first is 1
	Missed    uint64 // messages of this boot to this subject that were not heard before this one
	Brokerage crm.ID // whose it is; zero: nobody's
	Payload   []byte
}

// The envelope, in this order:
//
//	version   1 byte
//	kind      1 byte
//	region    1 byte of length, then the name
//	boot      8 bytes, big endian
//	counter   8 bytes, big endian
//	brokerage 16 bytes
//	payload   what is left
//	seal      32 bytes: HMAC-SHA256 of the subject's length (2 bytes), the subject, and all of the above
const (
	sealBytes  = sha256.Size
	fixedBytes = 1 + 1 + 1 + 8 + 8 + 16 + sealBytes
)

// Keys are derived from secrets of which every region of a cluster has at least one in common.
type Keys struct {
	seals  [][]byte // the first seals; each opens
	routes []string
}

// NewKeys derives the keys of a secret, and of others that are accepted besides it.
func NewKeys(secret []byte, accepted ...[]byte) Keys {
	var k Keys
	for _, s := range append([][]byte{secret}, accepted...) {
		k.seals = append(k.seals, derive(s, "roomkey cluster envelope 1"))
		k.routes = append(k.routes, hex.EncodeToString(derive(s, "roomkey cluster route 1")))
	}
	return k
}

// Route is the password by which regions let each other in. It is as long as any other.
func (k Keys) Route() string { return k.routes[0] }

// OpensRoute reports whether a password is that of one of the secrets.
func (k Keys) OpensRoute(password string) bool {
	ok := false
	for _, route := range k.routes {
		ok = hmac.Equal([]byte(route), []byte(password)) || ok
	}
	return ok
}

func derive(secret []byte, use string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(use))
	return mac.Sum(nil)
}

// seal encodes a message for a subject.
func (k Keys) seal(subject string, m *Message) []byte {
	data := make([]byte, 0, fixedBytes+len(m.Region)+len(m.Payload))
	data = append(data, version, byte(m.Kind), byte(len(m.Region)))
	data = append(data, m.Region...)
	data = binary.BigEndian.AppendUint64(data, m.Boot)
	data = binary.BigEndian.AppendUint64(data, m.Counter)
	data = append(data, m.Brokerage[:]...)
	data = append(data, m.Payload...)
	return sealOf(k.seals[0], subject, data).Sum(data)
}

// Reasons for which a message is refused, as they are counted.
const (
	refusedShort   = "truncated"
	refusedVersion = "version"
	refusedSeal    = "seal"
	refusedRegion  = "region"
	refusedKind    = "kind"
	refusedStale   = "stale"
	refusedPayload = "payload"
)

// open decodes a message of a subject. The payload is part of data. refused says why it is none, "" if it is one.
func (k Keys) open(subject string, data []byte) (m Message, refused string) {
	if len(data) < fixedBytes || len(data) < fixedBytes+int(data[2]) {
		return Message{}, refusedShort
	}
	if data[0] != version {
		return Message{}, refusedVersion
	}
	body, seal := data[:len(data)-sealBytes], data[len(data)-sealBytes:]
	if !k.sealed(subject, body, seal) {
		return Message{}, refusedSeal
	}
	m.Kind = Kind(body[1])
	name := 3 + int(body[2])
	m.Region = string(body[3:name])
	m.Boot = binary.BigEndian.Uint64(body[name:])
	m.Counter = binary.BigEndian.Uint64(body[name+8:])
	m.Brokerage = crm.ID(body[name+16 : name+32])
	m.Payload = body[name+32:]
	return m, ""
}

func (k Keys) sealed(subject string, body, seal []byte) bool {
	for _, key := range k.seals {
		if hmac.Equal(sealOf(key, subject, body).Sum(nil), seal) {
			return true
		}
	}
	return false
}

func sealOf(key []byte, subject string, body []byte) hash.Hash {
	mac := hmac.New(sha256.New, key)
	mac.Write(binary.BigEndian.AppendUint16(nil, uint16(len(subject))))
	mac.Write([]byte(subject))
	mac.Write(body)
	return mac
}
