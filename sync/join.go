package sync

import (
	"slices"

	"roomkey/crm"
)

// join answers the peer's greeting: it gets its name, if nobody else has it.
func (s *Session) join(f *joinFrame) error {
	if s.peerID() != "" {
		return crm.Errorf(crm.CodeInvalid, "this connection has joined already")
	}
	if len(f.Versions) > 0 && !slices.Contains(f.Versions, protocolVersion) {
		s.push(outgoing{body: encodeVersionError(s.sockets.peerID, f.Sender)})
		s.close(endVersion)
		return nil
	}
	if end := s.sockets.claim(s, f.Sender); end != nil {
		s.close(end)
		return nil
	}
	s.push(outgoing{body: encodePeer(s.sockets.peerID, s.sockets.storageID, f.Sender)})
	return nil
}

func encodeVersionError(server, client string) []byte {
	dst := appendMap(make([]byte, 0, 128), 4)
	dst = appendPair(dst, "type", "error")
	dst = appendPair(dst, "senderId", server)
	dst = appendPair(dst, "message", "unsupported protocol version")
	return appendPair(dst, "targetId", client)
}
