package session

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// Run reads frames until either side ends the socket, and returns when nothing of the session is left. The error is nil
// if the peer left, and a *CloseError if the server closed the socket. ctx is the server's own lifetime: its end closes
// the socket. Run is called once.
//
// As long as the peer says nothing, the goroutine's stack is the greatest part of the memory of its socket. It stays at
// 4 KB if little is on it meanwhile: the frames of Run and its callers should have some hundred bytes together.
func (s *Session) Run(ctx context.Context) error {
	defer s.registry.remove(s)
	stop := context.AfterFunc(ctx, func() { s.close(wire.CloseShutdown(s.slots.next())) })
	if in := (&incoming{s, ctx}); in.readOn() {
		if err := s.conn.Read(wire.MaxFrameBytes, in); err != nil {
			s.close(closeForRead(err))
		}
	}
	stop()
	s.large.pass()() // of a message that was not read to its end
	s.close(peerGone)
	s.leaveAll()
	s.closing.Wait()
	s.outbox.tasks.Wait()
	return closeError(s)
}

// closeForRead chooses the end of a session after a failed read.
func closeForRead(err error) *wire.Close {
	if errors.Is(err, ErrFrameBroken) {
		return wire.CloseProtocol
	}
	switch crm.CodeOf(err) {
	case crm.CodeInvalid, crm.CodeTooLarge:
		return wire.CloseFor(err)
	}
	return peerGone
}

// leaveAll leaves the session's documents and rooms. The session has ended: nothing more is queued.
func (s *Session) leaveAll() {
	s.mu.Lock()
	docs := s.docs.list
	s.docs = docSet{}
	s.mu.Unlock()
	for _, doc := range docs {
		s.registry.closed(doc.id, s)
		doc.link.Close()
	}
	for _, in := range s.inRooms.all() {
		s.leaveRoom(in.room.name)
	}
}

// closeError is nil if the peer left.
func closeError(s *Session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end == peerGone {
		return nil
	}
	return &CloseError{Code: s.end.Code, Reason: s.end.Reason}
}
