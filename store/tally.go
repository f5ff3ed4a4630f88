package store

import (
	"context"
	"math"
	"time"

	"roomkey/crm"
)

// Tallied is one record of a tally: its row, its times, and the fields that were asked for. It is good only during the
// call that it is given to.
type Tallied struct {
	on     *partition
	slot   uint32
	fields []*column
	row    crm.Row
}

// Tally calls each with every record of a type that the user's reports count (see crm.User.Counts), archived ones too
// but not deleted ones, in no order. Fields are names of the schema by which lists can be filtered: Tally reads memory
// alone, so that 100,000 records take milliseconds. each must be fast and must not call the store. crm.CodeInvalid:
// there is no such type, or lists can't be filtered by a field.
func (p *Projections) Tally(ctx context.Context, user *crm.User, kind string, fields []string,
	each func(*Tallied)) error {
	t := crm.TypeNamed(kind)
	if t == nil {
		return crm.Invalid("type", "there is no such type of records")
	}
	release, err := p.index.read(ctx)
	if err != nil {
		return err
	}
	defer release()
	on := p.index.partitions[partitionKey{user.Broker, t}]
	if on == nil {
		on = newPartition(t) // fields are checked even if there are no records
	}
	columns := make([]*column, len(fields))
	for i, name := range fields {
		if columns[i] = on.named[name]; columns[i] == nil {
			return crm.Invalid(name, "there is no such field, or it can't be tallied")
		}
	}
	counts := make([]bool, len(p.index.scopes))
	for i, row := range p.index.scopes {
		counts[i] = user.Counts(row)
	}
	for slot := range uint32(on.len()) {
		if scope := on.scopes[slot]; !on.deleted[slot] && counts[scope] {
			each(&Tallied{on, slot, columns, p.index.scopes[scope]})
		}
	}
	return nil
}

// ID, Row, Created and Archived are the record's.
func (t *Tallied) ID() crm.ID         { return t.on.ids[t.slot] }
func (t *Tallied) Row() crm.Row       { return t.row }
func (t *Tallied) Created() time.Time { return fromMicros(t.on.created[t.slot]) }
func (t *Tallied) Archived() bool     { return t.on.archived[t.slot] != 0 }

// Text is the value of the i-th field, of strings and enums; "" for none.
func (t *Tallied) Text(i int) string {
	c := t.fields[i]
	if c.texts != nil {
		return string(c.texts.get(t.slot))
	}
	if key := c.keys[t.slot]; c.field.Kind == crm.KindEnum && key > 0 && key <= uint64(len(c.field.Options)) {
		return c.field.Options[key-1]
	}
	return ""
}

// Number is the value of the i-th field, of numbers and money (in cents); false for none.
func (t *Tallied) Number(i int) (float64, bool) {
	key := t.fields[i].keys[t.slot]
	if key == 0 {
		return 0, false
	}
	if key>>63 != 0 {
		return math.Float64frombits(key &^ (1 << 63)), true
	}
	return math.Float64frombits(^key), true
}

// Time is the value of the i-th field, of times and dates (midnight in UTC); the zero time for none.
func (t *Tallied) Time(i int) time.Time {
	c := t.fields[i]
	key := c.keys[t.slot]
	if key == 0 {
		return time.Time{}
	}
	at := int64(key ^ 1<<63)
	if c.field.Kind == crm.KindDate {
		return time.Unix(at, 0).UTC()
	}
	return time.UnixMicro(at).UTC()
}
