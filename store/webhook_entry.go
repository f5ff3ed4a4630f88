package store

import (
	"slices"
	"time"

	"roomkey/crm"
)

// Kinds of entries.
var (
	entryWebhookAdded   = writesRows[webhookAdded]("webhook.added")
	entryWebhookMade    = writesRows[webhookMade]("webhook.made")
	entryWebhookChanged = writesRows[webhookChanged]("webhook.changed")
	entryWebhookDropped = writesRows[webhookDropped]("webhook.dropped")
)

// Bounds of webhooks.
const (
	maxUserWebhooks   = 20
	maxBrokerWebhooks = 100
)

// webhookContent is what only entries change of a webhook, so that all regions have the same. PreviousUntil is
// microseconds since 1970.
type webhookContent struct {
	URL           string   `json:"url"`
	Events        []string `json:"events"`
	Note          string   `json:"note,omitempty"`
	Revision      int64    `json:"revision"`
	PreviousUntil int64    `json:"previousUntil,omitempty"`
}

func webhookContentOf(w *crm.Webhook) webhookContent {
	return webhookContent{URL: w.URL, Events: w.Events, Note: w.Note, Revision: w.Revision,
		PreviousUntil: micros(w.PreviousUntil)}
}

func (c *webhookContent) equal(other *webhookContent) bool {
	return c.URL == other.URL && slices.Equal(c.Events, other.Events) && c.Note == other.Note &&
		c.Revision == other.Revision && c.PreviousUntil == other.PreviousUntil
}

// webhookFacts are what an entry says of a webhook. Region sends for it.
type webhookFacts struct {
	ID crm.ID `json:"id"`
	webhookContent
	Region string `json:"region,omitempty"`
}

// webhookAdded makes a webhook.
type webhookAdded struct {
	webhookFacts
	User    crm.ID            `json:"user"`
	Status  crm.WebhookStatus `json:"status"`
	Reason  string            `json:"reason,omitempty"`
	Failing int64             `json:"failing,omitempty"`
	Created int64             `json:"created"`
}

func (w *webhookAdded) apply(a *applying) error {
	a.webhooksChanged()
	for _, bound := range []struct {
		of   string
		id   crm.ID
		most int
	}{
		{`SELECT count(*) FROM webhooks WHERE user = ?`, w.User, maxUserWebhooks},
		{`SELECT count(*) FROM webhooks WHERE broker = ?`, a.broker, maxBrokerWebhooks},
	} {
		var count int
		if err := a.row(bound.of, keyID(bound.id)).Scan(&count); err != nil {
			return err
		}
		if count >= bound.most {
			return crm.Errorf(crm.CodeConflict, "there are %d webhooks already: delete one first", count)
		}
	}
	return a.exec(`INSERT INTO webhooks (id, broker, user, url, events, note, status, reason, revision,
		previous_until, failing, created, region) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, keyID(w.ID),
		keyID(a.broker), keyID(w.User), w.URL, joinEvents(w.Events), w.Note, string(w.Status), w.Reason, w.Revision,
		w.PreviousUntil, w.Failing, w.Created, w.Region)
}

// webhookMade makes a webhook that a session asks for.
type webhookMade struct {
	webhookAdded
	askedBy
}

func (w *webhookMade) apply(a *applying) error {
	if err := w.check(a, w.User); err != nil {
		return err
	}
	return w.webhookAdded.apply(a)
}

// webhooksChanged has the writer learn again which events are asked for, and the sender look again.
func (a *applying) webhooksChanged() {
	a.webhooks.forget()
	a.webhooks.queued = true
}

// webhookChanged changes a webhook that is as Before; older programs made entries without it, which change any. Status
// is "" where it stays as it is: the region that sends may have disabled it.
type webhookChanged struct {
	webhookFacts
	Before *webhookContent   `json:"before,omitempty"`
	Status crm.WebhookStatus `json:"status,omitempty"`
	Reason string            `json:"reason,omitempty"`
}

func (w *webhookChanged) apply(a *applying) error {
	a.webhooksChanged()
	now, err := scanWebhook(a.row(selectWebhooks+`WHERE id = ? AND broker = ?`, keyID(w.ID), keyID(a.broker)))
	if absent(err) {
		return ErrNoWebhook
	}
	if err != nil {
		return err
	}
	if is := webhookContentOf(&now); w.Before != nil && !is.equal(w.Before) {
		return errOvertaken
	}
	before := now.Status
	now.URL, now.Events, now.Note, now.Revision = w.URL, w.Events, w.Note, w.Revision
	now.PreviousUntil = fromMicros(w.PreviousUntil)
	if w.Status != "" {
		now.Status, now.Reason = w.Status, w.Reason
	}
	if now.Status == crm.WebhookActive && before != crm.WebhookActive {
		now.Reason, now.FailingSince = "", time.Time{}
	}
	if err := setWebhook(a.batch, before, &now); err != nil {
		return err
	}
	return a.exec(`UPDATE webhooks SET region = ? WHERE id = ?`, w.Region, keyID(w.ID))
}

// webhookDropped deletes a webhook with its deliveries.
type webhookDropped struct {
	ID crm.ID `json:"id"`
}

func (w *webhookDropped) apply(a *applying) error {
	a.webhooksChanged()
	if err := a.exec(`DELETE FROM webhook_deliveries WHERE hook = ?`, keyID(w.ID)); err != nil {
		return err
	}
	return a.mustChange(ErrNoWebhook, `DELETE FROM webhooks WHERE id = ? AND broker = ?`, keyID(w.ID), keyID(a.broker))
}
