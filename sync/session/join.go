package session

import (
	"slices"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// join answers the peer's greeting: it gets its name, if nobody else has it.
func (s *Session) join(f *wire.Join) error {
	if s.peerID() != "" {
		return crm.Errorf(crm.CodeInvalid, "this connection has joined already")
	}
	if len(f.Versions) > 0 && !slices.Contains(f.Versions, wire.ProtocolVersion) {
		s.push(outgoing{body: wire.EncodeVersionError(s.sockets.peerID, f.Sender)})
		s.close(wire.CloseVersion)
		return nil
	}
	if end := s.sockets.claim(s, f.Sender); end != nil {
		s.close(end)
		return nil
	}
	s.push(outgoing{body: wire.EncodePeer(s.sockets.peerID, s.sockets.storageID, f.Sender)})
	return nil
}
