package store

import (
	"cmp"
	"context"
	"slices"

	"roomkey/crm"
)

// Webhooks holds the webhooks, the events that they ask for and what became of these: a queue that survives a crash,
// because an event is put into it by the transaction that stores the event.
type Webhooks struct {
	db     *handle
	rooms  *RoomLog
	ledger *RowLedger

	region, first string // this one and the first one; "": there are no others
}

// WebhooksDue tells, by a value, that there may be something to send: events were queued, or somebody asked for it. One
// goroutine at most may receive.
func (h *Webhooks) WebhooksDue() <-chan struct{} { return h.db.writer.caches.webhooks.wake }

// AddWebhook stores a webhook, for which this region sends, and for which its maker's session asks; zero: none does.
// crm.CodeConflict: its maker has 20, or the brokerage 100. ErrSessionOver: the session has ended.
func (h *Webhooks) AddWebhook(ctx context.Context, w *crm.Webhook, session crm.ID) error {
	return h.ledger.writeAsked(ctx, "add a webhook", func(older bool) plan {
		return func(b *batch) (plannedWrite, error) {
			added := webhookAdded{User: w.User, Created: micros(w.CreatedAt), Failing: micros(w.FailingSince),
				Status: w.Status, Reason: w.Reason, webhookFacts: h.factsOf(w)}
			by, err := asked(b, w.User, session)
			if older || session.IsZero() {
				return plannedWrite{entryWebhookAdded, w.Broker, &added}, err
			}
			return plannedWrite{entryWebhookMade, w.Broker, &webhookMade{added, by}}, err
		}
	})
}

// factsOf are what an entry says of a webhook, for which this region sends from now on.
func (h *Webhooks) factsOf(w *crm.Webhook) webhookFacts {
	return webhookFacts{ID: w.ID, webhookContent: webhookContentOf(w), Region: h.region}
}

// ChangeWebhook has f change a webhook that the user may see: its address, its events, its note, its status and its
// secret's revision. f's error is returned, and nothing is written then. What waits is held while the webhook is not
// active, and is due when it is again. From then on this region sends for it. If another region changes it at the same
// time, f is called again with what that has made of it. ErrNoWebhook: the user sees no such webhook.
func (h *Webhooks) ChangeWebhook(ctx context.Context, user *crm.User, id crm.ID, f func(*crm.Webhook) error) (
	w crm.Webhook, err error) {
	err = h.ledger.write(ctx, "change a webhook", func(b *batch) (plannedWrite, error) {
		if w, err = seenWebhook(user, b.row(selectWebhooks+`WHERE id = ?`, keyID(id))); err != nil {
			return plannedWrite{}, err
		}
		before, content := w.Status, webhookContentOf(&w)
		content.Events = slices.Clone(w.Events)
		if err := f(&w); err != nil {
			return plannedWrite{}, err
		}
		change := &webhookChanged{webhookFacts: h.factsOf(&w), Before: &content}
		if w.Status != before { // else it stays what it is where it sends, which may have disabled it
			change.Status, change.Reason = w.Status, w.Reason
		}
		return plannedWrite{entryWebhookChanged, w.Broker, change}, nil
	})
	if err != nil {
		return w, err
	}
	return h.Webhook(ctx, user, id)
}

// DropWebhook deletes a webhook that the user may see, with its deliveries.
func (h *Webhooks) DropWebhook(ctx context.Context, user *crm.User, id crm.ID) error {
	return h.ledger.write(ctx, "delete a webhook", func(b *batch) (plannedWrite, error) {
		_, err := seenWebhook(user, b.row(selectWebhooks+`WHERE id = ?`, keyID(id)))
		return plannedWrite{entryWebhookDropped, user.Broker, &webhookDropped{id}}, err
	})
}

// change runs f within the writer's next transaction, and has the sender look again.
func (h *Webhooks) change(ctx context.Context, operation string, f func(*batch) error) error {
	return h.db.update(ctx, operation, func(b *batch) error {
		b.webhooks.queued = true
		return f(b)
	})
}

// sends reports whether this region sends for webhooks of a region.
func (h *Webhooks) sends(region string) bool {
	return h.region == "" || cmp.Or(region, h.first) == h.region
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
