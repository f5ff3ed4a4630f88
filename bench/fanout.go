package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/testclient"
)

// Bars of the fan-out.
const (
	mostOfStock = 1.0 / 22 // of the stock server's processor time
	mostOfRelay = 2.0      // times a bare relay's
	mostEvent   = 300      // bytes of the event of one edit
)

// measureFanOut compares what one edit with many watchers costs Roomkey and the stock server, which take turns: the
// same document, client and pace. In each turn edits first come one after the other, which tells what the server does
// for one; then with rests, which adds what it costs to wake a machine that sleeps. A relay of bytes tells how much of
// either is the system's. A third crowd has joined rooms as the app does, and gets events besides. It has a server of
// its own: the team's room would hear of the second crowd's edits too.
func measureFanOut(ctx context.Context, s *suite) error {
	stock, err := s.stock(ctx)
	if err != nil {
		return err
	}
	defer stock.stop()
	data, err := s.filled(ctx, 0)
	if err != nil {
		return err
	}
	second, err := s.copied("second", data)
	if err != nil {
		return err
	}
	earlier, err := s.earlier(ctx)
	if err != nil {
		return err
	}
	if earlier != nil {
		defer earlier.stop()
	}
	ours, err := s.roomkey(ctx, data)
	if err != nil {
		return err
	}
	defer ours.stop()
	roomy, err := s.roomkey(ctx, second)
	if err != nil {
		return err
	}
	defer roomy.stop()
	crowds, leave, err := crowds(ctx, s, stock, ours, roomy, earlier)
	defer leave()
	if err != nil {
		return err
	}
	relays, stop, err := s.relays(ctx)
	defer stop()
	if err != nil {
		return err
	}
	if err := s.takeTurns(ctx, crowds, relays); err != nil {
		return err
	}
	s.tellFanOut(crowds[0], crowds[1], crowds[2], relays)
	if earlier != nil {
		s.tellEarlier(crowds[1], crowds[3])
	}
	return nil
}

// takeTurns has the crowds edit in turns, the stock server's first, and then the relays pass bytes on. The first turn
// does not count.
func (s *suite) takeTurns(ctx context.Context, crowds []*crowd, relays []*relay) error {
	for turn := range s.rounds + 1 {
		if turn == 1 {
			for _, c := range crowds {
				c.reset()
			}
			for _, r := range relays {
				r.busy.reset()
				r.calm.reset()
			}
		}
		if err := s.takeTurn(ctx, crowds, relays); err != nil {
			return err
		}
	}
	for _, c := range crowds {
		if err := c.complete(); err != nil {
			return err
		}
	}
	return nil
}

func (s *suite) takeTurn(ctx context.Context, crowds []*crowd, relays []*relay) error {
	for i, c := range crowds {
		busy, calm := s.busyEdits, s.edits
		if i == 0 {
			busy, calm = s.stockEdits, s.stockEdits
		}
		if err := errors.Join(c.round(ctx, busy, 0, &c.busy), c.round(ctx, calm, s.rest, &c.calm)); err != nil {
			return err
		}
	}
	for _, r := range relays {
		if err := r.round(ctx, s.busyEdits, 0, &r.busy); err != nil {
			return err
		}
	}
	return relays[0].round(ctx, s.edits, s.rest, &relays[0].calm)
}

// earlier serves a demo of its own by the program before; nil where there is none.
func (s *suite) earlier(ctx context.Context) (*server, error) {
	if s.before == "" {
		return nil, nil
	}
	with := *s
	with.asEarlier()
	data, err := with.filled(ctx, 0)
	if err != nil {
		return nil, err
	}
	dir, err := s.copied("earlier", data)
	if err != nil {
		return nil, err
	}
	return with.roomkey(ctx, dir)
}

// tellEarlier compares with the program before, whose crowd took turns with ours.
func (s *suite) tellEarlier(plain, earlier *crowd) {
	cost := func(what string, ours, theirs *tally) {
		share := ratio(ours.perEdit(), theirs.perEdit())
		s.report.compare(what, ms(ours.perEdit()), ms(theirs.perEdit())+" before", fmt.Sprintf("%.2f", share))
	}
	cost("… and the program before, in turns", &plain.busy, &earlier.busy)
	cost("… after a rest, and the program before, in turns", &plain.calm, &earlier.calm)
}

// crowds gathers around the stock server, Roomkey, Roomkey with rooms, and the earlier program if there is one, in this
// order.
func crowds(ctx context.Context, s *suite, stock, ours, roomy, earlier *server) (all []*crowd, leave func(),
	err error) {
	leave = func() {
		for _, c := range all {
			c.leave()
		}
	}
	users := []crm.User{demo.Agent1, demo.Agent2, demo.Lead, demo.Viewer, demo.Broker}
	accounts, err := ours.signIn(ctx, users...)
	if err != nil {
		return all, leave, err
	}
	roomyAccounts, err := roomy.signIn(ctx, users...)
	if err != nil {
		return all, leave, err
	}
	ids, err := accounts[0].shared(ctx, "listings", 1)
	if err != nil {
		return all, leave, err
	}
	doc := ids[0]
	memory, err := copyOf(ctx, accounts[0], doc)
	if err != nil {
		return all, leave, err
	}
	gatherings := []gathering{
		{server: stock, doc: doc, memory: memory},
		{server: ours, doc: doc, accounts: accounts},
		{server: roomy, doc: doc, accounts: roomyAccounts, rooms: []crm.Room{crm.RecordRoom(doc),
			crm.TeamRoom(demo.Harbor.ID)}},
	}
	if earlier != nil {
		accounts, err := earlier.signIn(ctx, users...)
		if err != nil {
			return all, leave, err
		}
		gatherings = append(gatherings, gathering{server: earlier, doc: doc, accounts: accounts})
	}
	for _, g := range gatherings {
		g.watchers = s.watchers
		c, err := gather(ctx, g)
		if err != nil {
			return all, leave, err
		}
		all = append(all, c)
	}
	return all, leave, nil
}

