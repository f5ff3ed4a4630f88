package session

import (
	"time"

	"roomkey/sync/wire"
)

const (
	joinTimeout   = 10 * time.Second
	stallTimeout  = 2 * time.Minute // for one frame that the peer does not take in
	expiryGrace   = 25 * time.Second
	expiryWarning = time.Minute
)

// tick does the periodic work. It is called each second.
func (s *Session) tick(now time.Time) {
	s.conn.Look()
	since, pinged := s.outbox.progress()
	paused := s.intake.isPaused()
	s.mu.Lock()
	if s.end == nil {
		s.deadlinesLocked(now, since)
	}
	if s.end == nil {
		s.pingLocked(now, since, pinged, paused)
	}
	expired := s.end == nil && s.presence.expire(now)
	s.mu.Unlock()
	if expired {
		s.announce()
	}
}

// deadlinesLocked closes a socket that is overdue. writing is since when a frame is being written to it.
func (s *Session) deadlinesLocked(now, writing time.Time) {
	switch {
	case s.peer == "" && now.Sub(s.started) >= joinTimeout:
		s.closeLocked(wire.CloseNoJoin)
	case !writing.IsZero() && now.Sub(writing) >= stallTimeout:
		s.closeLocked(wire.CloseSlow)
	case !s.who.Expires.IsZero():
		s.expireLocked(now)
	}
}

// expireLocked warns before the token ends, and closes the socket when its grace is over.
func (s *Session) expireLocked(now time.Time) {
	left := s.who.Expires.Sub(now)
	if left <= -expiryGrace {
		s.closeLocked(wire.CloseExpired)
		return
	}
	if left <= expiryWarning && !s.warned {
		s.warned = true
		s.tellLocked(func() []byte { return wire.EncodeExpiring(left) })
	}
}

// pingLocked asks for signs of life, and gives up on a peer that has shown none since it was asked. While a long frame
// is being written no ping gets out, and while the reader is paused no pong gets in: neither counts as silence.
func (s *Session) pingLocked(now, writing, pinged time.Time, paused bool) {
	limits := &s.config.Limits
	heard := s.life.last()
	if limits.PongTimeout > 0 && !paused && pinged.After(heard) && now.Sub(heard) >= limits.PongTimeout {
		s.closeLocked(wire.CloseNoPong)
		return
	}
	if limits.Ping > 0 && now.Sub(s.pingQueued) >= limits.Ping {
		s.pingQueued = now
		if writing.IsZero() {
			s.pushLocked(outgoing{kind: outPing})
		}
	}
}
