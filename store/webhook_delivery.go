package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// Retention of deliveries.
const (
	keepDeliveries = 200 // ended ones of a webhook
	deliveryLife   = 30 * 24 * time.Hour
)

// ErrNoDelivery is the answer for a delivery that is absent or no longer kept.
var ErrNoDelivery = &crm.Error{Code: crm.CodeNotFound, Message: "there is no such delivery"}

// DueWebhook is a webhook for which something waits, and when its next attempt is due.
type DueWebhook struct {
	Hook crm.Webhook
	Next time.Time
}

// DueWebhooks lists the webhooks with attempts to make, those that are due longest first.
func (h *Webhooks) DueWebhooks(ctx context.Context) (due []DueWebhook, err error) {
	err = h.db.reader.snapshot(ctx, "look for webhooks", func(ctx context.Context, tx querier) error {
		due = nil
		rows, err := tx.QueryContext(ctx, `SELECT * FROM (SELECT `+webhookColumns+`, (SELECT min(d.next)
			FROM webhook_deliveries d WHERE d.hook = webhooks.id AND d.next IS NOT NULL) AS due FROM webhooks)
			WHERE due IS NOT NULL ORDER BY due`)
		return each(rows, err, func(row rowScanner) error {
			var next int64
			w, err := scanWebhook(withColumns{row, []any{&next}})
			due = append(due, DueWebhook{w, fromMicros(next)})
			return err
		})
	})
	return due, err
}

// withColumns scans a row that has more columns at its end.
type withColumns struct {
	row  rowScanner
	more []any
}

func (w withColumns) Scan(into ...any) error { return w.row.Scan(append(into, w.more...)...) }

// DueDeliveries lists at most limit deliveries of a webhook that are due, those that are due longest first.
func (h *Webhooks) DueDeliveries(ctx context.Context, hook crm.ID, limit int) (due []crm.WebhookDelivery, err error) {
	err = h.db.reader.snapshot(ctx, "look for deliveries", func(ctx context.Context, tx querier) error {
		due = nil
		rows, err := tx.QueryContext(ctx, selectDeliveries+`WHERE hook = ? AND next IS NOT NULL AND next <= ?
			ORDER BY next, num LIMIT ?`, keyID(hook), micros(h.db.now()), limit)
		return each(rows, err, func(row rowScanner) error {
			_, d, err := scanDelivery(row)
			due = append(due, d)
			return err
		})
	})
	return due, err
}

// MayDeliver reports whether the maker of a webhook may, now, read what a delivery tells. A test may always be sent by
// a maker whose account is not disabled.
func (h *Webhooks) MayDeliver(ctx context.Context, maker crm.ID, d *crm.WebhookDelivery) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	read := rowReader(func(text string, args ...any) rowScanner { return h.db.reader.row(ctx, text, args...) })
	user, err := scanUser(read(`SELECT `+userColumns+` FROM users u WHERE u.id = ?`, keyID(maker)))
	if absent(err) {
		return false, nil
	}
	if err != nil {
		return false, classify("read who made a webhook", err)
	}
	if d.Event == crm.WebhookTest {
		return !user.Disabled, nil
	}
	subject, err := read.subject(d.Record, d.Task)
	return subject.heardBy(user, d.Event), classify("read what a delivery is about", err)
}

// EndWebhookAttempt stores how an attempt went. A delivery that is gone by now is ignored. One that somebody had sent
// again meanwhile waits as they asked: the attempt is counted and shown.
func (h *Webhooks) EndWebhookAttempt(ctx context.Context, a *crm.WebhookAttempt) error {
	return h.rooms.post(ctx, "end a webhook's attempt", func(b *batch) (told []crm.Event, err error) {
		_, d, err := scanDelivery(b.row(selectDeliveries+`WHERE id = ?`, keyID(a.Delivery)))
		if absent(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		w, err := scanWebhook(b.row(selectWebhooks+`WHERE id = ?`, keyID(d.Hook)))
		if err != nil {
			return nil, err
		}
		if err := b.exec(`UPDATE webhook_deliveries SET attempts = attempts + 1, tried = ?, took = ?, code = ?,
			response = ?, error = ? WHERE id = ?`, micros(a.At), a.Took.Microseconds(), a.Code, a.Response, a.Error,
			keyID(d.ID)); err != nil {
			return nil, err
		}
		// A redelivery begins to count anew; before the first attempt that shows by when it is due alone.
		again := a.Earlier != d.Attempts || d.Attempts == 0 && !d.Next.IsZero() && !d.Next.Equal(a.Due)
		if !again {
			var next any
			if a.Status == crm.DeliveryWaiting && w.Status == crm.WebhookActive {
				next = micros(a.Next)
			}
			if err := b.exec(`UPDATE webhook_deliveries SET status = ?, next = ? WHERE id = ?`, string(a.Status), next,
				keyID(d.ID)); err != nil {
				return nil, err
			}
		}
		if told, err = noteHealth(b, &w, &d, a, h.db.newID); err != nil || a.Status == crm.DeliveryWaiting {
			return told, err
		}
		return told, b.exec(`DELETE FROM webhook_deliveries WHERE hook = ?1 AND status != 'waiting' AND num <= (
			SELECT num FROM webhook_deliveries WHERE hook = ?1 AND status != 'waiting'
			ORDER BY num DESC LIMIT 1 OFFSET ?2)`, keyID(w.ID), keepDeliveries)
	})
}

// noteHealth notes since when a webhook fails. Tests and what was not sent say nothing of that.
func noteHealth(b *batch, w *crm.Webhook, d *crm.WebhookDelivery, a *crm.WebhookAttempt, newID func() crm.ID) (
	[]crm.Event, error) {
	failing := w.FailingSince
	switch {
	case a.Status == crm.DeliveryDelivered:
		failing = time.Time{}
	case d.Event != crm.WebhookTest && a.Status != crm.DeliveryDropped && failing.IsZero():
		failing = a.At
	}
	if a.Disable != "" && w.Status == crm.WebhookActive {
		w.FailingSince = failing
		told, err := disableWebhook(b, w, a.Disable, newID())
		return []crm.Event{told}, err
	}
	if failing.Equal(w.FailingSince) {
		return nil, nil
	}
	return nil, b.exec(`UPDATE webhooks SET failing = ? WHERE id = ?`, micros(failing), keyID(w.ID))
}

const selectDeliveries = `SELECT num, id, hook, event, record, task, at, data, status, attempts, next, tried, took,
	code, response, error FROM webhook_deliveries `

func scanDelivery(row rowScanner) (num int64, d crm.WebhookDelivery, err error) {
	var ids [4][]byte
	var at, tried, took int64
	var next *int64
	if err := row.Scan(&num, &ids[0], &ids[1], &d.Event, &ids[2], &ids[3], &at, (*[]byte)(&d.Data), &d.Status,
		&d.Attempts, &next, &tried, &took, &d.Code, &d.Response, &d.Error); err != nil {
		return 0, crm.WebhookDelivery{}, err
	}
	d.At, d.TriedAt, d.Took = fromMicros(at), fromMicros(tried), time.Duration(took)*time.Microsecond
	if next != nil {
		d.Next = fromMicros(*next)
	}
	return num, d, toIDs(ids[:], &d.ID, &d.Hook, &d.Record, &d.Task)
}

func expireDeliveries(b *batch) error {
	return b.exec(`DELETE FROM webhook_deliveries WHERE at < ?`, b.now-deliveryLife.Microseconds())
}
