package tasks

import (
	"sync"

	"roomkey/crm"
)

// places bound what is under way: in all, and for each user, or of each task.
type places struct {
	most, each int

	mu    sync.Mutex // guards what follows
	taken int
	of    map[crm.ID]int
}

func newPlaces(most, each int) *places {
	return &places{most: most, each: each, of: make(map[crm.ID]int)}
}

// take takes a place until leave is called. Errors: full where all are taken, own where those of id are.
func (p *places) take(id crm.ID, full, own error) (leave func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.of[id] == p.each:
		return nil, own
	case p.taken == p.most:
		return nil, full
	}
	p.taken++
	p.of[id]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.taken--
		if p.of[id]--; p.of[id] == 0 {
			delete(p.of, id)
		}
	}, nil
}
