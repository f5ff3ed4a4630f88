package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/testclient"
)

// mostIdle is the bar of an idle socket, in kilobytes.
const mostIdle = 12.0

// idleDocuments are how many documents the idle sockets have open, in turn.
const idleDocuments = 100

// dialling is how many sockets are opened at a time.
const dialling = 32

// measureIdle looks at what sockets cost that do nothing: each has joined its user's room and has a document open.
func measureIdle(ctx context.Context, s *suite) error {
	data, err := s.filled(ctx, 0)
	if err != nil {
		return err
	}
	p, err := s.roomkey(ctx, data)
	if err != nil {
		return err
	}
	defer p.stop()
	accounts, err := p.signIn(ctx, demo.Broker, demo.Agent1, demo.Agent2, demo.Lead, demo.Viewer)
	if err != nil {
		return err
	}
	ids, err := accounts[1].shared(ctx, "listings", idleDocuments)
	if err != nil {
		return err
	}
	var all []*testclient.Client
	defer func() { leave(all) }()
	none, err := s.rested(ctx, p, 0, &all, accounts, ids)
	if err != nil {
		return err
	}
	var measured []int64
	for _, n := range s.idle {
		held, err := s.rested(ctx, p, n, &all, accounts, ids)
		if err != nil {
			return fmt.Errorf("%d sockets: %w; the server says: %s", n, err, p.tail())
		}
		each := float64(held-none) / float64(n) / 1000
		s.report.judge(fmt.Sprintf("memory of an idle socket, of %d", n), fmt.Sprintf("%.1f KB", each),
			fmt.Sprintf("%.0f KB", mostIdle), each <= mostIdle)
		measured = append(measured, held)
	}
	if last := len(s.idle) - 1; last > 0 {
		further := float64(measured[last]-measured[0]) / float64(s.idle[last]-s.idle[0]) / 1000
		s.report.judge(fmt.Sprintf("… of each further one, up to %d", s.idle[last]),
			fmt.Sprintf("%.1f KB", further), fmt.Sprintf("%.0f KB", mostIdle), further <= mostIdle)
	}
	s.report.note("Idle sockets: each has joined the room of its user, of five, and has one of %d documents open. "+
		"What the serving process holds (VmRSS) 10 s after the last one came, less what it held without them, %.0f "+
		"MB. By its profile, a socket has a goroutine that waits for a frame, 4.3 KB of stack, of which Go gives 2 "+
		"or 4; objects of 4 KB, a third of them the session with its document, its room and its budgets; 4 KB of "+
		"pages that Go holds between objects of several sizes, and 0.9 KB of the collector's. The first sockets "+
		"also pay for what sign-ins and handshakes leave, so that each further one shows the limit: below it there "+
		"would be no goroutine for each socket, which fasthttp's hijacked connections need.",
		idleDocuments, megabytes(none))
	return nil
}

// rested opens sockets until there are n, and gives what the server holds when it has rested.
func (s *suite) rested(ctx context.Context, p *server, n int, all *[]*testclient.Client, accounts []*account,
	ids []crm.ID) (int64, error) {
	var group sync.WaitGroup
	var mu sync.Mutex // guards all and failures
	var failures []error
	places := make(chan struct{}, dialling)
	for i := len(*all); i < n; i++ {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			c, err := idle(ctx, accounts[i%len(accounts)], ids[i%len(ids)])
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failures = append(failures, err)
				return
			}
			*all = append(*all, c)
		})
	}
	group.Wait()
	if err := errors.Join(failures...); err != nil {
		return 0, err
	}
	if err := pause(ctx, s.cooling); err != nil {
		return 0, err
	}
	u, err := p.usage()
	return u.resident, err
}

func idle(ctx context.Context, a *account, id crm.ID) (*testclient.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := testclient.Dial(ctx, "ws://"+a.server.addr+"/sync", testclient.Options{Token: a.token, Light: true})
	if err != nil {
		return nil, err
	}
	doc := c.Open(id)
	err = errors.Join(c.Join(crm.UserRoom(a.ID), "", 0),
		c.Wait(ctx, func() bool { return len(doc.HeadsLocked()) > 0 }))
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}
