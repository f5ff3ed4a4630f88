package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"roomkey/bench/peers"
	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/load"
	"roomkey/internal/testclient"
)

// Bars of documents that are large or old.
const (
	mostOldEdit    = 20 * time.Millisecond // of p99
	mostOldOpen    = 3 * time.Second
	mostOldHistory = time.Second           // of a page
	mostNotesEdit  = 20 * time.Millisecond // of p99
	mostNotesOpen  = time.Second
	mostNotesTree  = 40 << 20
	mostLargeEdit  = 50 * time.Millisecond // of p99
	mostLargeTree  = 20 << 20              // of the server's processes, when nobody uses it any more
	grownWindow    = 256                   // unacknowledged changes while the document grows
	noteCharacters = 1_000
)

// grown is a server with a record that has become large.
type grown struct {
	*suite
	p       *server
	account *account
	id      crm.ID
}

// growing starts a server for a record that is to become large. Stop the server when done.
func (s *suite) growing(ctx context.Context) (*grown, error) {
	data, err := s.filled(ctx, 0)
	if err != nil {
		return nil, err
	}
	if data, err = s.copied("grown", data); err != nil {
		return nil, err
	}
	g := &grown{suite: s}
	if g.p, err = s.roomkey(ctx, data); err != nil {
		return nil, err
	}
	return g, errors.Join(g.begin(ctx), g.p.untilReady(ctx))
}

func (g *grown) begin(ctx context.Context) error {
	accounts, err := g.p.signIn(ctx, demo.Agent1)
	if err != nil {
		return err
	}
	g.account = accounts[0]
	ids, err := g.account.shared(ctx, "listings", 1)
	if err != nil {
		return err
	}
	g.id = ids[0]
	return nil
}

// look waits until the server rests, and gives what its processes hold.
func (g *grown) look(ctx context.Context) (int64, error) {
	if err := pause(ctx, g.cooling); err != nil {
		return 0, err
	}
	return load.Memory(g.p.cmd.Process.Pid)
}

// openFresh has a stock client that knows nothing open the record, and gives how long that took; close it when done.
func (g *grown) openFresh(ctx context.Context) (*peers.Client, time.Duration, error) {
	c, err := peers.NewClient(ctx, "")
	if err != nil {
		return nil, 0, err
	}
	if err := c.Do("connect", peers.Call{"url": g.p.socket(g.account)}, nil); err != nil {
		c.Close()
		return nil, 0, err
	}
	began := time.Now()
	if err := c.Do("open", peers.Call{"name": "r", "documentId": crm.DocumentID(g.id), "timeout": 120_000},
		nil); err != nil {
		c.Close()
		return nil, 0, err
	}
	return c, time.Since(began), nil
}

// editsOf edits the record's price over a socket of its own, and gives how long each took until it was saved.
func (g *grown) editsOf(ctx context.Context, n int) (took []time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	c, err := testclient.Dial(ctx, "ws://"+g.p.addr+"/sync", testclient.Options{Token: g.account.token})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	doc := c.Open(g.id)
	if err := errors.Join(c.Join(crm.UserRoom(g.account.ID), "", 0),
		c.Wait(ctx, func() bool { return doc.HasLocked("ListPrice") })); err != nil {
		return nil, err
	}
	for i := range n {
		began := time.Now()
		hash, err := doc.Set("ListPrice", 60_000_000+i)
		if err == nil {
			err = doc.WaitSaved(ctx, hash)
		}
		if err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

// follower is a client that hears of the record's heads and holds nothing of it.
type follower struct {
	*testclient.Client
	doc *testclient.Doc
}

// follow connects a follower; close it when done.
func (g *grown) follow(ctx context.Context) (*follower, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := testclient.Dial(ctx, "ws://"+g.p.addr+"/sync", testclient.Options{Token: g.account.token, Light: true})
	if err != nil {
		return nil, err
	}
	f := &follower{c, c.Open(g.id)}
	if err := c.Wait(ctx, func() bool { return len(f.doc.HeadsLocked()) > 0 }); err != nil {
		c.Close()
		return nil, err
	}
	return f, nil
}

// reaches waits until the server has told of these heads, in hex.
func (f *follower) reaches(ctx context.Context, heads []string, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	return f.Wait(ctx, func() bool {
		var are []string
		for _, head := range f.doc.HeadsLocked() {
			are = append(are, head.String())
		}
		return slices.Equal(are, heads)
	})
}

// send sends changes that were made beforehand, each when the one before was saved, and gives how long each took.
func (g *grown) send(ctx context.Context, changes []*crdt.Change) (took []time.Duration, err error) {
	f, err := g.follow(ctx)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	if err := f.Join(crm.UserRoom(g.account.ID), "", 0); err != nil {
		return nil, err
	}
	for _, change := range changes {
		began := time.Now()
		if err := f.Post(g.id, change); err != nil {
			return nil, err
		}
		if err := f.doc.WaitSaved(ctx, change.Hash); err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

// socket is the socket's address as an account.
func (p *server) socket(a *account) string {
	return fmt.Sprintf("ws://%s/sync?access_token=%s", p.addr, a.token)
}
