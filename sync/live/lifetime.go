package live

import (
	"context"
	"errors"

	"roomkey/crm"
)

// enter counts something that Drain waits for; leave ends it.
func (g *Registry) enter() {
	g.mu.Lock()
	g.busy++
	g.mu.Unlock()
}

func (g *Registry) leave() {
	g.mu.Lock()
	g.busy--
	g.closeQuietLocked()
	g.mu.Unlock()
}

// closeQuietLocked closes quiet when there is nothing left to wait for.
func (g *Registry) closeQuietLocked() {
	if g.closed && g.busy == 0 && !g.drained {
		g.drained = true
		close(g.quiet)
	}
}

func (g *Registry) isClosed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed
}

// at is the record that is found by a document's id; nil where none is live.
func (g *Registry) at(doc crm.ID) *Record {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.records[doc]
}

// claimPrivate makes the registry find r by its private document's id too, unless another is there.
func (g *Registry) claimPrivate(r *Record) {
	g.mu.Lock()
	defer g.mu.Unlock()
	id := crm.PrivateID(r.id)
	if g.records[id] == nil {
		g.records[id] = r
	}
}

// Live is the number of records in memory.
func (g *Registry) Live() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for id, r := range g.records {
		if r.id == id {
			n++
		}
	}
	return n
}

// Drain begins nothing from now on, and waits until every change that was accepted is durable. It may be called more
// than once. Errors: ctx's, where something was still under way.
func (g *Registry) Drain(ctx context.Context) error {
	g.mu.Lock()
	g.closed = true
	g.closeQuietLocked()
	g.mu.Unlock()
	select {
	case <-g.quiet:
		return nil
	case <-ctx.Done():
		return errors.Join(errors.New("writes were still under way"), ctx.Err())
	}
}
