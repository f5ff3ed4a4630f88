package store

import (
	"database/sql"
	"errors"

	"roomkey/crm"
)

// known is what the writer remembers of the file between transactions, so that a write needs no reads. It holds only
// what is committed. Another process that writes to the file makes it void.
type known struct {
	counters
	version   int64 // SQLite's data_version: it changes when another connection has written
	valid     bool
	documents map[crm.ID]documentState
	records   map[crm.ID]recordState
	rooms     map[crm.Room]roomState
}

// counters are the highest numbers given so far.
type counters struct {
	document, record, room int64
	seq                    uint64
	audit                  int64
	auditHash              []byte // of line audit
}

type documentState struct {
	num            int64
	record         crm.ID
	private, draft bool
	author         crm.ID
	heads          []byte
	changes, bytes int64
}

type recordState struct {
	num     int64
	row     crm.Row
	typ     string
	deleted bool
	stored  uint64 // seq of its row
	born    uint64
	words   int64
}

type roomState struct {
	num    int64
	offset uint64
}

// refresh makes known valid. It costs one cheap pragma where nobody else has written.
func (w *writer) refresh() error {
	var version int64
	if err := w.conn.row(`PRAGMA data_version`).Scan(&version); err != nil {
		return err
	}
	k := &w.known
	if k.valid && version == k.version {
		return nil
	}
	before := k.seq
	w.forget()
	for text, dest := range map[string]any{
		`SELECT coalesce(max(num), 0) FROM documents`: &k.document,
		`SELECT coalesce(max(num), 0) FROM records`:   &k.record,
		`SELECT coalesce(max(num), 0) FROM rooms`:     &k.room,
		`SELECT coalesce(max(seq), 0) FROM entries`:   &k.seq,
	} {
		if err := w.conn.row(text).Scan(dest); err != nil {
			return err
		}
	}
	k.audit, k.auditHash = 0, make([]byte, 32)
	err := w.conn.row(`SELECT num, hash FROM audit ORDER BY num DESC LIMIT 1`).Scan(&k.audit, &k.auditHash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if before != k.seq {
		w.store.index.behind(before)
	}
	k.version, k.valid = version, true
	return nil
}

// forget empties the caches, for whoever changes rows behind their back.
func (w *writer) forget() {
	w.known.valid = false
	w.known.documents = map[crm.ID]documentState{}
	w.known.records = map[crm.ID]recordState{}
	w.known.rooms = map[crm.Room]roomState{}
}

// trim bounds the caches. What was forgotten is read again when it is needed.
func (k *known) trim() {
	if len(k.documents) > cacheEntries {
		clear(k.documents)
	}
	if len(k.records) > cacheEntries {
		clear(k.records)
	}
	if len(k.rooms) > cacheEntries {
		clear(k.rooms)
	}
}
