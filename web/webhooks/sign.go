package webhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"roomkey/crm"
)

// PreviousLife is for how long the secret before signs too after a new one was made.
const PreviousLife = 24 * time.Hour

// secretMark begins a secret as receivers write it.
const secretMark = "whsec_"

// Secrets computes the secrets of webhooks from the server's own: none is stored.
type Secrets struct{ keys [][]byte } // the first makes those that are shown; all sign

// NewSecrets derives them from the server's secret, and from others by which receivers may still know them.
func NewSecrets(secret []byte, others ...[]byte) (s Secrets) {
	for _, of := range append([][]byte{secret}, others...) {
		mac := hmac.New(sha256.New, of)
		mac.Write([]byte("roomkey webhooks"))
		s.keys = append(s.keys, mac.Sum(nil))
	}
	return s
}

// Of is a webhook's secret as receivers write it: whsec_ and 32 bytes in base64.
func (s Secrets) Of(w *crm.Webhook) string {
	return secretMark + base64.StdEncoding.EncodeToString(raw(s.keys[0], w.ID, w.Revision))
}

func raw(key []byte, webhook crm.ID, revision int64) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(webhook[:])
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(revision)))
	return mac.Sum(nil)
}

// signatures are those of a message at a time by a webhook's secret, and by the one before while that counts too.
func (s Secrets) signatures(w *crm.Webhook, message string, at time.Time, body []byte) string {
	var all []string
	for _, key := range s.keys {
		all = append(all, sign(raw(key, w.ID, w.Revision), message, at, body))
		if at.Before(w.PreviousUntil) {
			all = append(all, sign(raw(key, w.ID, w.Revision-1), message, at, body))
		}
	}
	return strings.Join(all, " ")
}

// sign is one signature: v1 and the HMAC-SHA256 of the message's id, the time in seconds and the body, with dots
// between.
func sign(secret []byte, message string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(message + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
