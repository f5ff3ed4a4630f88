package web

import (
	"context"
	"sync"
)

// gate counts who is inside, so that a shutdown can wait for them; once closed it lets nobody in. A WaitGroup would not
// do: nobody may be added to it while it is waited for.
type gate struct {
	mu     sync.Mutex // guards the rest
	inside int
	closed bool
	empty  chan struct{} // closed when the gate is and nobody is inside; nil before
}

// enter reports whether the gate is open; leave must follow then.
func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.inside++
	return true
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	if g.closed && g.inside == 0 {
		close(g.empty)
	}
}

// close lets nobody in any more and waits until all have left or ctx ends, whose error it returns then.
func (g *gate) close(ctx context.Context) error {
	g.mu.Lock()
	if !g.closed {
		g.closed, g.empty = true, make(chan struct{})
		if g.inside == 0 {
			close(g.empty)
		}
	}
	empty := g.empty
	g.mu.Unlock()
	select {
	case <-empty:
		return nil
	case <-ctx.Done():
	}
	select {
	case <-empty: // as well
		return nil
	default:
		return ctx.Err()
	}
}
