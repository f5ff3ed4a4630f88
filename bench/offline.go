package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"roomkey/bench/peers"
	"roomkey/crm"
	"roomkey/internal/load"
)

// mostOffline is the bar of a long offline spell until all of it is stored.
const mostOffline = time.Minute

// measureOffline has a stock client come back with a long spell of changes, beside people at work.
func measureOffline(ctx context.Context, s *suite) error {
	dir, who, err := s.populated(ctx, s.besides)
	if err != nil {
		return err
	}
	p, err := s.roomkeyWith(ctx, dir)
	if err != nil {
		return err
	}
	defer p.stop()
	if err := p.untilReady(ctx); err != nil {
		return err
	}
	g := &grown{suite: s, p: p}
	if err := g.begin(ctx); err != nil {
		return err
	}
	kept, err := s.folder("away")
	if err != nil {
		return err
	}
	away, err := peers.NewClient(ctx, kept)
	if err != nil {
		return err
	}
	defer away.Close()
	var heads []string
	err = errors.Join(away.Do("connect", peers.Call{"url": p.socket(g.account)}, nil),
		away.Do("open", peers.Call{"name": "r", "documentId": crm.DocumentID(g.id)}, nil),
		away.Do("disconnect", nil, nil),
		away.Do("type", peers.Call{"name": "r", "path": []any{"PublicRemarks"}, "index": 0, "value": "a",
			"times": s.keystrokes}, &heads))
	if err != nil {
		return err
	}
	f, err := g.follow(ctx)
	if err != nil {
		return err
	}
	defer f.Close()
	crowd, err := load.Work(ctx, p.addr, who.Honest, besidePace, 1)
	defer crowd.Leave()
	if err = errors.Join(err, settle(ctx)); err != nil {
		return err
	}
	crowd.Sample()
	if err := pause(ctx, s.attackTime); err != nil {
		return err
	}
	b := beside{quiet: crowd.Sample()}
	began := time.Now()
	if err := away.Do("connect", peers.Call{"url": p.socket(g.account)}, nil); err != nil {
		return err
	}
	if err := f.reaches(ctx, heads, 5*time.Minute); err != nil {
		return fmt.Errorf("not all of the spell is taken: %w: %s", err, p.tail())
	}
	took := time.Since(began)
	b.loud = crowd.Sample()
	s.report.judge(fmt.Sprintf("%d changes that a stock client made offline, until others have the last", s.keystrokes),
		ms(took), ms(mostOffline), took < mostOffline)
	s.tellBeside("an edit beside them until saved, p50 / p99", &b, 0)
	s.report.note("Offline: a stock client has typed %d characters into a text without a connection, each a change, "+
		"and connects; beside it %d people edit four times a second each. Twice of what a quiet machine takes, 3 ms "+
		"in the 99th percentile, is 6 ms. The stock client, the engine and the turns of the record, of 64 changes "+
		"each, want a processor all the time: where there are two, one of a hundred waits for a few of those turns, "+
		"though the median hardly moves.", s.keystrokes, s.besides)
	return nil
}
