package store

import (
	"context"
	"encoding/binary"
	"slices"
	"sync/atomic"

	"roomkey/crm"
)

// ContentLog holds the content logs: what was written, in order, by this region and by others. It keeps none, and costs
// nothing, unless Options.Region is set.
type ContentLog struct {
	db    *handle
	own   crm.Origin
	hears atomic.Pointer[func(crm.LogItem)]
}

func (l *ContentLog) kept() bool { return l.own.Region != "" }

// OwnLog names the log that this process writes; the zero Origin if it keeps none.
func (l *ContentLog) OwnLog() crm.Origin { return l.own }

// OwnHave is the number of the own log's last entry that is durable; zero if there is none.
func (l *ContentLog) OwnHave() uint64 { return l.db.writer.caches.log.durable.Load() }

// AnnounceLogged has hears told of each entry of the own log, in order, from one goroutine: as soon as it is durable,
// or just before, where people see it here already (crm.Write.Patient). It must not block. The item's slices are shared
// and must not be changed.
func (l *ContentLog) AnnounceLogged(hears func(crm.LogItem)) { l.hears.Store(&hears) }

// metaLogged is there while the logs of this database tell of all its content.
const metaLogged = "content_logged"

// begin begins a log of its own for this process, before the writer starts. If content was written without a log, the
// own log begins with number 2: others see that something is missing, and compare whole records.
func (l *ContentLog) begin(ctx context.Context, region string) error {
	conn := l.db.writer.conn
	if region == "" {
		return conn.exec(`DELETE FROM meta WHERE key = ?`, metaLogged)
	}
	if len(region) > crm.MaxOriginRegion {
		return crm.Invalid("region", "has at most %d letters", crm.MaxOriginRegion)
	}
	drawn, err := l.db.randomBytes(8)
	if err != nil {
		return err
	}
	l.own = crm.Origin{Region: region, Start: binary.BigEndian.Uint64(drawn)>>14 | 1}
	var logged, documents int
	err = conn.row(`SELECT (SELECT count(*) FROM meta WHERE key = ?), EXISTS (SELECT 1 FROM documents WHERE draft = 0)`,
		metaLogged).Scan(&logged, &documents)
	if err != nil {
		return err
	}
	c := &l.db.writer.caches.log
	c.own, c.begins = l.own, 1
	if logged == 0 && documents > 0 {
		c.begins = 2
	}
	c.last = c.begins - 1
	c.begin()
	if c.begins == 2 { // others have to learn of this log although nothing is in it yet
		if _, err := c.number(conn, c.own); err != nil {
			return err
		}
		c.commit()
	}
	return conn.exec(`INSERT INTO meta (key, value) VALUES (?, x'01') ON CONFLICT DO NOTHING`, metaLogged)
}

// logWrite logs a write: the entries that it has taken in from others, and what else is new as an entry of the own log,
// which it returns; nil if there is nothing. before is how many of the document's changes were no draft's.
func logWrite(b *batch, doc *openDocument, before int64, w *crm.Write) (own *crm.LogItem, err error) {
	foreign := make(map[int64]bool)
	if len(w.Imported) > 0 {
		if err := logImported(b, doc, w, foreign); err != nil {
			return nil, err
		}
	}
	var places []int64
	for place := before; place < doc.changes; place++ {
		if !foreign[place] {
			places = append(places, place)
		}
	}
	if len(places) == 0 {
		return nil, nil
	}
	if b.log.seq++; b.log.seq > maxSeq {
		return nil, crm.Errorf(crm.CodeUnavailable, "the log is full until the server is started again")
	}
	item := ownItem(w, before == 0)
	item.LogPlace = crm.LogPlace{Origin: b.log.own, Seq: b.log.seq}
	if item.Cut = len(places) != len(w.Changes); !item.Cut {
		item.Changes = w.Changes
	}
	return &item, b.log.add(b.connection, &item, doc.num, places)
}

// logImported logs the entries of others that a write has taken in, and notes the places of their changes.
func logImported(b *batch, doc *openDocument, w *crm.Write, foreign map[int64]bool) error {
	known := make(map[crm.Hash]int64, len(w.Changes))
	first := doc.changes - int64(len(w.Changes))
	for i := range w.Changes {
		known[w.Changes[i].Hash] = first + int64(i)
	}
	for i := range w.Imported {
		places, err := placesOf(b, doc, known, w.Imported[i].Changes)
		if err != nil {
			return err
		}
		for _, place := range places {
			foreign[place] = true
		}
		if w.Imported[i].Seq == 0 { // whole records are compared without a log
			continue
		}
		if err := b.log.add(b.connection, &w.Imported[i], doc.num, places); err != nil {
			return err
		}
	}
	return nil
}

// placesOf finds the places of changes in a document. known has those of the write; others are looked for.
func placesOf(b *batch, doc *openDocument, known map[crm.Hash]int64, changes []crm.StoredChange) (
	places []int64, err error) {
	wanted := map[crm.Hash]bool{}
	for i := range changes {
		if place, ok := known[changes[i].Hash]; ok {
			places = append(places, place)
		} else {
			wanted[changes[i].Hash] = true
		}
	}
	if len(wanted) == 0 {
		return places, nil
	}
	rows, err := b.query(`SELECT num, hash FROM changes WHERE num BETWEEN ? AND ?
		UNION ALL SELECT num, hashes FROM packs WHERE num BETWEEN ? AND ?`,
		doc.num<<placeBits, doc.num<<placeBits|maxPlace, doc.num<<placeBits, doc.num<<placeBits|maxPlace)
	err = each(rows, err, func(row rowScanner) error {
		var num int64
		var joined []byte
		if err := row.Scan(&num, &joined); err != nil {
			return err
		}
		hashes, err := splitHashes(joined)
		for i, hash := range hashes {
			if wanted[hash] {
				places = append(places, num&maxPlace+int64(i))
			}
		}
		return err
	})
	return places, err
}

// ownItem describes what is this region's own of a write, without its changes and its place. first says that the
// document had none before.
func ownItem(w *crm.Write, first bool) crm.LogItem {
	item := crm.LogItem{Record: w.Of, Document: w.Document, Private: w.Private, Renews: w.Renews, Notices: w.Notices}
	if w.Record != nil {
		item.UpdatedAt = w.Record.UpdatedAt
		if first && !w.Private && w.Renews.IsZero() {
			birth := w.Record.Birth() // not the row as it is: changes of it go by their order
			item.Birth = &birth
		}
	}
	if len(w.Imported) > 0 { // notices that came with others' entries go on with those
		item.Notices = slices.DeleteFunc(slices.Clone(w.Notices), func(n crm.Notice) bool {
			return slices.ContainsFunc(w.Imported, func(other crm.LogItem) bool {
				return slices.ContainsFunc(other.Notices, func(o crm.Notice) bool { return o.ID == n.ID })
			})
		})
	}
	return item
}

// tell announces an entry of the own log, whose number is then used, whatever becomes of the transaction. It is the
// writer's.
func (l *ContentLog) tell(item *crm.LogItem) {
	if item == nil {
		return
	}
	l.db.writer.caches.log.told = item.Seq
	if hears := l.hears.Load(); hears != nil {
		(*hears)(*item)
	}
}
