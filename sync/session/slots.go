package session

import (
	"sync/atomic"
	"time"
)

// Slots are the times at which sockets that are closed at once come back: each slotEach after the one before, and again
// from the first one on after slotsWithin.
const (
	slotEach    = 5 * time.Millisecond
	slotsWithin = 2 * time.Second
)

// slots gives each socket of a server that ends a time of its own.
type slots struct{ given atomic.Int64 }

// next is the next one, as a wait.
func (s *slots) next() time.Duration { return time.Duration(s.given.Add(1)-1) * slotEach % slotsWithin }
