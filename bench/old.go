package main

import (
	"context"
	"fmt"
	"time"
)

// measureOld looks at a document with many changes: opened by a fresh stock client, edited, and its history read, by a
// server that has just started.
func measureOld(ctx context.Context, s *suite) error {
	g, err := s.growing(ctx)
	if err != nil {
		return err
	}
	defer func() { g.p.stop() }()
	w, err := newPusher(ctx, g.account, g.id, s.changes+s.grownEdits, spreadFields)
	if err != nil {
		return err
	}
	later := w.changes[s.changes:]
	w.changes = w.changes[:s.changes]
	if _, err := push(ctx, []*pusher{w}, grownWindow); err != nil {
		return fmt.Errorf("%w; the server says: %s", err, g.p.tail())
	}
	g.p.stop()
	if g.p, err = s.roomkey(ctx, g.p.dir); err != nil {
		return err
	}
	if err := g.begin(ctx); err != nil {
		return err
	}
	client, opened, err := g.openFresh(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	took, err := g.send(ctx, later)
	if err != nil {
		return err
	}
	var page [2]time.Duration
	for i := range page {
		if _, page[i], err = g.account.get(ctx, "/listings/"+g.id.String()+"/history?limit=100"); err != nil {
			return err
		}
	}
	r := s.report
	r.judge(fmt.Sprintf("a document of %d changes: opened by a fresh stock client", s.changes), ms(opened),
		ms(mostOldOpen), opened < mostOldOpen)
	r.judge("… an edit until saved, p50 / p99", spread(took), ms(mostOldEdit)+" p99",
		percentile(took, 99) < mostOldEdit)
	r.judge("… a page of its history, at first / again", ms(page[0])+" / "+ms(page[1]), ms(mostOldHistory),
		page[0] < mostOldHistory)
	r.note("Old: %d edits of %d fields of one listing, by one client; the server is started again, and a stock client "+
		"in a process of its own opens the document, most of which is that process's work. Then another client "+
		"sends it %d edits, one after the other. The first of them has the engine load the document, which takes a "+
		"second of processor: Automerge needs 6 µs for each change of the snapshot, and 0.3 ms for each after it.",
		s.changes, len(spreadFields), s.grownEdits)
	return nil
}
