package webhooks

import (
	"encoding/binary"
	"io"
	"net/http"
	"time"

	"roomkey/crm"
)

// delays are how long after each failed attempt the next one is made, about: eleven attempts within three days.
var delays = []time.Duration{5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
	5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

// patience is for how long a webhook may only fail until it is disabled.
const patience = 5 * 24 * time.Hour

// delayAfter is when the next attempt follows a failed one, the attempts-th: within a fifth of the planned time, so
// that what failed together is not tried again together. ok: there is a next one.
func delayAfter(attempts int, random io.Reader) (delay time.Duration, ok bool) {
	if attempts > len(delays) {
		return 0, false
	}
	delay = delays[attempts-1]
	var raw [8]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return delay, true
	}
	spread := delay * 2 / 5
	return delay - spread/2 + time.Duration(binary.BigEndian.Uint64(raw[:])%uint64(spread)), true
}

// judge says what an attempt has come to, of which a holds the answer.
func judge(w *crm.Webhook, d *crm.WebhookDelivery, a *crm.WebhookAttempt, random io.Reader) {
	switch {
	case a.Error == "":
		a.Status = crm.DeliveryDelivered
		return
	case a.Code == http.StatusGone:
		a.Status, a.Disable = crm.DeliveryFailed, crm.WebhookGone
		return
	}
	a.Status = crm.DeliveryFailed
	if d.Event == crm.WebhookTest {
		return
	}
	if delay, ok := delayAfter(d.Attempts+1, random); ok {
		a.Status, a.Next = crm.DeliveryWaiting, a.At.Add(delay)
	}
	if !w.FailingSince.IsZero() && a.At.Sub(w.FailingSince) >= patience {
		a.Disable = crm.WebhookFailed
	}
}
