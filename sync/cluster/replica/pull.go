package replica

import (
	"context"
	"slices"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// pullLocked begins to pull what others have and this region has not, as far as there is room.
func (r *Replica) pullLocked() {
	if r.ctx == nil || r.ctx.Err() != nil {
		return
	}
	for _, origin := range r.order {
		f := r.followers[origin]
		if r.inFlight >= maxInFlight {
			return
		}
		if f.pulling || f.rests || f.full() {
			continue
		}
		region := r.sourceLocked(f)
		if region == "" {
			continue
		}
		f.pulling = true
		r.inFlight++
		question := wire.Pull{Origin: origin, After: f.tail, Skip: f.skip}
		ctx := r.ctx
		r.group.Go(func() { r.pull(ctx, f, region, &question) })
	}
}

// sourceLocked names a region that has more of a log: the one that writes it, if it is there; "" if there is none.
func (r *Replica) sourceLocked(f *follower) (region string) {
	for _, name := range r.config.Regions {
		p := r.peers[name]
		if p == nil || p.rests || p.have[f.origin] <= f.tail {
			continue
		}
		if region == "" || name == f.origin.Region {
			region = name
		}
	}
	return region
}

// pull asks a region for the next page of a log.
func (r *Replica) pull(ctx context.Context, f *follower, region string, question *wire.Pull) {
	answer, err := r.ask(ctx, region, question)
	var page crm.LogPage
	if err == nil {
		var origin crm.Origin
		origin, page, err = wire.DecodePage(answer)
		if err != nil || origin != question.Origin || !follows(&page, question) {
			r.config.Port.Malformed()
			err = crm.Errorf(crm.CodeUnavailable, "a region has answered with something else")
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inFlight--
	f.pulling = false
	if err != nil && ctx.Err() == nil {
		r.log.Debug("a log can't be pulled", "region", region, "log", f.origin, "error", err)
	}
	r.pulledLocked(f, region, question, &page, err)
	r.pullLocked()
}

// pulledLocked takes in what a region has answered.
func (r *Replica) pulledLocked(f *follower, region string, question *wire.Pull, page *crm.LogPage, err error) {
	switch {
	case err != nil:
		r.peers[region].rests = true
	case question.After != f.tail || question.Skip != f.skip:
		// records were compared meanwhile, so that this region has more by now
	case page.First > question.After+1:
		f.rests = true
		r.compareLocked(region)
	case page.Through <= question.After && page.Skip <= question.Skip:
		f.rests = true // it has said that it has more; it will say so again
	default:
		r.addLocked(f, page.Items)
		f.skip = page.Skip
		f.cover(page.Through)
	}
}

// follows reports whether a page is an answer to a question.
func follows(page *crm.LogPage, question *wire.Pull) bool {
	if page.Through < question.After {
		return false
	}
	for i := range page.Items {
		item := &page.Items[i]
		last := i == len(page.Items)-1
		if item.Seq <= question.After || item.Cut || item.More != (last && page.Skip > 0) ||
			!item.More && item.Seq > page.Through || item.More && item.Seq <= page.Through {
			return false
		}
	}
	return page.Skip == 0 || len(page.Items) > 0
}

// ask asks a region for a page of a log or a part of a record.
func (r *Replica) ask(ctx context.Context, region string, question *wire.Pull) (answer []byte, err error) {
	return askParts(ctx, r, wire.PullSubject(region), wire.KindPull, func(offset int) []byte {
		question.Offset = offset
		return wire.EncodePull(question)
	})
}

// askParts asks in as many questions as the answer has parts. encode writes the question for the part at an offset.
func askParts(ctx context.Context, r *Replica, subject string, kind wire.Kind, encode func(offset int) []byte) (
	answer []byte, err error) {
	for whole := false; !whole; {
		within, cancel := context.WithTimeout(ctx, r.config.Timeout)
		m, err := r.config.Port.Request(within, subject, kind, crm.ID{}, encode(len(answer)), wire.KindPage)
		cancel()
		if err != nil {
			return nil, err
		}
		if answer, whole, err = wire.DecodePart(m.Payload, answer); err != nil {
			r.config.Port.Malformed()
			return nil, err
		}
		observe(r.config.Metrics.Pulled, len(m.Payload))
	}
	return answer, nil
}

// pullWholeLocked pulls the whole record of a queue, because entries of it wait for what none of the logs has. Each
// time it asks the next region that answers.
func (r *Replica) pullWholeLocked(q *queue) {
	if r.ctx == nil {
		return
	}
	if r.inFlight >= maxInFlight {
		q.waited-- // the next look asks
		return
	}
	region := nextToAskLocked(r, q)
	if region == "" {
		return
	}
	r.inFlight++
	ctx, record := r.ctx, q.record
	r.group.Go(func() {
		err := r.pullWhole(ctx, region, record, 0, nil)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.inFlight--
		if err != nil && ctx.Err() == nil {
			r.log.Debug("a record can't be pulled", "region", region, "record", record, "error", err)
		}
	})
}

// nextToAskLocked names the region that is to be asked for a whole record; "" if none is there.
func nextToAskLocked(r *Replica, q *queue) (region string) {
	for range r.config.Regions {
		name := r.config.Regions[q.asked%len(r.config.Regions)]
		q.asked++
		if p := r.peers[name]; p != nil && !p.rests {
			return name
		}
	}
	return ""
}

// pullWhole pulls all changes of a record but the first ones, and queues them; in is as of queueWholeLocked.
func (r *Replica) pullWhole(ctx context.Context, region string, record crm.ID, skip int, in func(parts int)) error {
	for {
		answer, err := r.ask(ctx, region, &wire.Pull{Record: record, Skip: skip})
		if err != nil {
			return err
		}
		items, next, err := wire.DecodeWhole(answer)
		if err != nil || next != 0 && next <= skip ||
			slices.ContainsFunc(items, func(item crm.LogItem) bool { return item.Record != record }) {
			r.config.Port.Malformed()
			return crm.Errorf(crm.CodeUnavailable, "a region has answered with something else")
		}
		r.mu.Lock()
		queueWholeLocked(r, items, in)
		r.mu.Unlock()
		if skip = next; skip == 0 {
			return nil
		}
	}
}

// queueWholeLocked queues parts of whole records. in is called with the lock held for each part that is in, before that
// with the number of parts that came; it may be nil.
func queueWholeLocked(r *Replica, items []crm.LogItem, in func(parts int)) {
	for i := range items {
		r.pushLocked(items[i], func(part crm.LogItem) pending {
			p := pending{LogItem: part}
			if in != nil {
				in(1)
				p.done = func() { in(-1) }
			}
			return p
		})
	}
}
