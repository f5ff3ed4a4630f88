package wire

import "roomkey/crm"

// LedgerSubject answers with ledger entries that a region has.
func LedgerSubject(region string) string { return root + "ledger." + region }

// SealRow seals what is appended to a RowsSubject: the hash of the brokerage's entry before it, and the entry.
// Everybody who has the keys opens it, at any later time.
func (p *Port) SealRow(brokerage crm.ID, previous crm.Hash, data []byte) []byte {
	return p.config.Keys.seal(RowsSubject(brokerage), &Message{Kind: KindLedgerEntry, Region: p.config.Region,
		Boot: p.config.Boot, Brokerage: brokerage, Payload: append(previous[:], data...)})
}

// OpenRow opens what was read of a subject of rows, at the place seq. Errors: invalid, for what no region has sealed.
func (p *Port) OpenRow(seq uint64, subject string, sealed []byte) (e crm.OrderedEntry, err error) {
	m, refused := p.config.Keys.open(subject, sealed)
	if refused == "" && (m.Kind != KindLedgerEntry || RowsSubject(m.Brokerage) != subject) {
		refused = refusedKind
	}
	if refused == "" && len(m.Payload) < len(e.Previous) {
		refused = refusedShort
	}
	if refused != "" {
		p.config.Refused(refused)
		return e, crm.Invalid("entry", "is not one of this cluster: %s", refused)
	}
	return crm.OrderedEntry{Seq: seq, Broker: m.Brokerage, Previous: crm.Hash(m.Payload[:len(e.Previous)]),
		Data: m.Payload[len(e.Previous):]}, nil
}

// EncodeAppend writes a question that asks for entries to be appended. Their brokerage is the message's.
func EncodeAppend(entries []crm.LedgerEntry) []byte {
	var w Encoder
	w.Number(uint64(len(entries)))
	for i := range entries {
		w.Fixed(entries[i].ID[:])
		w.Text(entries[i].Kind)
		w.Data(entries[i].Data)
	}
	return w.Bytes
}

// DecodeAppend reads it. Errors: invalid.
func DecodeAppend(m *Message) (entries []crm.LedgerEntry, err error) {
	d := Decode(m.Payload)
	for range d.Count(MaxAppend, 16+1+1) {
		entries = append(entries, crm.LedgerEntry{ID: d.ID(), Broker: m.Brokerage, Kind: d.Text(maxEntryKind),
			Data: d.Data(crm.MaxLedgerEntry)})
	}
	return entries, d.End()
}

// MaxAppend is how many entries are appended together at most.
const MaxAppend = 256

// Place is where an entry came in order.
type Place struct {
	Seq      uint64   // 0: it is not known to be in order
	Chained  bool     // Previous is known
	Previous crm.Hash // of the entry before it of the same brokerage
}

// EncodePlaces answers a question with the places of its entries.
func EncodePlaces(places []Place) []byte {
	var w Encoder
	w.Number(uint64(len(places)))
	for i := range places {
		w.Number(places[i].Seq)
		w.Flag(places[i].Chained)
		if places[i].Chained {
			w.Fixed(places[i].Previous[:])
		}
	}
	return w.Bytes
}

// DecodePlaces reads it. Errors: invalid.
func DecodePlaces(payload []byte) (places []Place, err error) {
	d := Decode(payload)
	for range d.Count(MaxAppend, 2) {
		place := Place{Seq: d.Number(maxNumber), Chained: d.Flag()}
		if place.Chained {
			place.Previous = crm.Hash(d.Fixed(len(place.Previous)))
		}
		places = append(places, place)
	}
	return places, d.End()
}

// maxEntryKind bounds the name of a kind of entries, in bytes.
const maxEntryKind = 64

// EncodeNumber writes a payload that is one number: from where a page is asked for.
func EncodeNumber(n uint64) []byte {
	var w Encoder
	w.Number(n)
	return w.Bytes
}

// DecodeNumber reads it. Errors: invalid.
func DecodeNumber(payload []byte) (uint64, error) {
	d := Decode(payload)
	n := d.Number(maxNumber)
	return n, d.End()
}

// Bounds of a page of entries, which with its envelope must fit a message.
const (
	LedgerPageBytes   = 900 << 10 // of entries
	maxLedgerPageRows = 1024
)

// EncodeLedgerPage writes entries that follow one another, of LedgerPageBytes at most.
func EncodeLedgerPage(page []crm.OrderedEntry) []byte {
	var w Encoder
	w.Number(uint64(len(page)))
	for i := range page {
		w.Number(page[i].Seq)
		w.Fixed(page[i].Broker[:])
		w.Fixed(page[i].Previous[:])
		w.Data(page[i].Data)
	}
	return w.Bytes
}

// DecodeLedgerPage reads it. Errors: invalid.
func DecodeLedgerPage(payload []byte) (page []crm.OrderedEntry, err error) {
	d := Decode(payload)
	for range d.Count(maxLedgerPageRows, 1+16+32+1) {
		page = append(page, crm.OrderedEntry{Seq: d.Number(maxNumber), Broker: d.ID(),
			Previous: crm.Hash(d.Fixed(len(crm.Hash{}))), Data: d.Data(crm.MaxLedgerEntry)})
	}
	return page, d.End()
}
