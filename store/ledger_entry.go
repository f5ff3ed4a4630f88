package store

import (
	"bytes"
	"encoding/json"

	"roomkey/crm"
)

// rowWrite is a write of rows that all regions make, in one order. Its fields are all that it depends on besides the
// rows as the writes before it have left them: apply asks no clock and draws nothing.
type rowWrite interface {
	// apply checks the write against the rows and makes it. An error refuses the write, in every region alike, since
	// all have the same rows at this place of the order; but for the errors of a database that can't be written.
	apply(a *applying) error
}

// slowWrite is a rowWrite that is not rehearsed, since it takes long: its plan has seen all that could refuse it. It
// leaves nothing in the file of what it removes.
type slowWrite interface{ slow() }

// rowWrites makes an empty write of each kind; see writesRows.
var rowWrites = map[string]func() rowWrite{}

// writesRows says how a kind of entries is decoded. A kind keeps its meaning for ever: entries are kept, and regions of
// two versions apply the same ones.
func writesRows[T any, W interface {
	*T
	rowWrite
}](kind string) string {
	rowWrites[kind] = func() rowWrite { return W(new(T)) }
	return kind
}

// rowEntry is an entry of the ledger: a write, and when it was made, in microseconds since 1970.
type rowEntry struct {
	id, broker crm.ID
	at         int64
	write      rowWrite
	data       []byte // encoded
}

// encodedEntry is how an entry is stored and sent.
type encodedEntry struct {
	ID     crm.ID          `json:"id"`
	Broker crm.ID          `json:"broker"`
	At     int64           `json:"at"`
	Kind   string          `json:"kind"`
	Write  json.RawMessage `json:"write"`
}

// plannedWrite is a write that is about to be made, of a kind and a brokerage.
type plannedWrite struct {
	kind   string
	broker crm.ID
	write  rowWrite // nil: there is nothing to do
}

// newEntry makes an entry of a write.
func newEntry(id crm.ID, at int64, p plannedWrite) (e rowEntry, err error) {
	write, err := json.Marshal(p.write)
	if err != nil {
		return e, err
	}
	data, err := json.Marshal(encodedEntry{ID: id, Broker: p.broker, At: at, Kind: p.kind, Write: write})
	if err == nil && len(data) > crm.MaxLedgerEntry {
		err = crm.Errorf(crm.CodeTooLarge, "this is more than %d bytes", crm.MaxLedgerEntry)
	}
	return rowEntry{id: id, broker: p.broker, at: at, write: p.write, data: data}, err
}

// addEntry makes an entry of a write and stores it at the next place, without applying it.
func (b *batch) addEntry(id crm.ID, at int64, p plannedWrite) error {
	e, err := newEntry(id, at, p)
	if err != nil {
		return err
	}
	return b.ledger.add(b.connection, e.broker, e.id, e.data)
}

// decodeRowEntry decodes what newEntry has encoded. crm.ErrNewerEntry: a newer program has made it, or nobody has.
func decodeRowEntry(data []byte) (e rowEntry, err error) {
	var encoded encodedEntry
	if err := decodeStrictly(data, &encoded); err != nil {
		return e, err
	}
	empty := rowWrites[encoded.Kind]
	if empty == nil || encoded.ID.IsZero() {
		return e, crm.ErrNewerEntry
	}
	e = rowEntry{id: encoded.ID, broker: encoded.Broker, at: encoded.At, write: empty(), data: data}
	return e, decodeStrictly(encoded.Write, e.write)
}

// decodeStrictly refuses what has more members than this program knows: it would apply such an entry otherwise than
// others do.
func decodeStrictly(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if decoder.Decode(into) != nil || decoder.More() {
		return crm.ErrNewerEntry
	}
	return nil
}
