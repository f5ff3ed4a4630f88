package store

import (
	"context"
	"encoding/json"
	"math"

	"roomkey/crm"
)

// maxWaitingTests bounds the tests of a webhook that wait.
const maxWaitingTests = 5

// WebhookDeliveries lists at most limit deliveries of a webhook, the newest first. next is the cursor of the next page;
// "" at the end. Whether the asker may see the webhook is the caller's to check. crm.CodeInvalid: the cursor was not
// given for this.
func (h *Webhooks) WebhookDeliveries(ctx context.Context, hook crm.ID, cursor string, limit int) (
	deliveries []crm.WebhookDelivery, next string, err error) {
	use := "deliveries of " + hook.String()
	before, err := h.db.cursor.openNumber(use, "cursor", cursor)
	if err != nil {
		return nil, "", err
	}
	err = h.db.reader.snapshot(ctx, "list deliveries", func(ctx context.Context, tx querier) error {
		deliveries, next = nil, ""
		last := int64(math.MaxInt64)
		rows, err := tx.QueryContext(ctx, selectDeliveries+`WHERE hook = ? AND num < ? ORDER BY num DESC LIMIT ?`,
			keyID(hook), before, limit+1)
		return each(rows, err, func(row rowScanner) error {
			num, d, err := scanDelivery(row)
			if err != nil {
				return err
			}
			if len(deliveries) == limit {
				next = h.db.cursor.sealNumber(use, last)
				return nil
			}
			last = num
			deliveries = append(deliveries, d)
			return nil
		})
	})
	return deliveries, next, err
}

// RedeliverWebhook has a delivery sent again, whatever became of it, with as many attempts as a new one. It is sent
// once even while its webhook is not active. ErrNoDelivery: the webhook has no such delivery.
func (h *Webhooks) RedeliverWebhook(ctx context.Context, hook, id crm.ID) (d crm.WebhookDelivery, err error) {
	err = h.change(ctx, "send a delivery again", func(b *batch) error {
		if err := b.mustChange(ErrNoDelivery, `UPDATE webhook_deliveries SET status = 'waiting', attempts = 0,
			next = CASE WHEN next = ?1 THEN ?1 + 1 ELSE ?1 END WHERE id = ?2 AND hook = ?3`, b.now, keyID(id),
			keyID(hook)); err != nil {
			return err
		}
		_, d, err = scanDelivery(b.row(selectDeliveries+`WHERE id = ?`, keyID(id)))
		return err
	})
	return d, err
}

// TestWebhook has a test sent to a webhook, once and even while it is not active. crm.CodeConflict: five wait already.
func (h *Webhooks) TestWebhook(ctx context.Context, hook crm.ID) (d crm.WebhookDelivery, err error) {
	err = h.change(ctx, "test a webhook", func(b *batch) error {
		var waiting int
		if err := b.row(`SELECT count(*) FROM webhook_deliveries WHERE hook = ? AND next IS NOT NULL AND event = ?`,
			keyID(hook), crm.WebhookTest).Scan(&waiting); err != nil {
			return err
		}
		if waiting >= maxWaitingTests {
			return crm.Errorf(crm.CodeConflict, "%d tests wait already", waiting)
		}
		d = crm.WebhookDelivery{ID: h.db.newID(), Hook: hook, Event: crm.WebhookTest, At: fromMicros(b.now),
			Data: json.RawMessage(`{}`), Status: crm.DeliveryWaiting, Next: fromMicros(b.now)}
		return addDelivery(b, &d)
	})
	return d, err
}
