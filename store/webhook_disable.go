package store

import (
	"encoding/json"

	"roomkey/crm"
)

// disableWebhook disables a webhook, and notifies its maker: the event is for the maker's room.
func disableWebhook(b *batch, w *crm.Webhook, reason string, notice crm.ID) (crm.Event, error) {
	before := w.Status
	w.Status, w.Reason = crm.WebhookDisabled, reason
	b.webhooks.forget()
	b.webhooks.queued = true
	if err := setWebhook(b, before, w); err != nil {
		return crm.Event{}, err
	}
	now := fromMicros(b.now)
	entry := crm.AuditEntry{At: now, Action: "webhook:disabled", Record: w.ID, Reason: reason}
	if err := b.addAudit(&entry); err != nil {
		return crm.Event{}, err
	}
	data, err := json.Marshal(struct {
		Webhook crm.ID `json:"webhook"`
		URL     string `json:"url"`
		Reason  string `json:"reason"`
	}{w.ID, w.URL, reason})
	if err != nil {
		return crm.Event{}, err
	}
	n := crm.Notice{ID: notice, User: w.User, At: now, Kind: crm.NoticeWebhook, Data: data}
	return n.Event(), addNotice(b, &n, false)
}

// disableWebhooksOf disables a user's active webhooks, and notifies the user of each.
func disableWebhooksOf(b *batch, user crm.ID, reason string, newID func() crm.ID) (told []crm.Event, err error) {
	var hooks []crm.Webhook
	rows, err := b.query(selectWebhooks+`WHERE user = ? AND status = ? ORDER BY created, id`, keyID(user),
		string(crm.WebhookActive))
	err = each(rows, err, func(row rowScanner) error {
		w, err := scanWebhook(row)
		hooks = append(hooks, w)
		return err
	})
	for i := range hooks {
		var event crm.Event
		if err == nil {
			event, err = disableWebhook(b, &hooks[i], reason, newID())
			told = append(told, event)
		}
	}
	return told, err
}
