package web

import (
	"context"
	"io"
	"slices"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
	"roomkey/web/webhooks"
)

// webhookList is the webhooks of users. Each is its maker's own; the broker role also sees, pauses and deletes those of
// the others in the brokerage, but neither sends them anything nor learns their secrets: what they hear is what their
// makers may read.
type webhookList struct {
	store  *store.Store
	sender *webhooks.Sender // nil: there are none here
	audit  *auditLog
	now    func() time.Time
	random io.Reader
}

// errNoWebhooks is the answer where nothing sends them.
var errNoWebhooks = crm.Errorf(crm.CodeUnavailable, "there are no webhooks on this server")

func (l *webhookList) list(ctx context.Context, who *principal, _ *api.Empty) (*api.WebhooksAnswer, error) {
	hooks, err := l.store.WebhooksSeenBy(ctx, who.user())
	if err != nil {
		return nil, err
	}
	items := make([]api.Webhook, 0, len(hooks))
	for i := range hooks {
		items = append(items, webhookOf(&hooks[i]))
	}
	return &api.WebhooksAnswer{Items: items, Events: crm.WebhookEvents()}, nil
}

func (l *webhookList) get(ctx context.Context, who *principal, asked *api.ByID) (*api.Webhook, error) {
	return shownWebhook(l.store.Webhook(ctx, who.user(), asked.ID))
}

// create makes a webhook of the caller's own, and shows its secret.
func (l *webhookList) create(ctx context.Context, who *principal, asked *api.CreateWebhookRequest) (*api.Webhook,
	error) {
	if l.sender == nil {
		return nil, errNoWebhooks
	}
	session, err := who.session()
	if err != nil {
		return nil, err
	}
	made := crm.Webhook{ID: crm.NewID(l.random), User: who.user().ID, Broker: who.user().Broker, URL: asked.URL,
		Events: asked.Events, Note: asked.Note, Status: crm.WebhookActive, Revision: 1, CreatedAt: l.now()}
	if err := l.check(&made); err != nil {
		return nil, err
	}
	if err := l.store.AddWebhook(ctx, &made, session); err != nil {
		return nil, err
	}
	l.audit.note(ctx, who, "webhook:created", made.ID, "")
	shown := webhookOf(&made)
	shown.Secret = l.sender.Secret(&made)
	return &shown, nil
}

// check says all that is wrong with a webhook.
func (l *webhookList) check(w *crm.Webhook) error {
	var wrong faults
	wrong.add(l.sender.CheckURL(w.URL))
	if crm.Legible(w.Note, crm.Joiners) != w.Note {
		wrong.add(crm.Invalid("note", "must be text that can be read"))
	}
	known := crm.WebhookEvents()
	for i, name := range w.Events {
		switch {
		case !slices.Contains(known, name):
			wrong.add(crm.Invalid("events", "there is no event of the name %q", crm.Legible(name, "")))
		case slices.Contains(w.Events[:i], name):
			wrong.add(crm.Invalid("events", "has %s twice", name))
		}
	}
	return wrong.err()
}

// patch changes what is given: by the broker role, of another's webhook, only whether it is active.
func (l *webhookList) patch(ctx context.Context, who *principal, asked *api.PatchWebhookRequest) (*api.Webhook, error) {
	if l.sender == nil {
		return nil, errNoWebhooks
	}
	changed, err := l.store.ChangeWebhook(ctx, who.user(), asked.ID, func(w *crm.Webhook) error {
		if w.User != who.user().ID && (asked.URL != nil || asked.Events != nil || asked.Note != nil) {
			return crm.ErrForbidden
		}
		setIf(&w.URL, asked.URL)
		setIf(&w.Events, asked.Events)
		setIf(&w.Note, asked.Note)
		switch {
		case asked.Active == nil:
		case *asked.Active:
			w.Status = crm.WebhookActive
		case w.Status == crm.WebhookActive:
			w.Status = crm.WebhookPaused
		}
		return l.check(w)
	})
	if err == nil {
		l.audit.note(ctx, who, "webhook:changed", asked.ID, string(changed.Status))
	}
	return shownWebhook(changed, err)
}

func setIf[T any](value *T, given *T) {
	if given != nil {
		*value = *given
	}
}