// copyOf is what a device knows of a document after it has synced it.
func copyOf(ctx context.Context, a *account, id crm.ID) (*testclient.Memory, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	memory := testclient.NewMemory()
	c, err := testclient.Dial(ctx, "ws://"+a.server.addr+"/sync", testclient.Options{Token: a.token,
		Keep: map[crm.ID]*testclient.Memory{id: memory}})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	doc := c.Open(id)
	return memory, c.Wait(ctx, func() bool { return doc.HasLocked("ListPrice") })
}

func (s *suite) tellFanOut(stock, plain, rooms *crowd, relays []*relay) {
	r, relay := s.report, relays[0]
	cost := func(what string, ours, theirs *tally, who string) float64 {
		share := ratio(ours.perEdit(), theirs.perEdit())
		r.compare(what, ms(ours.perEdit()), ms(theirs.perEdit())+" "+who, share1(share))
		return share
	}
	share := cost(fmt.Sprintf("server CPU of one edit, %d watchers", s.watchers), &plain.busy, &stock.busy, "stock")
	r.require(share1(mostOfStock)+" of stock", share <= mostOfStock)
	cost("… which have joined rooms, with events", &rooms.busy, &stock.busy, "stock")
	beside := func(what string, ours, theirs *tally) {
		share := cost(what, ours, theirs, "relay")
		r.require(fmt.Sprintf("%.0f of relay", mostOfRelay), share <= mostOfRelay)
	}
	beside("… and a relay that passes bytes on", &plain.busy, &relay.busy)
	beside("… in rooms, and a relay of as many bytes", &rooms.busy, &relays[1].busy)
	cost("… and a relay whose clients decode before they answer", &plain.busy, &relays[2].busy, "relay")
	cost(fmt.Sprintf("… after a rest of %s", s.rest), &plain.calm, &stock.calm, "stock")
	cost("… after a rest, and a relay", &plain.calm, &relay.calm, "relay")
	fan := func(what string, of func(*tally) []time.Duration) {
		r.compare(what, spread(of(&plain.calm)), spread(of(&stock.calm))+" stock",
			share1(ratio(percentile(of(&plain.calm), 50), percentile(of(&stock.calm), 50))))
	}
	fan("an edit until a watcher has it, p50 / p99", func(t *tally) []time.Duration { return t.latencies })
	fan("… until all have it, p50 / p99", func(t *tally) []time.Duration { return t.completes })
	theirs, _ := stock.wire()
	bare, _ := plain.wire()
	sync, events := rooms.wire()
	r.compare("bytes to a watcher for one edit", fmt.Sprintf("%.0f B", bare), fmt.Sprintf("%.0f B stock", theirs),
		share1(ratio(bare, theirs)))
	one := ratio(float64(rooms.otherBytes.Load()), float64(rooms.others.Load()))
	r.judge("… for the event of one edit", fmt.Sprintf("%.0f B", one), fmt.Sprintf("%d B", mostEvent),
		one <= mostEvent)
	r.note("Fan-out: %d edits of one number of a demo listing at Roomkey and %d at the stock server, in %d turns "+
		"after one that doesn't count, each as soon as "+
		"all %d watchers had been sent the one before, the change itself; in each turn also some after a rest of %s, "+
		"in all %d and %d, whose latencies are shown. "+
		"All ended with the last edit. CPU is that of the process and its children, of one edit in each turn, the "+
		"first included: %s; the stock server's: %s; after "+
		"rests: %s; the stock server's: %s.",
		plain.busy.edits, stock.busy.edits, s.rounds, s.watchers, s.rest, plain.calm.edits, stock.calm.edits,
		each(plain.busy.turns), each(stock.busy.turns), each(plain.calm.turns), each(stock.calm.turns))
	r.note("The relay writes as many bytes to as many sockets and reads their answers, in Go, without WebSocket, "+
		"document or disk, in the same turns: %s for one edit; after a rest even that costs "+
		"%.1f times what it costs a machine that is awake. Its clients answer at once, while it still writes, and so "+
		"it is seldom woken; ours decode first, and wake the server some 40 times for one edit. Of the server's "+
		"time, the 100 writes take a quarter, reading the 100 answers a sixth, waking up and looking for work a "+
		"quarter (half of that is the thread by which Go watches itself, also while the disk writes), one commit for "+
		"two edits a tenth, the engine's process a tenth, and the record's turn a tenth.",
		each(relay.busy.turns), ratio(relay.calm.perEdit(), relay.busy.perEdit()))
	further := ratio(float64(rooms.others.Load()), float64((rooms.busy.edits+rooms.calm.edits)*s.watchers))
	more := rooms.busy.perEdit() - plain.busy.perEdit()
	r.note("With rooms, a watcher is in the record's and the team's: it gets %.2f further frames for one edit, "+
		"%.0f bytes each; all in all %.0f bytes. They cost the server %s of an edit, %.1f µs a frame, for finding "+
		"who may hear of it, framing and queueing. The relay sends as many bytes without any of that, in one write: "+
		"so the ratio with rooms stays above the one without, which is its limit.",
		further, one, sync+events, ms(more), ratio(float64(more)/1e3, further*float64(s.watchers)))
}

// share1 writes a ratio below one as a fraction.
func share1(r float64) string {
	if r > 0 && r < 0.95 {
		return fmt.Sprintf("1/%.1f", 1/r)
	}
	return fmt.Sprintf("%.2f", r)
}
