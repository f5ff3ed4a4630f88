package session

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// run reads frames until either side ends the socket, and returns when nothing of the session is left. The error is nil
// if the peer left, and a *CloseError if the server closed the socket.
func (s *Session) run(ctx context.Context) error {
	s.conn.OnAlive(func() { s.life.beat() })
	s.conn.OnPart(s.pace.readOn)
	s.conn.OnLarge(s.waitLarge)
	stop := context.AfterFunc(ctx, func() { s.close(wire.CloseShutdown) })
	for s.pace.wait() && s.intake.wait() {
		data, err := s.conn.ReadFrame(wire.MaxFrameBytes)
		now := s.life.beat()
		if err != nil {
			s.close(closeForRead(err))
			break
		}
		s.pace.budget.spend(len(data), now)
		if err := s.receive(ctx, data); err != nil {
			s.close(wire.CloseFor(err))
			break
		}
	}
	stop()
	s.takeLarge()() // of a message that was not read to its end
	s.close(peerGone)
	s.leaveAll()
	s.closing.Wait()
	s.outbox.tasks.Wait()
	return s.closeError()
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

// receive takes in one frame. An error closes the socket.
func (s *Session) receive(ctx context.Context, data []byte) error {
	release := s.takeLarge()
	later := false // the frame's document releases it
	defer func() {
		if !later {
			release()
		}
	}()
	frame, err := wire.Decode(data)
	if count := s.config.Metrics.FrameIn; count != nil {
		count(wire.KindOf(frame), len(data))
	}
	if err != nil {
		return err
	}
	if join, ok := frame.(*wire.Join); ok {
		return s.greet(join)
	}
	if s.peerID() == "" {
		return crm.Errorf(crm.CodeInvalid, "the first frame must be join")
	}
	switch f := frame.(type) {
	case *wire.Sync:
		later, err = s.sync(f, release)
		return err
	case *wire.Ephemeral:
		s.ephemeral(f)
	case *wire.RoomJoin:
		s.joinRoom(ctx, f)
	case *wire.RoomLeave:
		s.leaveRoom(crm.Room(f.Room))
	case *wire.Presence:
		s.present(f)
	case *wire.Auth:
		s.renew(ctx, f.Token)
	}
	return nil
}

// leaveAll leaves the session's documents and rooms. The session has ended: nothing more is queued.
func (s *Session) leaveAll() {
	s.mu.Lock()
	docs := s.docs
	s.docs, s.named = nil, nil
	s.mu.Unlock()
	for id, doc := range docs {
		s.registry.closed(id, s)
		doc.link.Close()
	}
	for _, in := range s.inRooms.all() {
		s.leaveRoom(in.room.name)
	}
}

// closeError is nil if the peer left.
func (s *Session) closeError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end == peerGone {
		return nil
	}
	return &CloseError{Code: s.end.Code, Reason: s.end.Reason}
}
