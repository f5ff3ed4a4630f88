package session

import "roomkey/crm"

// A user has one message of more than a megabyte in memory at a time, however many sockets they have. The sockets of
// others don't wait for it.

// largeSlot is a user's right to have a large message in memory; it holds one while somebody has it.
type largeSlot chan struct{}

// waitLarge waits until the user has no other large message, and takes the slot for the one that is being read. It
// returns false if the session has ended. The reading goroutine calls it, perhaps several times for one message.
func (s *Session) waitLarge() bool {
	if s.hasLarge {
		return true
	}
	select {
	case s.large <- struct{}{}:
		s.hasLarge = true
		return true
	default:
	}
	s.intake.pause()
	defer s.intake.resume()
	select {
	case s.large <- struct{}{}:
		s.hasLarge = true
		return true
	case <-s.closed:
		return false
	}
}

// takeLarge hands the slot over to whoever works on the message that was read: it is free once release is called.
func (s *Session) takeLarge() (release func()) {
	if !s.hasLarge {
		return noRelease
	}
	s.hasLarge = false
	return func() { <-s.large }
}

func noRelease() {}

// largeOfLocked is the slot of a user, who has a socket.
func (s *Sockets) largeOfLocked(user crm.ID) largeSlot {
	slot := s.large[user]
	if slot == nil {
		slot = make(largeSlot, 1)
		s.large[user] = slot
	}
	return slot
}
