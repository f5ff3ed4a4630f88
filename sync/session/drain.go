package session

import (
	"context"
	"time"

	"roomkey/sync/wire"
)

// Dismiss closes the sockets one after the other over a time (3001), and admits no more. Their clients come back at
// once, elsewhere if this server is known not to be ready. It returns when all were told, or ctx ends.
func (s *Sockets) Dismiss(ctx context.Context, over time.Duration) {
	s.admitNoMore()
	all := s.snapshot()
	for i, session := range all {
		session.close(wire.CloseShutdown(0))
		if i == len(all)-1 {
			return
		}
		select {
		case <-time.After(over / time.Duration(len(all))):
		case <-ctx.Done():
			return
		}
	}
}

// Drain closes every socket with 3001, admits no more, and returns when all have ended or ctx has.
func (s *Sockets) Drain(ctx context.Context) {
	s.admitNoMore()
	for _, session := range s.snapshot() {
		session.close(wire.CloseShutdown(s.slots.next()))
	}
	select {
	case <-s.empty:
	case <-ctx.Done():
	}
}

// admitNoMore refuses sockets from now on. Whoever leaves is shown on: they are about to come back, here or elsewhere,
// and until then nobody has to be told that they were gone.
func (s *Sockets) admitNoMore() {
	s.rooms.keepShown()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return
	}
	s.draining = true
	if len(s.all) == 0 {
		close(s.empty)
	}
}
