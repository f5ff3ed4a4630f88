package store

// caches are what the writer remembers of the file between transactions, so that a write needs no reads. Each holds
// what is committed, and beside it what the transaction under way has learned. Only the writer's goroutine uses them.
type caches struct {
	documents documentCache
	records   recordCache
	rooms     roomCache
	audit     auditCache
	webhooks  webhookCache
	ledger    ledgerCache
	log       logCache

	version int64 // SQLite's data_version: it changes when another connection has written
	valid   bool
}

func newCaches(x *index) *caches {
	return &caches{documents: newDocumentCache(), records: newRecordCache(x), rooms: newRoomCache(),
		webhooks: newWebhookCache(), ledger: newLedgerCache(), log: newLogCache()}
}

// refresh makes the caches valid: another process that writes to the file makes them void. It costs one cheap pragma
// where nobody else has written.
func (c *caches) refresh(conn *connection) error {
	var version int64
	if err := conn.row(`PRAGMA data_version`).Scan(&version); err != nil {
		return err
	}
	if c.valid && version == c.version {
		return nil
	}
	c.forget()
	for _, load := range []func(*connection) error{c.documents.load, c.records.load, c.rooms.load, c.audit.load,
		c.ledger.load} {
		if err := load(conn); err != nil {
			return err
		}
	}
	c.version, c.valid = version, true
	return nil
}

// begin starts a transaction. What one before it has learned and not committed is dropped.
func (c *caches) begin() {
	c.documents.begin()
	c.records.begin()
	c.rooms.begin()
	c.audit.begin()
	c.webhooks.begin()
	c.ledger.begin()
	c.log.begin()
}

// flush writes the rows of the documents and records that the transaction has touched.
func (c *caches) flush(conn *connection, now int64) error {
	if err := c.documents.flush(conn, now); err != nil {
		return err
	}
	if err := c.log.flush(conn); err != nil {
		return err
	}
	return c.records.flush(conn)
}

// commit keeps what the transaction has learned, and lets lists see it.
func (c *caches) commit() {
	c.documents.commit()
	c.records.commit()
	c.rooms.commit()
	c.audit.commit()
	c.webhooks.commit()
	c.ledger.commit()
	c.log.commit()
}

// forget makes the rest of the transaction, and what follows, read the file again. Everything has been flushed.
func (c *caches) forget() {
	c.valid = false
	c.documents.forget()
	c.records.forget()
	c.rooms.forget()
	c.webhooks.forget()
}

// mark remembers the highest numbers at the start of a job; undo puts them back.
func (c *caches) mark() (undo func()) {
	c.records.before = len(c.records.order)
	document, record, seq, room, audit := c.documents.next, c.records.next, c.records.seq, c.rooms.next, c.audit.open
	ledger := c.ledger.open
	return func() {
		c.documents.next, c.records.next, c.records.seq, c.rooms.next, c.audit.open = document, record, seq, room, audit
		c.ledger.open = ledger
		c.ledger.forgetMoved()
		clear(c.log.drawn) // they are read again
	}
}
