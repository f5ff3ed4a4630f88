package store

import (
	"strings"

	"roomkey/crm"
)

// webhookCache is what the writer remembers of webhooks: which events some active one asks for. Other events cost one
// look-up each.
type webhookCache struct {
	wanted map[string]bool // nil: not known
	queued bool            // the transaction under way has queued events
	wake   chan struct{}   // told after each commit that has queued events; holds one
}

func newWebhookCache() webhookCache { return webhookCache{wake: make(chan struct{}, 1)} }

// begin drops what a transaction that was not committed has learned.
func (c *webhookCache) begin() {
	if c.queued {
		c.wanted = nil
	}
	c.queued = false
}

func (c *webhookCache) commit() {
	if c.queued {
		c.ring()
	}
	c.queued = false
}

// ring says that there may be something to send.
func (c *webhookCache) ring() {
	select {
	case c.wake <- struct{}{}:
	default: // it was told already
	}
}

func (c *webhookCache) forget() { c.wanted = nil }

// add queues those of some events that a webhook may want. Each event of a record goes to the record's room once, and
// each of a task to one room, so these stand for what the other rooms hear. What holds private fields is left out, and
// what another region says again of a task.
func (c *webhookCache) add(conn *connection, events []crm.Event) error {
	for i := range events {
		e := &events[i]
		if e.Private || e.Again || !e.Record.IsZero() && e.Room != crm.RecordRoom(e.Record) {
			continue
		}
		if c.wanted == nil {
			if err := c.load(conn); err != nil {
				return err
			}
		}
		if !c.wanted[e.Name] {
			continue
		}
		c.queued = true
		if err := conn.exec(`INSERT INTO webhook_events (at, name, record, data) VALUES (?, ?, ?, ?)`, micros(e.At),
			e.Name, blobID(e.Record), []byte(e.Data)); err != nil {
			return err
		}
	}
	return nil
}

func (c *webhookCache) load(conn *connection) error {
	wanted := make(map[string]bool)
	rows, err := conn.query(`SELECT DISTINCT events FROM webhooks WHERE status = ?`, string(crm.WebhookActive))
	if err := each(rows, err, func(row rowScanner) error {
		var events string
		err := row.Scan(&events)
		for _, name := range strings.Fields(events) {
			wanted[name] = true
		}
		return err
	}); err != nil {
		return err
	}
	c.wanted = wanted
	return nil
}
