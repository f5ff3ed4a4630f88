package session

import (
	"roomkey/crm"
	"roomkey/sync/wire"
)

// Bounds of ephemeral messages.
const (
	ephemeralRate     = 20 // a second, and at once
	maxEphemeralBytes = 4 << 10
	maxEphemeralPeers = 16 // session ids of the peer whose counts are remembered
)

// ephemeral passes a message on to everybody else who has the document open and may read it. What may not pass is
// dropped: stock clients send what they receive back to the server, with its author's senderId.
func (s *Session) ephemeral(f *wire.Ephemeral) {
	id, err := crm.ParseDocumentID(f.Document)
	if err != nil || f.Sender != s.peerID() || len(f.Data) > maxEphemeralBytes || !s.reads(id) {
		return
	}
	if !s.ephemerals.allow(1, s.sockets.config.Now()) || !s.rises(f.Session, uint64(f.Count)) {
		return
	}
	var body []byte
	for _, other := range s.sockets.others(id, s) {
		if !other.reads(id) {
			continue
		}
		if body == nil {
			body = wire.EncodeEphemeral(f)
		}
		other.push(outgoing{kind: outEphemeral, body: body})
	}
}

// rises reports whether a count is higher than the last one of the peer's session, and remembers it. Of more sessions
// than are remembered some are forgotten, which lets nobody but the peer itself repeat anything.
func (s *Session) rises(session string, count uint64) bool {
	if last, known := s.counts[session]; known && count <= last {
		return false
	}
	if s.counts == nil || len(s.counts) >= maxEphemeralPeers {
		s.counts = make(map[string]uint64)
	}
	s.counts[session] = count
	return true
}
