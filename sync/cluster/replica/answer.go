package replica

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// headsSubject answers with the heads of records; the last word is the region's name.
func headsSubject(region string) string { return wire.PullSubject(region) + ".heads" }

// listen hears of new entries, and answers what other regions ask for.
func (r *Replica) listen() (stop func(), err error) {
	port := r.config.Port
	return port.Open(wire.Way{Subject: wire.AnyLog, Kind: wire.KindLog, Hear: r.hearEntry},
		wire.Way{Subject: wire.PullSubject(port.Region()), Kind: wire.KindPull, Answer: r.answerPull},
		wire.Way{Subject: headsSubject(port.Region()), Kind: wire.KindDigestAsk, Answer: r.answerHeads},
		wire.Way{Subject: wire.RecordsSubject(port.Region()), Kind: wire.KindRecordsPull, Answer: answersRecords(r)})
}

// answerPull answers with a page of a log, or with a part of a record.
func (r *Replica) answerPull(ctx context.Context, m wire.Message) (wire.Kind, []byte, bool) {
	question, err := wire.DecodePull(m.Payload)
	if err != nil {
		r.config.Port.Malformed()
		return 0, nil, false
	}
	var answer []byte
	if question.Record.IsZero() {
		var page crm.LogPage
		page, err = r.config.Log.ReadLog(ctx, question.Origin, question.After, question.Skip, wire.PageBytes)
		if crm.CodeOf(err) == crm.CodeNotFound {
			page, err = crm.LogPage{First: 1, Through: question.After}, nil
		}
		answer = wire.EncodePage(question.Origin, &page)
	} else {
		var items []crm.LogItem
		var next int
		items, next, err = r.config.Log.WholeRecord(ctx, question.Record, question.Skip, wire.PageBytes)
		answer = wire.EncodeWhole(items, next)
	}
	if err != nil {
		r.log.Error("another region's question can't be answered", "region", m.Region, "error", err)
		return 0, nil, false
	}
	return wire.KindPage, wire.EncodePart(answer, question.Offset), true
}

// answerHeads answers with what logs there are, and the heads of the records after an id.
func (r *Replica) answerHeads(ctx context.Context, m wire.Message) (wire.Kind, []byte, bool) {
	d := wire.Decode(m.Payload)
	after := d.ID()
	if d.End() != nil {
		r.config.Port.Malformed()
		return 0, nil, false
	}
	spans, err := r.config.Log.LogSpans(ctx)
	page := wire.HeadsPage{Spans: spans}
	if err == nil {
		page.Heads, err = r.config.Log.RecordHeads(ctx, after, wire.HeadsAtOnce)
	}
	if err != nil {
		r.log.Error("another region's question can't be answered", "region", m.Region, "error", err)
		return 0, nil, false
	}
	return wire.KindDigestAnswer, wire.EncodeHeads(&page), true
}

// answersRecords answers with whole records, as many as one message has room for.
func answersRecords(r *Replica) func(context.Context, wire.Message) (wire.Kind, []byte, bool) {
	return func(ctx context.Context, m wire.Message) (wire.Kind, []byte, bool) {
		question, err := wire.DecodePullRecords(m.Payload)
		if err != nil {
			r.config.Port.Malformed()
			return 0, nil, false
		}
		page, err := readRecords(ctx, r.config.Log, question.Records)
		if err != nil {
			r.log.Error("another region's question can't be answered", "region", m.Region, "error", err)
			return 0, nil, false
		}
		return wire.KindPage, wire.EncodePart(wire.EncodeRecords(page), question.Offset), true
	}
}

// readRecords reads whole records until a message is full.
func readRecords(ctx context.Context, log Log, records []crm.ID) (*wire.RecordsPage, error) {
	page, left := &wire.RecordsPage{}, wire.PageBytes
	for _, record := range records {
		items, next, err := log.WholeRecord(ctx, record, 0, left)
		if err != nil {
			return nil, err
		}
		page.Items, page.Next = append(page.Items, items...), next
		if next > 0 {
			break
		}
		page.Whole++
		for i := range items {
			left -= inMessage + sizeOf(&items[i]) + changeBytes*len(items[i].Changes)
		}
		if left <= 0 {
			break
		}
	}
	return page, nil
}

const (
	inMessage   = 1 << 10 // about how many bytes an item takes there besides, such as its birth
	changeBytes = 100     // likewise each of its changes
)
