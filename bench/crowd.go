package main

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"roomkey/crm"
	"roomkey/internal/testclient"
)

// patience is how long one edit may take to reach everybody before it counts as lost.
const patience = time.Minute

// crowd is a writer and watchers on one document of one server. The watchers are light: they answer every message as a
// client in sync does, and hold no content.
type crowd struct {
	server   *server
	url      string
	doc      crm.ID
	field    string
	writer   *testclient.Doc
	clients  []*testclient.Client // the writer's last
	watchers []*testclient.Doc
	came     chan arrival
	value    int
	last     crm.Hash // the newest edit

	counting           atomic.Bool
	syncBytes, syncs   atomic.Int64 // that watchers were sent, while counting
	otherBytes, others atomic.Int64
	busy, calm         tally // edits one after the other, and edits with a rest between them
}

// tally is what edits at one pace cost.
type tally struct {
	cpu                  time.Duration
	edits                int
	latencies, completes []time.Duration // until each watcher, and until the last one, had an edit
	turns                []time.Duration // what an edit cost in each turn, those before reset included
}

// reset forgets what was measured but for the turns.
func (t *tally) reset() { *t = tally{turns: t.turns} }

// add counts the edits of a turn.
func (t *tally) add(edits int, cpu time.Duration) {
	t.cpu += cpu
	t.edits += edits
	t.turns = append(t.turns, cpu/time.Duration(edits))
}

// perEdit is the server's processor time for one edit.
func (t *tally) perEdit() time.Duration { return t.cpu / time.Duration(max(t.edits, 1)) }

// arrival says when a watcher had heard of heads, and whether the change itself came.
type arrival struct {
	watcher int
	head    crm.Hash
	brought func(crm.Hash) bool
	at      time.Time
}

// gathering says who is to come together.
type gathering struct {
	server   *server
	accounts []*account // watchers take turns; nil: a server without accounts
	doc      crm.ID
	memory   *testclient.Memory // what the writer brings; nil: what the server has
	watchers int
	rooms    []crm.Room
}

func gather(ctx context.Context, g gathering) (c *crowd, err error) {
	c = &crowd{server: g.server, url: "ws://" + g.server.addr + "/sync", doc: g.doc, field: "ListPrice",
		came: make(chan arrival, 16*g.watchers), value: 40_000_000}
	defer func() {
		if err != nil {
			c.leave()
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	token := func(i int) string {
		if g.accounts == nil {
			return ""
		}
		return g.accounts[i%len(g.accounts)].token
	}
	opts := testclient.Options{Token: token(0)}
	if g.memory != nil {
		opts.Keep = map[crm.ID]*testclient.Memory{g.doc: g.memory}
	}
	writer, err := testclient.Dial(ctx, c.url, opts)
	if err != nil {
		return c, err
	}
	defer func() { c.clients = append(c.clients, writer) }()
	c.writer = writer.Open(g.doc)
	if err := writer.Wait(ctx, func() bool { return c.writer.HasLocked(c.field) }); err != nil {
		return c, fmt.Errorf("the writer's document: %w", err)
	}
	for i := range g.watchers {
		if err := c.watch(ctx, i, token(i), g.rooms); err != nil {
			return c, fmt.Errorf("watcher %d: %w", i, err)
		}
	}
	return c, c.warmUp(ctx)
}

// watch adds a watcher and waits until it has what the writer has.
func (c *crowd) watch(ctx context.Context, i int, token string, rooms []crm.Room) error {
	w, err := testclient.Dial(ctx, c.url, testclient.Options{Token: token, Light: true, OnFrame: c.count,
		OnLight: func(n testclient.LightUpdate) {
			if len(n.Heads) == 1 {
				c.came <- arrival{i, n.Heads[0], n.Brings, time.Now()}
			}
		}})
	if err != nil {
		return err
	}
	c.clients = append(c.clients, w)
	for _, room := range rooms {
		if err := w.Join(room, "", 0); err != nil {
			return err
		}
	}
	doc, heads := w.Open(c.doc), c.writer.Heads()
	c.watchers = append(c.watchers, doc)
	return w.Wait(ctx, func() bool { return slices.Equal(doc.HeadsLocked(), heads) })
}

// warmUp makes a few edits that don't count: a writer's first change waits for the disk.
func (c *crowd) warmUp(ctx context.Context) error {
	for range 3 {
		if err := c.edit(ctx, &tally{}); err != nil {
			return err
		}
	}
	return nil
}

// reset forgets what was measured: programs compile and fill caches in the first turn.
func (c *crowd) reset() {
	c.busy.reset()
	c.calm.reset()
	for _, n := range []*atomic.Int64{&c.syncBytes, &c.syncs, &c.otherBytes, &c.others} {
		n.Store(0)
	}
}

// count counts what a watcher was sent, with the header that WebSocket puts before it.
func (c *crowd) count(f testclient.Frame) {
	if !c.counting.Load() {
		return
	}
	size := int64(len(f.Raw)) + 2
	if len(f.Raw) > 125 {
		size += 2
	}
	if f.Type == "sync" {
		c.syncBytes.Add(size)
		c.syncs.Add(1)
		return
	}
	c.otherBytes.Add(size)
	c.others.Add(1)
}

// edit makes one change and waits until every watcher has been given the change itself.
func (c *crowd) edit(ctx context.Context, t *tally) error {
	c.value++
	began := time.Now()
	hash, err := c.writer.Set(c.field, c.value)
	if err != nil {
		return err
	}
	c.last = hash
	waiting := make([]bool, len(c.watchers))
	late := time.After(patience)
	for left := len(c.watchers); left > 0; {
		select {
		case a := <-c.came:
			if a.head != hash || waiting[a.watcher] {
				continue
			}
			if !a.brought(hash) {
				return fmt.Errorf("watcher %d heard of an edit that was not sent with it", a.watcher)
			}
			waiting[a.watcher] = true
			left--
			t.latencies = append(t.latencies, a.at.Sub(began))
		case <-late:
			return fmt.Errorf("%d of %d watchers did not get an edit within %s: %s", left, len(c.watchers), patience,
				c.server.tail())
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	t.completes = append(t.completes, time.Since(began))
	return nil
}

// round makes edits, the next when all have the last and a rest is over, and adds up what they cost the server until it
// is quiet again.
func (c *crowd) round(ctx context.Context, n int, rest time.Duration, t *tally) error {
	before, err := c.server.quiet(ctx)
	if err != nil {
		return err
	}
	c.counting.Store(true)
	for range n {
		if err := c.edit(ctx, t); err != nil {
			return err
		}
		if err := pause(ctx, rest); err != nil {
			return err
		}
	}
	after, err := c.server.quiet(ctx)
	c.counting.Store(false)
	t.add(n, after-before)
	return err
}

// complete checks that every watcher ends with the last edit.
func (c *crowd) complete() error {
	for i, doc := range c.watchers {
		if heads := doc.Heads(); len(heads) != 1 || heads[0] != c.last {
			return fmt.Errorf("watcher %d ends with %v, not with the last edit %v", i, heads, c.last)
		}
	}
	return nil
}

// leave closes all connections.
func (c *crowd) leave() {
	for _, w := range c.clients {
		w.Close()
	}
}

// wire are the bytes that one watcher was sent for one edit.
func (c *crowd) wire() (sync, other float64) {
	n := float64(max((c.busy.edits+c.calm.edits)*len(c.watchers), 1))
	return float64(c.syncBytes.Load()) / n, float64(c.otherBytes.Load()) / n
}
