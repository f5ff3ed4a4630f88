package runner

import (
	"io"
	"sync"

	"roomkey/crm"
)

// ids makes ids and random numbers. Safe for concurrent use.
type ids struct {
	mu     sync.Mutex // guards reads of random
	random io.Reader
}

// next returns a new id.
func (s *ids) next() crm.ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return crm.NewID(s.random)
}

// random01 returns a random number in [0, 1).
func (s *ids) random01() float64 {
	id := s.next()
	return float64(uint32(id[0])<<16|uint32(id[1])<<8|uint32(id[2])) / (1 << 24)
}
