package live

import (
	"context"
	"errors"

	"roomkey/crm"
)

// enter counts work that Drain must wait for. leave ends that work.
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

// closeQuietLocked closes quiet once Drain has nothing left to wait for.
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

// at returns the live record that serves a document, or nil.
func (g *Registry) at(doc crm.ID) *Record {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.records[doc]
}

// claimPrivate also registers r under the id of its private document, unless another record has that place.
func (g *Registry) claimPrivate(r *Record) {
	g.mu.Lock()
	defer g.mu.Unlock()
	id := crm.PrivateID(r.id)
	if g.records[id] == nil {
		g.records[id] = r
	}
}

// register also registers r under the id of a document that it was given.
func (g *Registry) register(r *Record, doc crm.ID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.records[doc], r.others = r, append(r.others, doc)
}

// DirectoryChanged has what is asked next know the users as they are now, and not as they were a second ago.
func (g *Registry) DirectoryChanged() { g.directory.outdated() }

// Live returns the number of records in memory.
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

// Drain stops all new work and waits until every accepted change is durable. It may be called more than once. Errors:
// that of ctx, if work was still running.
func (g *Registry) Drain(ctx context.Context) error {
	g.mu.Lock()
	g.closed = true
	g.stop()
	g.closeQuietLocked()
	g.mu.Unlock()
	select {
	case <-g.quiet:
		return nil
	case <-ctx.Done():
		return errors.Join(errors.New("writes were still under way"), ctx.Err())
	}
}
