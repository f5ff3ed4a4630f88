package store

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"sync/atomic"

	"roomkey/crm"
)

// seqBits is how many low bits of an entry's number hold its place in its origin's log.
const seqBits = 40

const maxSeq = 1<<seqBits - 1

// logCache is what the writer remembers of the content logs. The zero one keeps none.
type logCache struct {
	own       crm.Origin    // of this process; zero: no log is kept
	begins    uint64        // the first number of the own log
	last, seq uint64        // the own log's last entry: committed, and in the transaction
	told      uint64        // the own log's last entry that was announced: no other may have its number
	base      uint64        // the transaction's entries come after it
	durable   atomic.Uint64 // last, for everybody
	nums      map[crm.Origin]int64
	drawn     map[crm.Origin]int64 // like nums, of the transaction
	written   uint64               // the own log's last entry, as its origin's row has it
}

func newLogCache() logCache {
	return logCache{nums: map[crm.Origin]int64{}, drawn: map[crm.Origin]int64{}}
}

func (c *logCache) kept() bool { return c.own.Region != "" }

func (c *logCache) begin() {
	c.base = max(c.last, c.told)
	c.seq, c.written = c.base, c.base
	clear(c.drawn)
}

func (c *logCache) commit() {
	if c.seq > c.base { // else told may be what was not stored
		c.last = c.seq
	}
	c.durable.Store(c.last)
	for origin, num := range c.drawn {
		c.nums[origin] = num
	}
	clear(c.drawn)
}

// flush notes how far the own log is.
func (c *logCache) flush(conn *connection) error {
	if c.seq == c.written {
		return nil
	}
	num, err := c.number(conn, c.own)
	if err == nil {
		err = conn.exec(`UPDATE origins SET have = ? WHERE num = ?`, c.seq, num)
	}
	if err == nil {
		c.written = c.seq
	}
	return err
}

// number returns the number of an origin, which it gives to a new one.
func (c *logCache) number(conn *connection, origin crm.Origin) (num int64, err error) {
	if num, ok := c.nums[origin]; ok {
		return num, nil
	}
	if num, ok := c.drawn[origin]; ok {
		return num, nil
	}
	first, have := uint64(1), uint64(0)
	if origin == c.own {
		first, have = c.begins, c.begins-1
	}
	err = conn.exec(`INSERT INTO origins (region, start, first, have) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		origin.Region, int64(origin.Start), first, have)
	if err == nil {
		err = conn.row(`SELECT num FROM origins WHERE region = ? AND start = ?`, origin.Region, int64(origin.Start)).
			Scan(&num)
	}
	if err == nil {
		c.drawn[origin] = num
	}
	return num, err
}

// logRest is what few entries have, as it is stored.
type logRest struct {
	Birth   *storedBirth `json:"birth,omitempty"`
	Renews  crm.ID       `json:"renews,omitzero"`
	Notices []crm.Notice `json:"notices,omitempty"`
}

// storedBirth is a birth as it is stored.
type storedBirth struct {
	Broker, Owner, Team crm.ID
	Visibility          crm.Visibility
	Created             int64 // microseconds since 1970
}

func (b *storedBirth) birth() *crm.Birth {
	if b == nil {
		return nil
	}
	row := crm.Row{Broker: b.Broker, Owner: b.Owner, Team: b.Team, Visibility: b.Visibility}
	return &crm.Birth{Row: row, CreatedAt: fromMicros(b.Created)}
}

func storeBirth(b *crm.Birth) *storedBirth {
	if b == nil {
		return nil
	}
	return &storedBirth{b.Broker, b.Owner, b.Team, b.Visibility, micros(b.CreatedAt)}
}

// add adds an entry with the changes at some places of a document.
func (c *logCache) add(conn *connection, item *crm.LogItem, document int64, places []int64) error {
	num, err := c.number(conn, item.Origin)
	if err != nil {
		return err
	}
	var rest []byte
	if item.Birth != nil || !item.Renews.IsZero() || len(item.Notices) > 0 {
		if rest, err = json.Marshal(logRest{storeBirth(item.Birth), item.Renews, item.Notices}); err != nil {
			return err
		}
	}
	return conn.exec(`INSERT INTO log (num, document, record, runs, updated, rest) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET runs = runs || excluded.runs, rest = coalesce(rest, excluded.rest)
		WHERE excluded.document = document AND excluded.runs != runs`,
		num<<seqBits|int64(item.Seq), document, keyID(item.Record), encodeRuns(places), micros(item.UpdatedAt), rest)
}

// encodeRuns encodes places, in any order: pairs of the first of some that follow each other, and how many they are.
func encodeRuns(places []int64) (runs []byte) {
	slices.Sort(places)
	places = slices.Compact(places)
	runs = []byte{}
	for i := 0; i < len(places); {
		n := 1
		for i+n < len(places) && places[i+n] == places[i]+int64(n) {
			n++
		}
		runs = binary.AppendUvarint(binary.AppendUvarint(runs, uint64(places[i])), uint64(n))
		i += n
	}
	return runs
}

// run is a number of changes that follow each other.
type run struct{ from, count int64 }

func decodeRuns(data []byte) (runs []run, err error) {
	for len(data) > 0 {
		from, n := binary.Uvarint(data)
		count, m := binary.Uvarint(data[max(n, 0):])
		if n <= 0 || m <= 0 || from > maxPlace || count > maxPlace {
			return nil, damaged("the places of an entry of the log")
		}
		runs, data = append(runs, run{int64(from), int64(count)}), data[n+m:]
	}
	return runs, nil
}
