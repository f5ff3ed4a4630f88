package session

// Live counts everything that must be gone when everybody has left.
func (s *Sockets) Live() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rooms.mu.Lock()
	defer s.rooms.mu.Unlock()
	return len(s.all) + len(s.users) + len(s.waiting) + len(s.peers) + len(s.docs) + len(s.rooms.rooms)
}

// Hold has all frames that queue queues for one socket written at once.
func (s *Sockets) Hold(queue func()) { s.writers.hold(queue) }
