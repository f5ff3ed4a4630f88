package session

import (
	"time"

	"roomkey/sync/wire"
)

// pace waits until the peer is within its budget and what it sent before is being worked off, so that a flood is felt by
// the flooder's own socket alone. It is false when the session has ended.
func (s *Session) pace() bool {
	return s.waitBudget() && s.waitTurn(s.hasRoomLocked)
}

// spend books a frame that was read.
func (s *Session) spend(bytes int, now time.Time) {
	s.frames.take(1, now)
	s.bytes.take(float64(bytes), now)
}

func (s *Session) waitBudget() bool {
	for {
		now := s.sockets.config.Now()
		wait := max(s.frames.debt(1, now), s.bytes.debt(0, now))
		if wait == 0 {
			s.forgive(now)
			return !s.ended()
		}
		if s.excess.IsZero() {
			s.excess = now
		}
		left := s.excess.Add(excessTimeout).Sub(now)
		if left <= 0 {
			s.close(wire.CloseExcess(max(s.frames.debt(s.frames.burst, now), s.bytes.debt(s.bytes.burst, now))))
			return false
		}
		if !s.sleep(min(wait, left)) {
			return false
		}
	}
}

// forgive ends a time of excess once the peer has kept still for long enough to have a second's worth of budget again.
func (s *Session) forgive(now time.Time) {
	if s.excess.IsZero() {
		return
	}
	calm := s.frames.debt(min(s.frames.rate, s.frames.burst), now) == 0 && s.bytes.debt(min(s.bytes.rate, s.bytes.burst), now) == 0
	if calm {
		s.excess = time.Time{}
	}
}

func (s *Session) ended() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

// sleep pauses reading; false when the session ended meanwhile.
func (s *Session) sleep(wait time.Duration) bool {
	s.pause(true)
	defer s.pause(false)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-s.closed:
		return false
	case <-timer.C:
		return true
	}
}

// waitTurn pauses reading until ready, which is called with mu held, says so; false when the session ended.
func (s *Session) waitTurn(ready func() bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.end == nil && !ready() {
		s.paused = true
		s.mu.Unlock()
		select {
		case <-s.closed:
		case <-s.turn:
		}
		s.mu.Lock()
	}
	s.resumeLocked()
	return s.end == nil
}

// hasRoomLocked says whether one more message may be read: neither the documents nor the peer are behind.
func (s *Session) hasRoomLocked() bool {
	return s.underway < maxUnderway && s.underBytes < maxUnderBytes && s.queue.answers <= answerPause
}

func (s *Session) pause(paused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if paused {
		s.paused = true
	} else {
		s.resumeLocked()
	}
}

// resumeLocked reads on. The peer's pongs lay unread meanwhile, so its silence is not held against it.
func (s *Session) resumeLocked() {
	if s.paused {
		s.paused = false
		s.alive()
	}
}

// wake lets a paused reader look again.
func (s *Session) wake() {
	select {
	case s.turn <- struct{}{}:
	default:
	}
}
