package replica

import (
	"context"
	"errors"
	"slices"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// compareLocked begins to compare all records with those of a region: its logs lack something that this region needs,
// because they were trimmed, or because content is older than they are.
func (r *Replica) compareLocked(region string) { beginCompareLocked(r, region, false) }

// beginCompareLocked is compareLocked. inTurn: there is no reason, so that no record should differ.
func beginCompareLocked(r *Replica, region string, inTurn bool) {
	if r.comparing != "" || r.ctx == nil {
		return
	}
	r.comparing = region
	ctx := r.ctx
	r.group.Go(func() {
		err := r.compare(ctx, region, inTurn)
		if err != nil && ctx.Err() == nil {
			r.log.Warn("records can't be compared", "region", region, "error", err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.comparing = ""
		if err == nil {
			r.pullLocked()
		}
	})
}

// compareInTurnLocked compares all records with those of the next region, so that a difference that no log explains is
// counted, and mended.
func (r *Replica) compareInTurnLocked() {
	var regions []string
	for _, name := range r.config.Regions {
		if p := r.peers[name]; p != nil && !p.rests {
			regions = append(regions, name)
		}
	}
	if len(regions) > 0 {
		beginCompareLocked(r, regions[r.looks/r.config.Compare%len(regions)], true)
	}
}

// compare pulls each record whose heads differ from those of a region. Then this region has whatever that one's logs
// had when it began.
func (r *Replica) compare(ctx context.Context, region string, inTurn bool) error {
	var spans []crm.LogSpan
	c := comparison{left: 1, less: make(chan struct{}, 1), done: make(chan struct{})}
	for after, first := (crm.ID{}), true; ; first = false {
		page, err := r.askHeads(ctx, region, after)
		if err != nil {
			return err
		}
		if first {
			spans = page.Spans
		}
		if len(page.Heads) == 0 {
			break
		}
		differ, err := differing(ctx, r, after, page.Heads)
		if err != nil {
			return err
		}
		if inTurn && len(differ) > 0 {
			countMismatches(ctx, r, region, after, &page, differ)
		}
		pull := recordPull{r, region, &c}
		if err := pull.all(ctx, differ); err != nil {
			return err
		}
		after = page.Heads[len(page.Heads)-1].Record
	}
	r.mu.Lock()
	c.count(-1)
	r.mu.Unlock()
	select {
	case <-c.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	return r.caughtUp(ctx, spans)
}

// askHeads asks a region for the heads of the records after an id.
func (r *Replica) askHeads(ctx context.Context, region string, after crm.ID) (page wire.HeadsPage, err error) {
	ctx, cancel := context.WithTimeout(ctx, r.config.Timeout)
	defer cancel()
	m, err := r.config.Port.Request(ctx, headsSubject(region), wire.KindDigestAsk, crm.ID{}, after[:],
		wire.KindDigestAnswer)
	if err != nil {
		return page, err
	}
	if page, err = wire.DecodeHeads(m.Payload); err != nil {
		r.config.Port.Malformed()
		return page, err
	}
	for _, h := range page.Heads {
		if slices.Compare(h.Record[:], after[:]) <= 0 {
			r.config.Port.Malformed()
			return page, errors.New("the heads are not in order")
		}
		after = h.Record
	}
	return page, nil
}

// differing gives those records of a page whose heads are other ones here.
func differing(ctx context.Context, r *Replica, after crm.ID, theirs []crm.RecordHeads) (differ []crm.ID, err error) {
	here := map[crm.ID]crm.RecordHeads{}
	last := theirs[len(theirs)-1].Record
	for from := after; ; {
		ours, err := r.config.Log.RecordHeads(ctx, from, wire.HeadsAtOnce)
		if err != nil {
			return nil, err
		}
		for _, h := range ours {
			here[h.Record] = h
		}
		if len(ours) < wire.HeadsAtOnce || slices.Compare(ours[len(ours)-1].Record[:], last[:]) >= 0 {
			break
		}
		from = ours[len(ours)-1].Record
	}
	for _, h := range theirs {
		if own, there := here[h.Record]; !there || !same(&own, &h) {
			differ = append(differ, h.Record)
		}
	}
	observe(r.config.Metrics.Compared, len(differ))
	return differ, nil
}

// countMismatches counts the records of a page that differ although both regions have all entries of all logs. One that
// was edited while it was compared is none: so the region is asked again whether nothing has changed.
func countMismatches(ctx context.Context, r *Replica, region string, after crm.ID, page *wire.HeadsPage,
	differ []crm.ID) {
	if !hasAll(r, page.Spans) {
		return
	}
	again, err := r.askHeads(ctx, region, after)
	if err != nil || !slices.Equal(again.Spans, page.Spans) {
		return
	}
	still, err := differing(ctx, r, after, again.Heads)
	if err != nil || !hasAll(r, page.Spans) {
		return
	}
	still = slices.DeleteFunc(still, func(id crm.ID) bool { return !slices.Contains(differ, id) })
	observe(r.config.Metrics.Mismatched, len(still))
	if len(still) > 0 {
		r.log.Error("records differ although no log explains it; they are pulled whole", "region", region,
			"records", len(still), "first", still[0])
	}
}

// hasAll reports whether this region has as much of each log as another one has said that it has, and no more.
func hasAll(r *Replica, spans []crm.LogSpan) bool {
	theirs := make(map[crm.Origin]uint64, len(spans))
	for _, span := range spans {
		if span.Have > 0 {
			theirs[span.Origin] = span.Have
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	equal := theirs[r.own] == r.config.Log.OwnHave()
	for origin, f := range r.followers {
		equal = equal && theirs[origin] == f.have
		delete(theirs, origin)
	}
	delete(theirs, r.own)
	return equal && len(theirs) == 0
}

func same(a, b *crm.RecordHeads) bool {
	return a.Shared == b.Shared && a.Private == b.Private && slices.Equal(a.Heads, b.Heads) &&
		slices.Equal(a.PrivateHeads, b.PrivateHeads)
}

// caughtUp notes that this region has all that some logs had.
func (r *Replica) caughtUp(ctx context.Context, spans []crm.LogSpan) error {
	var to []crm.LogSpan
	r.mu.Lock()
	for _, span := range spans {
		if f := r.followers[span.Origin]; span.Origin != r.own && (f == nil || f.have < span.Have) {
			to = append(to, crm.LogSpan{Origin: span.Origin, First: span.Have + 1, Have: span.Have})
		}
	}
	r.mu.Unlock()
	if err := r.config.Log.AdvanceLogs(ctx, to); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, span := range to {
		f := r.followLocked(span.Origin)
		f.have, f.saved, f.rests = max(f.have, span.Have), max(f.saved, span.Have), false
		if f.tail < span.Have { // what came before waits in vain, and does no harm
			f.tail, f.skip, f.entries, f.bytes = span.Have, 0, nil, 0
		}
	}
	return nil
}
