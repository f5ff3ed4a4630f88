package store

import (
	"context"
	"strings"
	"time"

	"roomkey/crm"
)

// Bounds of webhooks.
const (
	maxUserWebhooks   = 20
	maxBrokerWebhooks = 100
)

// ErrNoWebhook is the one answer for a webhook that is absent and for one that the asker may not see.
var ErrNoWebhook = &crm.Error{Code: crm.CodeNotFound, Message: "there is no such webhook"}

// Webhooks holds the webhooks, the events that they ask for and what became of these: a queue that survives a crash,
// because an event is put into it by the transaction that stores the event.
type Webhooks struct {
	db    *handle
	rooms *RoomLog
}

// WebhooksDue tells, by a value, that there may be something to send: events were queued, or somebody asked for it. One
// goroutine at most may receive.
func (h *Webhooks) WebhooksDue() <-chan struct{} { return h.db.writer.caches.webhooks.wake }

// AddWebhook stores a webhook. crm.CodeConflict: its maker has 20, or the brokerage 100.
func (h *Webhooks) AddWebhook(ctx context.Context, w *crm.Webhook) error {
	return h.change(ctx, "add a webhook", func(b *batch) error {
		for _, bound := range []struct {
			of   string
			id   crm.ID
			most int
		}{
			{`SELECT count(*) FROM webhooks WHERE user = ?`, w.User, maxUserWebhooks},
			{`SELECT count(*) FROM webhooks WHERE broker = ?`, w.Broker, maxBrokerWebhooks},
		} {
			var count int
			if err := b.row(bound.of, keyID(bound.id)).Scan(&count); err != nil {
				return err
			}
			if count >= bound.most {
				return crm.Errorf(crm.CodeConflict, "there are %d webhooks already: delete one first", count)
			}
		}
		return b.exec(`INSERT INTO webhooks (id, broker, user, url, events, note, status, reason, revision,
			previous_until, failing, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, keyID(w.ID),
			keyID(w.Broker), keyID(w.User), w.URL, joinEvents(w.Events), w.Note, string(w.Status), w.Reason,
			w.Revision, micros(w.PreviousUntil), micros(w.FailingSince), micros(w.CreatedAt))
	})
}

// change runs f within the writer's next transaction, and has the writer learn again which events are asked for.
func (h *Webhooks) change(ctx context.Context, operation string, f func(*batch) error) error {
	return h.db.update(ctx, operation, func(b *batch) error {
		b.webhooks.forget()
		b.webhooks.queued = true // so that the Sender looks again
		return f(b)
	})
}

// ChangeWebhook has f change a webhook that the user may see: its address, its events, its note, its status and its
// secret's revision. f's error is returned, and nothing is written then. What waits is held while the webhook is not
// active, and is due when it is again. ErrNoWebhook: the user sees no such webhook.
func (h *Webhooks) ChangeWebhook(ctx context.Context, user *crm.User, id crm.ID, f func(*crm.Webhook) error) (
	w crm.Webhook, err error) {
	err = h.change(ctx, "change a webhook", func(b *batch) error {
		if w, err = seenWebhook(user, b.row(selectWebhooks+`WHERE id = ?`, keyID(id))); err != nil {
			return err
		}
		before := w.Status
		if err := f(&w); err != nil {
			return err
		}
		if w.Status == crm.WebhookActive && before != crm.WebhookActive {
			w.Reason, w.FailingSince = "", time.Time{}
		}
		return setWebhook(b, before, &w)
	})
	return w, err
}

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

// DropWebhook deletes a webhook that the user may see, with its deliveries.
func (h *Webhooks) DropWebhook(ctx context.Context, user *crm.User, id crm.ID) error {
	return h.change(ctx, "delete a webhook", func(b *batch) error {
		if _, err := seenWebhook(user, b.row(selectWebhooks+`WHERE id = ?`, keyID(id))); err != nil {
			return err
		}
		if err := b.exec(`DELETE FROM webhook_deliveries WHERE hook = ?`, keyID(id)); err != nil {
			return err
		}
		return b.exec(`DELETE FROM webhooks WHERE id = ?`, keyID(id))
	})
}

// Webhook returns a webhook that the user may see, else ErrNoWebhook.
func (h *Webhooks) Webhook(ctx context.Context, user *crm.User, id crm.ID) (crm.Webhook, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	w, err := seenWebhook(user, h.db.reader.row(ctx, selectWebhooks+`WHERE id = ?`, keyID(id)))
	return w, classify("read a webhook", err)
}

// WebhooksSeenBy lists the webhooks that the user may see, the newest first.
func (h *Webhooks) WebhooksSeenBy(ctx context.Context, user *crm.User) (hooks []crm.Webhook, err error) {
	err = h.db.reader.snapshot(ctx, "list webhooks", func(ctx context.Context, tx querier) error {
		hooks = nil
		rows, err := tx.QueryContext(ctx, selectWebhooks+`WHERE broker = ? ORDER BY created DESC, id`,
			keyID(user.Broker))
		return each(rows, err, func(row rowScanner) error {
			w, err := scanWebhook(row)
			if err == nil && user.MaySeeWebhook(&w) {
				hooks = append(hooks, w)
			}
			return err
		})
	})
	return hooks, err
}

// seenWebhook reads a webhook that the user may see, else ErrNoWebhook.
func seenWebhook(user *crm.User, row rowScanner) (crm.Webhook, error) {
	w, err := scanWebhook(row)
	if absent(err) || err == nil && !user.MaySeeWebhook(&w) {
		return crm.Webhook{}, ErrNoWebhook
	}
	return w, err
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
