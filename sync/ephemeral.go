package sync

import "roomkey/crdt"

// Bounds of ephemeral messages.
const (
	ephemeralRate     = 20 // a second, and at once
	maxEphemeralBytes = 4 << 10
	maxEphemeralPeers = 16 // session ids of the peer whose counts are remembered
	ephemeralPairs    = 7
)

// ephemeral passes a message on to everybody else who has the document open and may read it. What may not pass is
// dropped: stock clients send what they receive back to the server, with its author's senderId.
func (s *Session) ephemeral(f *ephemeralFrame) {
	id, err := crdt.ParseDocumentID(f.Document)
	if err != nil || f.Sender != s.peerID() || len(f.Data) > maxEphemeralBytes || !s.reads(id) {
		return
	}
	if !s.ephemerals.allow(1, s.sockets.now()) || !s.rises(f.Session, uint64(f.Count)) {
		return
	}
	var body []byte
	for _, other := range s.sockets.others(id, s) {
		if !other.reads(id) {
			continue
		}
		if body == nil {
			body = encodeEphemeral(f)
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

// encodeEphemeral writes what is the same for every receiver; the rest is put before it when it is written.
func encodeEphemeral(f *ephemeralFrame) []byte {
	dst := appendPair(make([]byte, 0, 160+len(f.Data)), "senderId", f.Sender)
	dst = appendPair(dst, "documentId", f.Document)
	dst = appendUint(appendText(dst, "count"), uint64(f.Count))
	dst = appendPair(dst, "sessionId", f.Session)
	return appendBytes(appendText(dst, "data"), f.Data)
}
