package wire

import "roomkey/crm"

// Pull asks for a page of a log or, if Record is set, for a whole record. Offset is how much of a long answer the asker
// has.
type Pull struct {
	Origin crm.Origin
	After  uint64
	Record crm.ID
	Skip   int // changes
	Offset int // bytes
}

// EncodePull writes a question.
func EncodePull(p *Pull) []byte {
	var e Encoder
	e.Flag(!p.Record.IsZero())
	if !p.Record.IsZero() {
		e.Fixed(p.Record[:])
	} else {
		e.Text(p.Origin.String())
		e.Number(p.After)
	}
	e.Number(uint64(p.Skip))
	e.Number(uint64(p.Offset))
	return e.Bytes
}

// DecodePull reads a question. Errors: invalid.
func DecodePull(payload []byte) (p Pull, err error) {
	d := Decode(payload)
	if d.Flag() {
		if p.Record = d.ID(); p.Record.IsZero() {
			d.Fail()
		}
	} else {
		p.Origin, p.After = d.origin(), d.Number(maxNumber)
	}
	p.Skip, p.Offset = int(d.Number(1<<40)), int(d.Number(maxAnswer))
	return p, d.End()
}

// maxAnswer is the longest answer to a Pull, in bytes: a page with one change of the greatest length.
const maxAnswer = 24 << 20

// partBytes is how much of an answer one message has.
const partBytes = 750 << 10

// PageBytes is how many bytes of changes a page may hold so that it fits into one message.
const PageBytes = partBytes - 64<<10

// EncodePart writes the part of an answer that begins at an offset.
func EncodePart(answer []byte, offset int) []byte {
	offset = min(offset, len(answer))
	var e Encoder
	e.Number(uint64(len(answer)))
	e.Number(uint64(offset))
	e.Data(answer[offset:min(len(answer), offset+partBytes)])
	return e.Bytes
}

// PartEnds says whether the part that begins at an offset is an answer's last one.
func PartEnds(answer []byte, offset int) bool { return offset >= len(answer)-partBytes }

// DecodePart adds a part to those before it. It is whole when the answer is. Errors: invalid, also for a part of
// another answer.
func DecodePart(payload, before []byte) (answer []byte, whole bool, err error) {
	d := Decode(payload)
	total, offset, part := d.Number(maxAnswer), d.Number(maxAnswer), d.Data(partBytes)
	end := offset + uint64(len(part))
	if err := d.End(); err != nil || offset != uint64(len(before)) || end > total || len(part) == 0 && total > end {
		return nil, false, errMalformed
	}
	return append(before, part...), end == total, nil
}

// HeadsPage says what logs a region has, and the heads of some of its records, in the order of ids.
type HeadsPage struct {
	Spans []crm.LogSpan
	Heads []crm.RecordHeads
}

// HeadsAtOnce is how many records a HeadsPage has at most.
const HeadsAtOnce = 1000

const maxHeads = 1000

// EncodeHeads writes a page of heads.
func EncodeHeads(p *HeadsPage) []byte {
	var e Encoder
	e.Number(uint64(len(p.Spans)))
	for _, span := range p.Spans {
		e.Text(span.Origin.String())
		e.Number(span.First)
		e.Number(span.Have)
	}
	e.Number(uint64(len(p.Heads)))
	for i := range p.Heads {
		h := &p.Heads[i]
		e.Fixed(h.Record[:])
		e.Fixed(h.Shared[:])
		e.Fixed(h.Private[:])
		for _, heads := range [][]crm.Hash{h.Heads, h.PrivateHeads} {
			e.Number(uint64(len(heads)))
			for k := range heads {
				e.Fixed(heads[k][:])
			}
		}
	}
	return e.Bytes
}

// DecodeHeads reads a page of heads. Errors: invalid.
func DecodeHeads(payload []byte) (p HeadsPage, err error) {
	d := Decode(payload)
	for range d.Count(10*maxOrigins, 4) {
		span := crm.LogSpan{Origin: d.origin(), First: d.Number(maxNumber), Have: d.Number(maxNumber)}
		p.Spans = append(p.Spans, span)
	}
	for range d.Count(HeadsAtOnce, 50) {
		h := crm.RecordHeads{Record: d.ID(), Shared: d.ID(), Private: d.ID()}
		for _, heads := range []*[]crm.Hash{&h.Heads, &h.PrivateHeads} {
			for range d.Count(maxHeads, len(crm.Hash{})) {
				*heads = append(*heads, crm.Hash(d.Fixed(len(crm.Hash{}))))
			}
		}
		p.Heads = append(p.Heads, h)
	}
	return p, d.End()
}
