package store

import (
	"strings"

	"roomkey/crm"
)

// ErrNoWebhook is the one answer for a webhook that is absent and for one that the asker may not see.
var ErrNoWebhook = &crm.Error{Code: crm.CodeNotFound, Message: "there is no such webhook"}

func setWebhook(b *batch, before crm.WebhookStatus, w *crm.Webhook) error {
	if err := b.exec(`UPDATE webhooks SET url = ?, events = ?, note = ?, status = ?, reason = ?, revision = ?,
		previous_until = ?, failing = ? WHERE id = ?`, w.URL, joinEvents(w.Events), w.Note, string(w.Status), w.Reason,
		w.Revision, micros(w.PreviousUntil), micros(w.FailingSince), keyID(w.ID)); err != nil {
		return err
	}
	switch active := w.Status == crm.WebhookActive; {
	case active == (before == crm.WebhookActive):
		return nil
	case active:
		return b.exec(`UPDATE webhook_deliveries SET next = ? WHERE hook = ? AND status = 'waiting'`, b.now,
			keyID(w.ID))
	}
	return b.exec(`UPDATE webhook_deliveries SET next = NULL WHERE hook = ? AND status = 'waiting'`, keyID(w.ID))
}

const webhookColumns = `id, broker, user, url, events, note, status, reason, revision, previous_until, failing, created`

const selectWebhooks = `SELECT ` + webhookColumns + ` FROM webhooks `

func scanWebhook(row rowScanner) (w crm.Webhook, err error) {
	var ids [3][]byte
	var events string
	var until, failing, created int64
	if err := row.Scan(&ids[0], &ids[1], &ids[2], &w.URL, &events, &w.Note, &w.Status, &w.Reason, &w.Revision, &until,
		&failing, &created); err != nil {
		return crm.Webhook{}, err
	}
	w.Events = strings.Fields(events)
	w.PreviousUntil, w.FailingSince, w.CreatedAt = fromMicros(until), fromMicros(failing), fromMicros(created)
	return w, toIDs(ids[:], &w.ID, &w.Broker, &w.User)
}

func joinEvents(names []string) string { return " " + strings.Join(names, " ") + " " }
