package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"
	"strings"
	"time"
)

// deviceCookie holds the marks of the accounts that have signed in on this device. It is sent to the routes of sign-in
// alone, and opens nothing: whoever has a mark has a rate of sign-ins of their own (ADR 24).
const (
	deviceCookie = "roomkey_device"
	devicePath   = "/api/v1/auth"
	deviceLife   = 180 * 24 * time.Hour // after the last sign-in
)

// A mark is chance, the end of its life as seconds of Unix time, and a code over both, the account and its password.
const (
	markChance = 16 // bytes
	markEnd    = 4
	markCode   = 16
	markBytes  = markChance + markEnd + markCode
	// marksKept is how many accounts one device is known for: the newest.
	marksKept = 4
)

// devices know the devices on which an account has signed in before. The server keeps nothing of them. A new password
// makes all devices unknown: otherwise whoever had the old one could have collected marks, and with each a rate of its
// own to guess the new one with. Safe for concurrent use.
type devices struct {
	keys   [][]byte // the first one makes marks; all are accepted
	now    func() time.Time
	random io.Reader
}

// find is the mark of an account among those of a cookie; "" where the device is unknown. Nobody learns by it whether
// there is such an account: only a sign-in with the right password makes a mark.
func (d *devices) find(cookie string, a *account) string {
	if a.user == nil || a.user.Disabled {
		return ""
	}
	for _, text := range splitMarks(cookie) {
		if d.valid(text, a) {
			return text
		}
	}
	return ""
}

// renew is the cookie after a sign-in: the account's mark lives on, or is made, and those of others stay.
func (d *devices) renew(cookie string, a *account) (string, error) {
	chance := make([]byte, markChance)
	if found := d.find(cookie, a); found != "" {
		copy(chance, decodeMark(found))
	} else if _, err := io.ReadFull(d.random, chance); err != nil {
		return "", err
	}
	mark := binary.BigEndian.AppendUint32(chance, uint32(d.now().Add(deviceLife).Unix()))
	marks := []string{base64.RawURLEncoding.EncodeToString(append(mark, code(d.keys[0], mark, a)...))}
	for _, other := range splitMarks(cookie) {
		if len(marks) < marksKept && !d.valid(other, a) {
			marks = append(marks, other)
		}
	}
	return strings.Join(marks, "."), nil
}

func (d *devices) valid(text string, a *account) bool {
	mark := decodeMark(text)
	if mark == nil {
		return false
	}
	signed, proof := mark[:markChance+markEnd], mark[markChance+markEnd:]
	ends := time.Unix(int64(binary.BigEndian.Uint32(signed[markChance:])), 0)
	good := false
	for _, key := range d.keys {
		good = hmac.Equal(proof, code(key, signed, a)) || good
	}
	return good && d.now().Before(ends)
}

// code proves that whoever has a key has made a mark of an account.
func code(key, signed []byte, a *account) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(signed)
	mac.Write(a.user.ID[:])
	mac.Write([]byte(a.hash))
	return mac.Sum(nil)[:markCode]
}

// splitMarks are the marks of a cookie, of which any client may have written anything: at most those that we keep.
func splitMarks(cookie string) []string {
	if cookie == "" {
		return nil
	}
	marks := strings.SplitN(cookie, ".", marksKept+1)
	return marks[:min(len(marks), marksKept)]
}

// decodeMark reads one mark; nil where it can be none.
func decodeMark(text string) []byte {
	mark, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(mark) != markBytes {
		return nil
	}
	return mark
}

// markKey is by what the sign-ins from a known device are counted: its chance, which renewing keeps.
func markKey(mark string) string { return string(decodeMark(mark)[:markChance]) }
