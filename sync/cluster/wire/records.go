package wire

import "roomkey/crm"

// RecordsSubject answers with many whole records. (PullSubject answers with one.)
func RecordsSubject(region string) string { return PullSubject(region) + ".records" }

// RecordsAtOnce is how many records a PullRecords asks for at most.
const RecordsAtOnce = 64

// PullRecords asks for whole records, at most RecordsAtOnce. Offset is how much of a long answer the asker has.
type PullRecords struct {
	Records []crm.ID
	Offset  int // bytes
}

// EncodePullRecords writes a question.
func EncodePullRecords(p *PullRecords) []byte {
	var e Encoder
	e.Number(uint64(len(p.Records)))
	for i := range p.Records {
		e.Fixed(p.Records[i][:])
	}
	e.Number(uint64(p.Offset))
	return e.Bytes
}

// DecodePullRecords reads a question. Errors: invalid, also where it asks for nothing.
func DecodePullRecords(payload []byte) (p PullRecords, err error) {
	d := Decode(payload)
	for range d.Count(RecordsAtOnce, len(crm.ID{})) {
		p.Records = append(p.Records, d.ID())
	}
	p.Offset = int(d.Number(maxAnswer))
	if len(p.Records) == 0 {
		d.Fail()
	}
	return p, d.End()
}

// RecordsPage answers a PullRecords, as far as there was room: the first Whole of the records are whole. Next is how
// many changes it has of the one after them; 0: it has none of it.
type RecordsPage struct {
	Whole, Next int
	Items       []crm.LogItem // of no log
}

// EncodeRecords writes an answer.
func EncodeRecords(p *RecordsPage) []byte {
	var e Encoder
	e.Number(uint64(p.Whole))
	e.Number(uint64(p.Next))
	e.items(p.Items)
	return e.Bytes
}

// DecodeRecords reads the answer to a question about records. Errors: invalid, also where it has something else, or
// nothing at all.
func DecodeRecords(payload []byte, asked []crm.ID) (*RecordsPage, error) {
	d := Decode(payload)
	p := &RecordsPage{Whole: int(d.Number(RecordsAtOnce)), Next: int(d.Number(1 << 40))}
	p.Items = d.items(crm.Origin{})
	with := p.Whole // records that it has something of
	if p.Next > 0 {
		with++
	}
	if with == 0 || with > len(asked) {
		d.Fail()
		return p, d.End()
	}
	known := make(map[crm.ID]bool, with)
	for _, id := range asked[:with] {
		known[id] = true
	}
	for i := range p.Items {
		if !known[p.Items[i].Record] {
			d.Fail()
		}
	}
	return p, d.End()
}
