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

// mostMemory is the bar of the serving process, in megabytes.
const mostMemory = 200

// measureMemory looks at the server with the large data and a hundred sockets, each with a record of its own open and
// edited, after lists and the catalog have been asked for.
func measureMemory(ctx context.Context, s *suite) error {
	data, err := s.filled(ctx, s.records)
	if err != nil {
		return err
	}
	p, err := s.readyRoomkey(ctx, data)
	if err != nil {
		return err
	}
	defer p.stop()
	fresh, err := p.usage()
	if err != nil {
		return err
	}
	accounts, err := p.signIn(ctx, demo.Agent1, demo.Agent2, demo.Lead)
	if err != nil {
		return err
	}
	ids, err := accounts[0].shared(ctx, "listings", s.watchers)
	if err != nil {
		return err
	}
	sat, err := sit(ctx, accounts, ids)
	defer leave(sat)
	if err != nil {
		return err
	}
	if err := settle(ctx); err != nil {
		return err
	}
	open, err := p.usage()
	if err != nil {
		return err
	}
	if _, _, err := accounts[2].get(ctx, "/catalog?limit=10000"); err != nil {
		return err
	}
	if err := settle(ctx); err != nil {
		return err
	}
	loaded, err := p.usage()
	if err != nil {
		return err
	}
	s.tellMemory(fresh, open, loaded)
	return nil
}

// sit opens one socket for each record: it joins rooms, syncs the record, and edits it.
func sit(ctx context.Context, accounts []*account, ids []crm.ID) (all []*testclient.Client, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for i, id := range ids {
		a := accounts[i%len(accounts)]
		c, err := testclient.Dial(ctx, "ws://"+a.server.addr+"/sync", testclient.Options{Token: a.token})
		if err != nil {
			return all, err
		}
		all = append(all, c)
		if err := errors.Join(c.Join(crm.UserRoom(a.ID), "", 0), c.Join(crm.TeamRoom(demo.Harbor.ID), "", 0),
			c.Join(crm.RecordRoom(id), "", 0)); err != nil {
			return all, err
		}
		doc := c.Open(id)
		if err := c.Wait(ctx, func() bool { return doc.HasLocked("ListPrice") }); err != nil {
			return all, err
		}
		hash, err := doc.Set("ListPrice", 41_000_000+i)
		if err != nil {
			return all, err
		}
		if err := doc.WaitSaved(ctx, hash); err != nil {
			return all, err
		}
	}
	return all, nil
}

func leave(clients []*testclient.Client) {
	for _, c := range clients {
		c.Close()
	}
}

// settle lets a server finish what it does by itself.
func settle(ctx context.Context) error { return pause(ctx, 2*time.Second) }

func (s *suite) tellMemory(fresh, open, loaded usage) {
	size := func(n int64) string { return fmt.Sprintf("%.0f MB", megabytes(n)) }
	s.report.judge(fmt.Sprintf("memory, %d records and %d sockets", s.records, s.watchers), size(open.resident),
		fmt.Sprintf("%d MB", mostMemory),
		megabytes(open.resident) < mostMemory)
	s.report.line("… with its engine children", size(open.resident+open.children))
	s.report.line("… after a catalog of 10,000 besides", size(loaded.resident))
	s.report.note("Memory is what is resident (VmRSS) in the serving process, whose bar it is; %d children have %s "+
		"more. Each socket has joined three rooms, "+
		"opened a record of its own and edited it, and 500 records have been listed. When ready: %s. At its highest, "+
		"until after the catalog: %s.",
		open.count, size(open.children), size(fresh.resident), size(loaded.peak))
}
