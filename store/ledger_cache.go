package store

import "roomkey/crm"

// metaRegions is set while several regions have this ledger: then only a server that knows them may add to it.
const metaRegions = "regions"

// ofSeveral is an expression of SQL: whether metaRegions is set.
const ofSeveral = `EXISTS (SELECT 1 FROM meta WHERE key = '` + metaRegions + `')`

// ledgerHead is the last entry of a brokerage: its place and its hash. Both are zero where there is none.
type ledgerHead struct {
	seq  uint64
	hash crm.Hash
}

// ledgerCache is what the writer remembers of the ledger.
type ledgerCache struct {
	known, open uint64 // the last place: committed, and in the transaction
	several     bool   // other regions have the same ledger
	heads       map[crm.ID]ledgerHead
	moved       []crm.ID // those of heads that the transaction has read or moved
}

func newLedgerCache() ledgerCache { return ledgerCache{heads: map[crm.ID]ledgerHead{}} }

func (c *ledgerCache) load(conn *connection) error {
	clear(c.heads)
	return conn.row(`SELECT coalesce(max(seq), 0), `+ofSeveral+` FROM ledger`).Scan(&c.known, &c.several)
}

func (c *ledgerCache) begin() {
	c.open = c.known
	c.forgetMoved()
}

func (c *ledgerCache) commit() {
	c.known, c.moved = c.open, nil
	trim(c.heads)
}

// forgetMoved makes what follows read those heads again that may be undone.
func (c *ledgerCache) forgetMoved() {
	for _, broker := range c.moved {
		delete(c.heads, broker)
	}
	c.moved = nil
}

func (c *ledgerCache) head(conn *connection, broker crm.ID) (head ledgerHead, err error) {
	if head, ok := c.heads[broker]; ok {
		return head, nil
	}
	if head, err = scanHead(conn.row(selectHead, keyID(broker))); err == nil {
		c.heads[broker] = head
		c.moved = append(c.moved, broker) // the transaction may have moved it, and may be undone
	}
	return head, err
}

const selectHead = `SELECT seq, previous, entry FROM ledger WHERE broker = ? ORDER BY seq DESC LIMIT 1`

// scanHead is the zero value where a brokerage has no entry.
func scanHead(row rowScanner) (ledgerHead, error) {
	var last crm.OrderedEntry
	var previous []byte
	err := row.Scan(&last.Seq, &previous, &last.Data)
	if absent(err) {
		return ledgerHead{}, nil
	}
	if err == nil && copy(last.Previous[:], previous) != len(last.Previous) {
		err = damaged("entry %d of the ledger", last.Seq)
	}
	return ledgerHead{last.Seq, last.Hash()}, err
}

// add stores an encoded entry at the next place.
func (c *ledgerCache) add(conn *connection, broker, id crm.ID, data []byte) error {
	head, err := c.head(conn, broker)
	if err != nil {
		return err
	}
	next := crm.OrderedEntry{Seq: c.open + 1, Broker: broker, Previous: head.hash, Data: data}
	if err := conn.exec(`INSERT INTO ledger (seq, broker, id, previous, entry) VALUES (?, ?, ?, ?, ?)`,
		int64(next.Seq), keyID(broker), keyID(id), next.Previous[:], data); err != nil {
		return err
	}
	c.open, c.heads[broker] = next.Seq, ledgerHead{next.Seq, next.Hash()}
	c.moved = append(c.moved, broker)
	return nil
}

// ErrOfSeveral says that the data belongs to one of several regions, and can't be served by itself.
var ErrOfSeveral = &crm.Error{Code: crm.CodeConflict, Message: "the data belongs to one of several regions"}

// refuseAlone refuses a server without a region the data of several.
func refuseAlone(conn *connection, region string) error {
	if region != "" {
		return nil
	}
	var several bool
	err := conn.row(`SELECT ` + ofSeveral).Scan(&several)
	if err == nil && several {
		return ErrOfSeveral
	}
	return classify("read the regions", err)
}
