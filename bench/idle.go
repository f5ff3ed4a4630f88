package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/testclient"
)

const (
	mostIdleBytes = 12 << 10 // the bar of one idle socket
	idleRecords   = 50       // that the sockets share among them
	dialing       = 8        // sockets that connect at the same time
)

// measureIdle opens more and more sockets, each with one room and one document, and looks at the server's memory while
// nobody says anything. A server gives memory back some minutes late; the figure is taken without waiting for that.
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
	accounts, err := p.signIn(ctx, demo.Agent1, demo.Agent2, demo.Lead)
	if err != nil {
		return err
	}
	ids, err := accounts[0].shared(ctx, "listings", min(idleRecords, s.idle[0]))
	if err != nil {
		return err
	}
	var clients []*testclient.Client
	defer func() { leave(clients) }()
	var before usage
	for i, n := range append([]int{idleRecords}, s.idle...) {
		fresh, err := seat(ctx, accounts, ids, len(clients), n)
		clients = append(clients, fresh...)
		if err != nil {
			return err
		}
		if err := settle(ctx); err != nil {
			return err
		}
		now, err := p.usage()
		if err != nil {
			return err
		}
		if i > 0 {
			s.tellIdle(n, float64(now.resident-before.resident)/float64(n-idleRecords))
		} else {
			before = now // the records are in memory, and code that runs for the first time has run
		}
	}
	s.report.note("Idle sockets: what is resident (VmRSS) in the serving process beyond what it had with %d sockets, "+
		"2 s after the last one had joined its room and opened its document, of %d.", idleRecords, len(ids))
	return nil
}

func (s *suite) tellIdle(n int, each float64) {
	s.report.judge(fmt.Sprintf("memory of an idle socket, %d of them", n), fmt.Sprintf("%.1f KB", each/(1<<10)),
		fmt.Sprintf("%d KB", mostIdleBytes>>10), each < mostIdleBytes)
}

// seat opens the sockets from number from up to number to.
func seat(ctx context.Context, accounts []*account, ids []crm.ID, from, to int) ([]*testclient.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	clients := make([]*testclient.Client, max(to-from, 0))
	var group errgroup.Group
	group.SetLimit(dialing)
	for i := range clients {
		group.Go(func() (err error) {
			clients[i], err = idler(ctx, accounts[(from+i)%len(accounts)], ids[(from+i)%len(ids)])
			return err
		})
	}
	err := group.Wait()
	var opened []*testclient.Client
	for _, c := range clients {
		if c != nil {
			opened = append(opened, c)
		}
	}
	return opened, err
}

// idler is a socket that has joined a record's room and is in sync with it.
func idler(ctx context.Context, a *account, id crm.ID) (*testclient.Client, error) {
	joined := make(chan struct{}, 1)
	c, err := testclient.Dial(ctx, "ws://"+a.server.addr+"/sync", testclient.Options{Token: a.token, Light: true,
		OnFrame: func(f testclient.Frame) {
			if f.Type == "room:joined" {
				joined <- struct{}{}
			}
		}})
	if err != nil {
		return nil, err
	}
	if err := c.Join(crm.RecordRoom(id), "", 0); err != nil {
		return c, err
	}
	doc := c.Open(id)
	if err := c.Wait(ctx, func() bool { return len(doc.HeadsLocked()) > 0 }); err != nil {
		return c, err
	}
	select {
	case <-joined:
		return c, nil
	case <-ctx.Done():
		return c, ctx.Err()
	}
}
