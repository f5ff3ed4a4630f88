package store

import "roomkey/crm"

// recordState holds what the next write of a record's row depends on.
type recordState struct {
	num     int64
	row     crm.Row
	typ     string
	deleted bool
	stored  uint64 // seq of its row
	first   uint64 // seq of its first projection
	words   int64  // checksum of what its terms in the full-text index are made of; 0: it has none there
	long    uint64 // hash of its long value
}

// openRecord is a record whose projection the transaction writes, once, at the end: the last of several wins.
type openRecord struct {
	recordState
	latest       *crm.Record
	seq          uint64
	entry        storedEntry // of latest, once it is flushed
	fresh, dirty bool
}

// recordCache holds what the writer remembers of records. It tells the index which entries were committed.
type recordCache struct {
	index         *index
	lastNum, next int64  // the highest number of a record: committed, and in the transaction
	lastSeq, seq  uint64 // the latest change of any record: committed, and in the transaction
	known         map[crm.ID]recordState
	open          map[crm.ID]*openRecord
	order         []crm.ID      // of open, as they were first touched
	before        int           // how many of order the jobs before this one have touched
	earlier       []storedEntry // of records that open no longer holds
}

func newRecordCache(x *index) recordCache {
	return recordCache{index: x, known: map[crm.ID]recordState{}, open: map[crm.ID]*openRecord{}}
}

func (c *recordCache) load(conn *connection) error {
	before := c.lastSeq
	if err := conn.row(`SELECT coalesce(max(num), 0) FROM records`).Scan(&c.lastNum); err != nil {
		return err
	}
	if err := conn.row(`SELECT coalesce(max(seq), 0) FROM entries`).Scan(&c.lastSeq); err != nil {
		return err
	}
	if before != c.lastSeq {
		c.index.behind(before)
	}
	return nil
}

func (c *recordCache) begin() {
	c.next, c.seq = c.lastNum, c.lastSeq
	clear(c.open)
	c.order, c.before, c.earlier = nil, 0, nil
}

func (c *recordCache) commit() {
	c.lastNum, c.lastSeq = c.next, c.seq
	committed := c.earlier
	for _, id := range c.order {
		c.known[id] = c.open[id].recordState
		committed = append(committed, c.open[id].entry)
	}
	trim(c.known)
	c.index.apply(committed)
	c.begin() // keeps no record alive until the next write
}

func (c *recordCache) forget() {
	for _, id := range c.order {
		c.earlier = append(c.earlier, c.open[id].entry)
	}
	clear(c.known)
	clear(c.open)
	c.order, c.before = nil, 0
}

// dropJob removes from order the records that a failed job has touched, and reports whether there were any.
func (c *recordCache) dropJob() bool {
	any := len(c.order) > c.before
	c.order = c.order[:c.before]
	return any
}

func (c *recordCache) flush(conn *connection) error {
	for _, id := range c.order {
		if err := c.open[id].flush(conn); err != nil {
			return err
		}
	}
	return nil
}

// project takes a record's new projection and returns its place in the order of all changes to records.
func (c *recordCache) project(conn *connection, r *crm.Record) (uint64, error) {
	open := c.open[r.ID]
	if open == nil {
		open = &openRecord{}
		state, ok := c.known[r.ID]
		if !ok {
			var err error
			if state, err = readRecordState(conn, r.ID); absent(err) {
				c.next++
				state, err = recordState{num: c.next, row: r.Row, typ: r.Type, first: c.seq + 1}, nil
				open.fresh = true
			}
			if err != nil {
				return 0, err
			}
		}
		open.recordState = state
		c.open[r.ID] = open
		c.order = append(c.order, r.ID)
	}
	if open.typ != r.Type || open.row.Broker != r.Broker {
		return 0, crm.Errorf(crm.CodeConflict, "a record keeps its type and its brokerage")
	}
	c.seq++
	open.latest, open.seq, open.dirty = r, c.seq, true
	return open.seq, nil
}

func readRecordState(conn *connection, id crm.ID) (r recordState, err error) {
	var broker, owner, team []byte
	err = conn.row(`SELECT num, type, broker, owner, team, visibility, deleted != 0, seq, born, words, long IS NOT NULL
		FROM records
		WHERE id = ?`, keyID(id)).
		Scan(&r.num, &r.typ, &broker, &owner, &team, &r.row.Visibility, &r.deleted, &r.stored, &r.first, &r.words,
			&r.long)
	if err != nil {
		return r, err
	}
	r.row.Broker, r.row.Owner, r.row.Team = crm.ID(broker), crm.ID(owner), crm.ID(team)
	return r, nil
}