func (l *webhookList) remove(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	if err := l.store.DropWebhook(ctx, who.user(), asked.ID); err != nil {
		return nil, err
	}
	l.audit.note(ctx, who, "webhook:deleted", asked.ID, "")
	return nil, nil
}

// rotate makes a new secret and shows it. For a day, the one before signs too, so that receivers can change over.
func (l *webhookList) rotate(ctx context.Context, who *principal, asked *api.ByID) (*api.Webhook, error) {
	if l.sender == nil {
		return nil, errNoWebhooks
	}
	changed, err := l.store.ChangeWebhook(ctx, who.user(), asked.ID, func(w *crm.Webhook) error {
		if w.User != who.user().ID {
			return crm.ErrForbidden
		}
		w.Revision, w.PreviousUntil = w.Revision+1, l.now().Add(webhooks.PreviousLife)
		return nil
	})
	if err != nil {
		return nil, err
	}
	l.audit.note(ctx, who, "webhook:rotated", asked.ID, "")
	shown := webhookOf(&changed)
	shown.Secret = l.sender.Secret(&changed)
	return &shown, nil
}

func (l *webhookList) deliveries(ctx context.Context, who *principal, asked *api.WebhookDeliveriesRequest) (
	*api.WebhookDeliveriesAnswer, error) {
	if _, err := l.store.Webhook(ctx, who.user(), asked.ID); err != nil {
		return nil, err
	}
	page, next, err := l.store.WebhookDeliveries(ctx, asked.ID, asked.Cursor, asked.Limit)
	if err != nil {
		return nil, err
	}
	items := make([]api.WebhookDelivery, 0, len(page))
	for i := range page {
		items = append(items, deliveryOf(&page[i]))
	}
	return &api.WebhookDeliveriesAnswer{Items: items, Next: orNull(next)}, nil
}

// test has a test sent, also to a webhook that is paused.
func (l *webhookList) test(ctx context.Context, who *principal, asked *api.ByID) (*api.WebhookDelivery, error) {
	if err := l.own(ctx, who, asked.ID); err != nil {
		return nil, err
	}
	return shownDelivery(l.store.TestWebhook(ctx, asked.ID))
}

func (l *webhookList) redeliver(ctx context.Context, who *principal, asked *api.DeliveryRequest) (*api.WebhookDelivery,
	error) {
	if err := l.own(ctx, who, asked.ID); err != nil {
		return nil, err
	}
	return shownDelivery(l.store.RedeliverWebhook(ctx, asked.ID, asked.Delivery))
}

// own lets the maker of a webhook do what is theirs alone.
func (l *webhookList) own(ctx context.Context, who *principal, id crm.ID) error {
	if l.sender == nil {
		return errNoWebhooks
	}
	w, err := l.store.Webhook(ctx, who.user(), id)
	if err == nil && w.User != who.user().ID {
		return crm.ErrForbidden
	}
	return err
}

func shownWebhook(w crm.Webhook, err error) (*api.Webhook, error) {
	if err != nil {
		return nil, err
	}
	shown := webhookOf(&w)
	return &shown, nil
}

func webhookOf(w *crm.Webhook) api.Webhook {
	return api.Webhook{ID: w.ID, User: w.User, URL: w.URL, Events: w.Events, Note: w.Note, Status: string(w.Status),
		Reason: orNull(w.Reason), FailingSince: api.TimeOrNull(w.FailingSince),
		PreviousUntil: api.TimeOrNull(w.PreviousUntil), CreatedAt: api.TimeOf(w.CreatedAt)}
}

func shownDelivery(d crm.WebhookDelivery, err error) (*api.WebhookDelivery, error) {
	if err != nil {
		return nil, err
	}
	shown := deliveryOf(&d)
	return &shown, nil
}

func deliveryOf(d *crm.WebhookDelivery) api.WebhookDelivery {
	shown := api.WebhookDelivery{ID: d.ID, Event: d.Event, At: api.TimeOf(d.At), Status: string(d.Status),
		Attempts: d.Attempts, NextAt: api.TimeOrNull(d.Next), TriedAt: api.TimeOrNull(d.TriedAt),
		Milliseconds: int(d.Took.Milliseconds()), Response: d.Response, Error: d.Error}
	if !d.Record.IsZero() {
		shown.Record = &d.Record
	}
	if !d.Task.IsZero() {
		shown.Task = &d.Task
	}
	if d.Code != 0 {
		shown.Code = &d.Code
	}
	return shown
}
