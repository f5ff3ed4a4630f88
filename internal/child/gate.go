package child

import (
	"context"
	"sync"
)

// gate limits the number of calls that are made at once, first come, first served. A caller that takes all places is
// alone.
type gate struct {
	mu    sync.Mutex // guards the fields below
	free  int
	queue []*ticket
}

type ticket struct {
	places int
	ready  chan struct{}
}

// enter takes places. It returns ctx's error if ctx ends first.
func (g *gate) enter(ctx context.Context, places int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	if len(g.queue) == 0 && g.free >= places {
		g.free -= places
		g.mu.Unlock()
		return nil
	}
	t := &ticket{places: places, ready: make(chan struct{})}
	g.queue = append(g.queue, t)
	g.mu.Unlock()

	select {
	case <-t.ready:
		return nil
	case <-ctx.Done():
		g.withdraw(t)
		return ctx.Err()
	}
}

// leave gives places back.
func (g *gate) leave(places int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.free += places
	g.admitLocked()
}

func (g *gate) withdraw(t *ticket) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, waiting := range g.queue {
		if waiting == t {
			g.queue = append(g.queue[:i], g.queue[i+1:]...)
			g.admitLocked()
			return
		}
	}
	g.free += t.places // it was admitted at the same moment
	g.admitLocked()
}

func (g *gate) admitLocked() {
	for len(g.queue) > 0 && g.free >= g.queue[0].places {
		g.free -= g.queue[0].places
		close(g.queue[0].ready)
		g.queue = g.queue[1:]
	}
}
