package session

import (
	"slices"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// greet answers the peer's greeting. The peer gets the id that it asks for, if nobody else has it.
func (s *Session) greet(f *wire.Join) error {
	if s.peerID() != "" {
		return crm.Errorf(crm.CodeInvalid, "this connection has joined already")
	}
	if len(f.Versions) > 0 && !slices.Contains(f.Versions, wire.ProtocolVersion) {
		s.push(outgoing{body: wire.EncodeVersionError(s.names.peer, f.Sender)})
		s.close(wire.CloseVersion)
		return nil
	}
	if end := s.registry.claim(s, f.Sender); end != nil {
		s.close(end)
		return nil
	}
	s.push(outgoing{body: wire.EncodePeer(s.names.peer, s.names.storage, f.Sender)})
	return nil
}
