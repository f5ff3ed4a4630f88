package store

import (
	"context"

	"roomkey/crm"
)

// Bounds of the webhooks' queue.
const (
	spreadEvents = 200    // that one transaction makes deliveries of
	maxWaiting   = 10_000 // deliveries that wait for one webhook
)

// SpreadWebhookEvents makes deliveries of queued events: one for each webhook that asks for the event and whose maker
// may read what it is about. merge is given events in their order and returns those that are told, with the data that
// is sent; it must not block, and may run again. A webhook with too many deliveries is disabled, and its maker is
// notified. more: there are events left.
func (h *Webhooks) SpreadWebhookEvents(ctx context.Context, merge func([]crm.Event) []crm.Event) (more bool,
	err error) {
	return posted(ctx, h.rooms, "spread events to webhooks", func(b *batch) (more bool, _ []crm.Event, err error) {
		events, last, err := queuedWebhookEvents(b)
		if err != nil || len(events) == 0 {
			return false, nil, err
		}
		s := &webhookSpread{b: b, newID: h.db.newID, sends: h.sends, listeners: make(map[crm.ID][]*webhookListener)}
		for _, e := range merge(events) {
			if err := s.spread(&e); err != nil {
				return false, nil, err
			}
		}
		return len(events) == spreadEvents, s.told, b.exec(`DELETE FROM webhook_events WHERE num <= ?`, last)
	})
}

func queuedWebhookEvents(b *batch) (events []crm.Event, last int64, err error) {
	rows, err := b.query(`SELECT num, at, name, record, data FROM webhook_events ORDER BY num LIMIT ?`, spreadEvents)
	err = each(rows, err, func(row rowScanner) error {
		var e crm.Event
		var at int64
		var record []byte
		if err := row.Scan(&last, &at, &e.Name, &record, (*[]byte)(&e.Data)); err != nil {
			return err
		}
		e.At = fromMicros(at)
		var err error
		e.Record, err = toID(record)
		events = append(events, e)
		return err
	})
	return events, last, err
}

// webhookListener is an active webhook, who made it, and how many deliveries wait for it.
type webhookListener struct {
	hook    crm.Webhook
	maker   *crm.User
	waiting int
}

// webhookSpread is one transaction that makes deliveries.
type webhookSpread struct {
	b         *batch
	newID     func() crm.ID
	sends     func(region string) bool
	listeners map[crm.ID][]*webhookListener // by brokerage
	told      []crm.Event                   // of webhooks that were disabled
}

func (s *webhookSpread) spread(e *crm.Event) error {
	task := taskOf(e)
	subject, err := rowReader(s.b.row).subject(e.Record, task)
	if err != nil || subject == nil {
		return err
	}
	listeners, err := s.of(subject.row.Broker)
	if err != nil {
		return err
	}
	for _, l := range listeners {
		if l.hook.Status != crm.WebhookActive || !l.hook.Listens(e.Name) || !subject.heardBy(l.maker, e.Name) {
			continue
		}
		if l.waiting >= maxWaiting {
			told, err := disableWebhook(s.b, &l.hook, crm.WebhookFull, s.newID())
			if err != nil {
				return err
			}
			s.told = append(s.told, told)
			continue
		}
		l.waiting++
		d := crm.WebhookDelivery{ID: s.newID(), Hook: l.hook.ID, Event: e.Name, Record: e.Record, Task: task, At: e.At,
			Data: e.Data}
		if err := addDelivery(s.b, &d); err != nil {
			return err
		}
	}
	return nil
}

// of lists the active webhooks of a brokerage for which this region sends.
func (s *webhookSpread) of(broker crm.ID) ([]*webhookListener, error) {
	listeners, known := s.listeners[broker]
	if known {
		return listeners, nil
	}
	rows, err := s.b.query(`SELECT `+webhookColumns+`, region FROM webhooks WHERE broker = ? AND status = ?`,
		keyID(broker), string(crm.WebhookActive))
	err = each(rows, err, func(row rowScanner) error {
		var region string
		w, err := scanWebhook(withColumns{row, []any{&region}})
		if s.sends(region) {
			listeners = append(listeners, &webhookListener{hook: w})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, l := range listeners {
		l.maker, err = scanUser(s.b.row(`SELECT `+userColumns+` FROM users u WHERE u.id = ?`, keyID(l.hook.User)))
		if err != nil {
			return nil, err
		}
		if err := s.b.row(`SELECT count(*) FROM webhook_deliveries WHERE hook = ? AND status = 'waiting'`,
			keyID(l.hook.ID)).Scan(&l.waiting); err != nil {
			return nil, err
		}
	}
	s.listeners[broker] = listeners
	return listeners, nil
}

// addDelivery adds a delivery that is due.
func addDelivery(b *batch, d *crm.WebhookDelivery) error {
	return b.exec(`INSERT INTO webhook_deliveries (id, hook, event, record, task, at, data, status, attempts, next,
		tried, took, code, response, error) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, 0, 0, 0, '', '')`,
		keyID(d.ID), keyID(d.Hook), d.Event, blobID(d.Record), blobID(d.Task), micros(d.At), []byte(d.Data), b.now)
}

// eraseWebhooks removes what is queued and logged of a record.
func eraseWebhooks(b *batch, record crm.ID) error {
	if err := b.exec(`DELETE FROM webhook_events WHERE record = ?`, keyID(record)); err != nil {
		return err
	}
	return b.exec(`DELETE FROM webhook_deliveries WHERE record = ?`, keyID(record))
}

// eraseWebhookTexts removes, from the queued events of a brokerage's tasks, and of tasks that are gone, all but which
// task it is: what else they say may be a record's. It is not sent anyway, but for titles of workflows.
func eraseWebhookTexts(b *batch, broker crm.ID) error {
	return b.exec(`UPDATE webhook_events SET data = json_object('task', json_extract(CAST(data AS TEXT), '$.task'))
		WHERE name LIKE 'ai:task:%' AND NOT EXISTS (SELECT 1 FROM (SELECT id, broker FROM tasks UNION ALL
			SELECT id, broker FROM tasks_elsewhere) t WHERE t.broker <> ?
		AND t.id = unhex(replace(json_extract(CAST(webhook_events.data AS TEXT), '$.task'), '-', '')))`, keyID(broker))
}
