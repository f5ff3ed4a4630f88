package wire

import (
	"slices"
	"time"

	"roomkey/crm"
)

// Bounds of a log entry. What is within them may still be too long for one message.
const (
	maxItems       = 5_000
	maxItemChanges = 100_000
	maxChange      = 17 << 20
	maxNotices     = 10_000
	maxNotice      = 64 << 10
	maxKind        = 64
)

// Flags of an item.
const (
	itemMore = 1 << iota
	itemCut
	itemPrivate
	itemBirth
	itemRenews
	itemKnown // all flags below
)

// EncodeEntry writes a log entry, for LogSubject.
func EncodeEntry(item *crm.LogItem) []byte {
	var e Encoder
	e.Text(item.Origin.String())
	e.item(item)
	return e.Bytes
}

// DecodeEntry reads a log entry. Its changes are part of the payload. Errors: invalid.
func DecodeEntry(payload []byte) (crm.LogItem, error) {
	d := Decode(payload)
	origin := d.origin()
	item := d.item(origin)
	return item, d.End()
}

// EncodePage writes a page of a log.
func EncodePage(origin crm.Origin, page *crm.LogPage) []byte {
	var e Encoder
	e.Text(origin.String())
	e.Number(page.First)
	e.Number(page.Through)
	e.Number(uint64(page.Skip))
	e.items(page.Items)
	return e.Bytes
}

// DecodePage reads a page of a log. Its changes are part of the payload. Errors: invalid.
func DecodePage(payload []byte) (origin crm.Origin, page crm.LogPage, err error) {
	d := Decode(payload)
	origin = d.origin()
	page = crm.LogPage{First: d.Number(maxNumber), Through: d.Number(maxNumber), Skip: int(d.Number(maxItemChanges))}
	page.Items = d.items(origin)
	last := uint64(0)
	for i := range page.Items {
		if page.Items[i].Seq <= last { // in order, each entry once
			return origin, crm.LogPage{}, errMalformed
		}
		last = page.Items[i].Seq
	}
	return origin, page, d.End()
}

// EncodeWhole writes changes of a whole record; next is as store.WholeRecord gives it.
func EncodeWhole(items []crm.LogItem, next int) []byte {
	var e Encoder
	e.Number(uint64(next))
	e.items(items)
	return e.Bytes
}

// DecodeWhole reads what EncodeWhole wrote. Errors: invalid.
func DecodeWhole(payload []byte) (items []crm.LogItem, next int, err error) {
	d := Decode(payload)
	next = int(d.Number(1 << 40))
	items = d.items(crm.Origin{})
	return items, next, d.End()
}

func (e *Encoder) items(items []crm.LogItem) {
	e.Number(uint64(len(items)))
	for i := range items {
		e.item(&items[i])
	}
}

func (d *Decoder) items(origin crm.Origin) (items []crm.LogItem) {
	for range d.Count(maxItems, 20) {
		items = append(items, d.item(origin))
	}
	return items
}

// item writes an item without its origin.
func (e *Encoder) item(item *crm.LogItem) {
	flags := uint64(0)
	for i, set := range []bool{item.More, item.Cut, item.Private, item.Birth != nil, !item.Renews.IsZero()} {
		if set {
			flags |= 1 << i
		}
	}
	e.Number(flags)
	e.Number(item.Seq)
	e.Fixed(item.Record[:])
	e.Fixed(item.Document[:])
	e.Moment(item.UpdatedAt)
	if b := item.Birth; b != nil {
		e.Fixed(b.Broker[:])
		e.Fixed(b.Owner[:])
		e.Fixed(b.Team[:])
		e.Text(string(b.Visibility))
		e.Moment(b.CreatedAt)
	}
	if !item.Renews.IsZero() {
		e.Fixed(item.Renews[:])
	}
	e.Number(uint64(len(item.Notices)))
	for i := range item.Notices {
		e.notice(&item.Notices[i])
	}
	e.Number(uint64(len(item.Changes)))
	for i := range item.Changes {
		c := &item.Changes[i]
		e.Fixed(c.User[:])
		e.Moment(c.At)
		e.Data(c.Data)
	}
}

func (d *Decoder) item(origin crm.Origin) (item crm.LogItem) {
	flags := d.Number(itemKnown - 1)
	item.Origin, item.Seq = origin, d.Number(maxNumber)
	item.More, item.Cut, item.Private = flags&itemMore != 0, flags&itemCut != 0, flags&itemPrivate != 0
	item.Record, item.Document, item.UpdatedAt = d.ID(), d.ID(), d.Moment()
	if flags&itemBirth != 0 {
		item.Birth = d.birth()
	}
	if flags&itemRenews != 0 {
		item.Renews = d.ID()
	}
	for range d.Count(maxNotices, 50) {
		item.Notices = append(item.Notices, d.notice())
	}
	for range d.Count(maxItemChanges, 18) {
		item.Changes = append(item.Changes, crm.StoredChange{User: d.ID(), At: d.Moment(), Data: d.Data(maxChange)})
	}
	if item.Record.IsZero() || item.Document.IsZero() || (item.Seq == 0) != (origin == crm.Origin{}) {
		d.Fail()
	}
	return item
}

func (d *Decoder) birth() *crm.Birth {
	var b crm.Birth
	b.Broker, b.Owner, b.Team = d.ID(), d.ID(), d.ID()
	b.Visibility, b.CreatedAt = crm.Visibility(d.Text(maxKind)), d.Moment()
	if !slices.Contains(crm.Visibilities, b.Visibility) || b.Broker.IsZero() {
		d.Fail()
	}
	return &b
}

func (e *Encoder) notice(n *crm.Notice) {
	e.Fixed(n.ID[:])
	e.Fixed(n.User[:])
	e.Moment(n.At)
	e.Text(n.Kind)
	e.Fixed(n.Record[:])
	e.Fixed(n.By[:])
	e.Data(n.Data)
}

func (d *Decoder) notice() (n crm.Notice) {
	n.ID, n.User, n.At, n.Kind, n.Record, n.By = d.ID(), d.ID(), d.Moment(), d.Text(maxKind), d.ID(), d.ID()
	if data := d.Data(maxNotice); len(data) > 0 {
		n.Data = slices.Clone(data)
	}
	return n
}

// origin reads the name of a log's origin.
func (d *Decoder) origin() crm.Origin {
	origin, err := crm.ParseOrigin(d.Text(maxOrigin))
	if err != nil || CheckName(origin.Region) != nil {
		d.Fail()
		return crm.Origin{}
	}
	return origin
}

// Moment writes a time, in microseconds since 1970; the zero time is 0.
func (e *Encoder) Moment(t time.Time) {
	if t.IsZero() || t.UnixMicro() < 0 {
		e.Number(0)
		return
	}
	e.Number(uint64(t.UnixMicro()))
}

// Moment reads a time.
func (d *Decoder) Moment() time.Time {
	micros := d.Number(maxMicros)
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(micros)).UTC()
}

// maxMicros is the end of the year 9999.
const maxMicros = 253_402_300_799_999_999
