package store

import (
	"database/sql"
	"errors"

	"roomkey/crm"
)

// batch is one transaction. What it learns becomes known only when it is committed.
type batch struct {
	*connection
	writer    *writer
	now       int64 // microseconds
	counters  counters
	documents map[crm.ID]*openDocument
	records   map[crm.ID]*openRecord
	rooms     map[crm.Room]*roomState
	order     []crm.ID      // of records, as they were first touched
	projected []*openRecord // that are in records no more
	forget    bool          // a job has changed rows behind the caches' back
}

// openDocument is a document that the transaction writes to; its row is written once, at the end.
type openDocument struct {
	documentState
	fresh, dirty bool
}

// openRecord is a record whose projection the transaction writes, once, at the end: the last of several wins.
type openRecord struct {
	recordState
	latest       *crm.Record
	seq          uint64
	fresh, dirty bool
}

func newBatch(w *writer) *batch {
	return &batch{connection: w.conn, writer: w, now: micros(w.store.now()), counters: w.known.counters,
		documents: map[crm.ID]*openDocument{}, records: map[crm.ID]*openRecord{}, rooms: map[crm.Room]*roomState{}}
}

// apply does one job. Only what undoes the whole transaction is returned.
func (b *batch) apply(j *job) error {
	if j.write != nil {
		var err error
		j.receipt, err = b.write(j.write)
		return err
	}
	if err := b.flush(); err != nil {
		return err
	}
	if err := b.exec(`SAVEPOINT job`); err != nil {
		return err
	}
	before, touched := b.counters, len(b.order)
	if j.err = j.run(b); j.err == nil {
		if b.forget {
			b.forgetAll()
		}
		return b.exec(`RELEASE job`)
	}
	if b.forget || len(b.order) > touched {
		b.order = b.order[:touched]
		b.forgetAll()
	}
	b.forgetRooms()
	if stops(j.err) {
		return j.err
	}
	j.err = classify(j.operation, j.err)
	b.counters = before
	if err := b.exec(`ROLLBACK TO job`); err != nil {
		return err
	}
	return b.exec(`RELEASE job`)
}

// write does what crm.Write says.
func (b *batch) write(w *crm.Write) (receipt crm.Receipt, err error) {
	if !w.Document.IsZero() {
		doc, err := b.open(w)
		if err != nil {
			return receipt, err
		}
		if err := b.addChanges(doc, w); err != nil {
			return receipt, err
		}
	}
	for actor, user := range w.Bind {
		if err := b.bind([]byte(actor), user); err != nil {
			return receipt, err
		}
	}
	if err := b.post(&receipt, w.Events); err != nil {
		return receipt, err
	}
	for i := range w.Audit {
		if err := b.addAudit(&w.Audit[i]); err != nil {
			return receipt, err
		}
	}
	for i := range w.Notices {
		if err := b.addNotice(&w.Notices[i], false); err != nil {
			return receipt, err
		}
	}
	if w.Record != nil {
		receipt.Seq, err = b.project(w.Record)
	}
	return receipt, err
}

// bind gives an actor to a user, for ever.
func (b *batch) bind(actor []byte, user crm.ID) error {
	added, err := b.change(`INSERT INTO actors (actor, user) VALUES (?, ?) ON CONFLICT DO NOTHING`, actor, keyID(user))
	if err != nil || added == 1 {
		return err
	}
	var owner []byte
	if err := b.row(`SELECT user FROM actors WHERE actor = ?`, actor).Scan(&owner); err != nil {
		return err
	}
	if crm.ID(owner) != user {
		return crm.Errorf(crm.CodeForbidden, "this actor is another user's")
	}
	return nil
}

// flush writes the rows of the documents and records that were touched.
func (b *batch) flush() error {
	for id, doc := range b.documents {
		if err := b.flushDocument(id, doc); err != nil {
			return err
		}
	}
	for _, id := range b.order {
		if err := b.flushRecord(b.records[id]); err != nil {
			return err
		}
	}
	return nil
}

// settle makes known what was committed, and lets lists see it.
func (b *batch) settle() {
	k := &b.writer.known
	k.counters = b.counters
	for id, doc := range b.documents {
		k.documents[id] = doc.documentState
	}
	for _, id := range b.order {
		k.records[id] = b.records[id].recordState
		b.projected = append(b.projected, b.records[id])
	}
	for name, room := range b.rooms {
		k.rooms[name] = *room
	}
	k.trim()
	b.writer.store.index.apply(b.projected)
}

// forgetAll makes the rest of the transaction, and what follows, read the file anew. Everything is flushed.
func (b *batch) forgetAll() {
	for _, id := range b.order {
		b.projected = append(b.projected, b.records[id])
	}
	clear(b.documents)
	clear(b.records)
	clear(b.rooms)
	b.order, b.forget = nil, false
	b.writer.forget()
}

// forgetRooms makes the rest of the transaction read anew where rooms stand: a job that failed may have moved them.
func (b *batch) forgetRooms() {
	for name := range b.rooms {
		delete(b.writer.known.rooms, name)
	}
	clear(b.rooms)
}

func absent(err error) bool { return errors.Is(err, sql.ErrNoRows) }