// flush writes the projection's row and its entry. It updates the full-text index if the terms may have changed, and
// keeps the former row in moves if access has changed.
func (open *openRecord) flush(conn *connection) error {
	if !open.dirty {
		return nil
	}
	r := open.latest
	deleted := !r.DeletedAt.IsZero()
	sum := searchSum(r)
	if err := open.flushRow(conn, sum); err != nil {
		return err
	}
	if err := open.flushEntry(conn); err != nil {
		return err
	}
	if err := open.flushTerms(conn, sum); err != nil {
		return err
	}
	if !open.fresh && (open.row != r.Row || open.deleted != deleted) {
		err := conn.exec(`INSERT INTO moves (seq, record, owner, team, visibility, deleted) VALUES (?, ?, ?, ?, ?, ?)`,
			open.seq, open.num, keyID(open.row.Owner), keyID(open.row.Team), string(open.row.Visibility), open.deleted)
		if err != nil {
			return err
		}
	}
	open.row, open.deleted, open.stored, open.words = r.Row, deleted, open.seq, sum
	open.fresh, open.dirty = false, false
	return nil
}

func (open *openRecord) flushRow(conn *connection, words int64) error {
	r := open.latest
	row, err := encodeRecord(r, open.seq)
	if err != nil {
		return err
	}
	fields, longAt, value := row.split()
	if err := open.flushLong(conn, value); err != nil {
		return err
	}
	if open.fresh {
		return conn.exec(
			`INSERT INTO records (num, id, type, broker, owner, team, visibility, seq, born, created, updated,
			archived, deleted, words, sum, heads, private_heads, fields, private, conflicts, flags, documents, birth, long)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			open.num, keyID(r.ID), r.Type, keyID(r.Broker), keyID(r.Owner), keyID(r.Team),
			string(r.Visibility), open.seq,
			open.first, micros(r.CreatedAt), micros(r.UpdatedAt), micros(r.ArchivedAt),
			micros(r.DeletedAt), words, row.sum,
			row.heads, row.privateHeads, fields, row.private, row.conflicts, row.flags, row.documents, row.birth,
			longAt)
	}
	return conn.exec(`UPDATE records SET owner = ?, team = ?, visibility = ?, seq = ?, created = ?, updated = ?,
		archived = ?,
		deleted = ?, words = ?, sum = ?, heads = ?, private_heads = ?, fields = ?, private = ?, conflicts = ?, flags = ?,
		documents = ?, birth = ?, long = ?
		WHERE num = ?`,
		keyID(r.Owner), keyID(r.Team), string(r.Visibility), open.seq,
		micros(r.CreatedAt), micros(r.UpdatedAt), micros(r.ArchivedAt), micros(r.DeletedAt), words, row.sum,
		row.heads, row.privateHeads, fields, row.private, row.conflicts, row.flags, row.documents,
		row.birth, longAt, open.num)
}

// flushLong writes the long value of a record whose row is being written, if it has changed.
func (open *openRecord) flushLong(conn *connection, value []byte) error {
	hash := hashLong(value)
	if hash == open.long {
		return nil
	}
	open.long = hash
	if value == nil {
		return conn.exec(`DELETE FROM long_values WHERE record = ?`, open.num)
	}
	return conn.exec(`INSERT INTO long_values (record, data) VALUES (?, ?)
		ON CONFLICT (record) DO UPDATE SET data = excluded.data`, open.num, value)
}

// flushEntry stores the entry of a record whose row has just been written.
func (open *openRecord) flushEntry(conn *connection) error {
	e := storedEntry{seq: open.seq, number: open.num, data: encodeEntry(open.latest, open.first)}
	open.entry = e
	if !open.fresh {
		// One statement moves the entry to its new place.
		n, err := conn.change(`UPDATE entries SET seq = ?, num = ?, form = ?, sum = ?, data = ? WHERE seq = ?`,
			e.seq, e.number, entryForm, e.sum(), e.data, open.stored)
		if err != nil || n == 1 {
			return err
		}
	}
	return conn.exec(`INSERT INTO entries (seq, num, form, sum, data) VALUES (?, ?, ?, ?, ?)`,
		e.seq, e.number, entryForm, e.sum(), e.data)
}

// flushTerms changes the full-text index only if what the terms are made of has changed: it is the slowest part of a
// write.
func (open *openRecord) flushTerms(conn *connection, sum int64) error {
	if sum == open.words {
		return nil
	}
	if sum == 0 {
		return conn.exec(`DELETE FROM search WHERE rowid = ?`, open.num)
	}
	return writeTerms(conn, open.num, open.latest, open.words != 0)
}
