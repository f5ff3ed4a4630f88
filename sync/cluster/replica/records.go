package replica

import (
	"context"
	"slices"
	"sync"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

const (
	recordPulls = 4 // questions for whole records at a time, while records are compared
	recordTries = 3 // a question that is not answered is asked again, rather than comparing from the beginning
)

// recordPull pulls whole records of a region for a comparison, which counts what is on its way in.
type recordPull struct {
	r      *Replica
	region string
	c      *comparison
}

// all pulls records, many with one question. It returns when all of them wait to be taken in.
func (p *recordPull) all(ctx context.Context, records []crm.ID) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	places := make(chan struct{}, recordPulls)
	var pulling sync.WaitGroup
	defer pulling.Wait()
	for some := range slices.Chunk(records, wire.RecordsAtOnce) {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		pulling.Go(func() {
			defer func() { <-places }()
			if err := p.some(ctx, some); err != nil {
				cancel(err)
			}
		})
	}
	pulling.Wait()
	return context.Cause(ctx)
}

// some pulls so many records as fit into one question.
func (p *recordPull) some(ctx context.Context, records []crm.ID) error {
	if !p.r.config.Together(p.region) {
		for _, record := range records {
			if err := p.rest(ctx, record, 0); err != nil {
				return err
			}
		}
		return nil
	}
	for len(records) > 0 {
		if err := p.r.room(ctx, p.c); err != nil {
			return err
		}
		page, err := p.ask(ctx, records)
		if err != nil {
			return err
		}
		p.r.mu.Lock()
		queueWholeLocked(p.r, page.Items, p.c.count)
		p.r.mu.Unlock()
		records = records[page.Whole:]
		if page.Next > 0 {
			if err := p.rest(ctx, records[0], page.Next); err != nil {
				return err
			}
			records = records[1:]
		}
	}
	return nil
}

// rest pulls a record after so many changes.
func (p *recordPull) rest(ctx context.Context, record crm.ID, skip int) (err error) {
	for range recordTries {
		if err = p.r.room(ctx, p.c); err != nil {
			return err
		}
		if err = p.r.pullWhole(ctx, p.region, record, skip, p.c.count); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// ask asks for whole records.
func (p *recordPull) ask(ctx context.Context, records []crm.ID) (page *wire.RecordsPage, err error) {
	question := wire.PullRecords{Records: records}
	var answer []byte
	for range recordTries {
		answer, err = askParts(ctx, p.r, wire.RecordsSubject(p.region), wire.KindRecordsPull, func(offset int) []byte {
			question.Offset = offset
			return wire.EncodePullRecords(&question)
		})
		if err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	if page, err = wire.DecodeRecords(answer, records); err != nil {
		p.r.config.Port.Malformed()
	}
	return page, err
}

// comparison counts the parts of records that are on their way in. The replica's lock guards it.
type comparison struct {
	left int           // and one while more may come
	less chan struct{} // holds one when a part has come in
	done chan struct{}
}

func (c *comparison) count(n int) {
	if c.left += n; c.left == 0 {
		close(c.done)
	}
	select {
	case c.less <- struct{}{}:
	default:
	}
}

// room waits until so few parts are on their way in that more records may be pulled.
func (r *Replica) room(ctx context.Context, c *comparison) error {
	for {
		r.mu.Lock()
		full := c.left > comparedAhead
		r.mu.Unlock()
		if !full {
			select {
			case c.less <- struct{}{}: // another one may wait too
			default:
			}
			return nil
		}
		select {
		case <-c.less:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
