package webhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"time"

	"roomkey/crm"
)

// PreviousLife is for how long the secret before signs too after a new one was made.
const PreviousLife = 24 * time.Hour

// secretMark begins a secret as receivers write it.
const secretMark = "whsec_"

// Secrets computes the secrets of webhooks from the server's own: none is stored.
type Secrets struct{ key []byte }

// NewSecrets derives them from the server's secret.
func NewSecrets(secret []byte) Secrets {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("roomkey webhooks"))
	return Secrets{mac.Sum(nil)}
}

// Of is a webhook's secret as receivers write it: whsec_ and 32 bytes in base64.
func (s Secrets) Of(w *crm.Webhook) string {
	return secretMark + base64.StdEncoding.EncodeToString(s.raw(w.ID, w.Revision))
}

func (s Secrets) raw(webhook crm.ID, revision int64) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(webhook[:])
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(revision)))
	return mac.Sum(nil)
}

// signatures are those of a message at a time by a webhook's secret, and by the one before while that counts too.
func (s Secrets) signatures(w *crm.Webhook, message string, at time.Time, body []byte) string {
	all := sign(s.raw(w.ID, w.Revision), message, at, body)
	if at.Before(w.PreviousUntil) {
		all += " " + sign(s.raw(w.ID, w.Revision-1), message, at, body)
	}
	return all
}

// sign is one signature: v1 and the HMAC-SHA256 of the message's id, the time in seconds and the body, with dots
// between.
func sign(secret []byte, message string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(message + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
