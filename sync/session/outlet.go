package session

import (
	"roomkey/crm"
	"roomkey/sync/wire"
)

var errSender = crm.Errorf(crm.CodeInvalid, "senderId is not the id that this connection joined with")

// sync hands a sync message or a request to its document. The next one is read while this is being worked off, up to so
// many and so many bytes on all documents together; then the socket waits.
func (s *Session) sync(f *wire.Sync) error {
	if f.Sender != s.peerID() {
		return errSender
	}
	doc, err := s.openDoc(f.Document)
	if err != nil {
		return err
	}
	request := f.IsRequest()
	if doc == nil {
		s.refuseDoc(f.Document, request)
		return nil
	}
	if !s.waitTurn(s.hasRoomLocked) {
		return nil
	}
	size := len(f.Data)
	s.begin(doc, size)
	doc.link.Receive(f.Data, request, func(err error) { s.done(size, err) })
	return nil
}

// openDoc is the session's link to a document; nil where it has too many.
func (s *Session) openDoc(name string) (*openDoc, error) {
	// Only the reading goroutine opens links, so nobody else can come between.
	if doc := s.named[name]; doc != nil {
		return doc, nil
	}
	id, err := crm.ParseDocumentID(name)
	if err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "documentId is not base58check of 16 bytes")
	}
	s.mu.Lock()
	count, who, rights := len(s.docs), s.who, s.rights
	s.mu.Unlock()
	if count >= maxOpenDocs {
		return nil, nil
	}
	doc := &openDoc{link: s.sockets.config.Open(who, id, s), name: name}
	if s.named == nil {
		s.named = make(map[string]*openDoc)
	}
	s.named[name] = doc
	s.mu.Lock()
	if s.docs == nil {
		s.docs = make(map[crm.ID]*openDoc)
	}
	s.docs[id] = doc
	changed, who := s.rights != rights, s.who
	s.mu.Unlock()
	if changed {
		doc.link.Recheck(&who.User)
	}
	s.sockets.remember(id, s)
	return doc, nil
}

func (s *Session) refuseDoc(name string, request bool) {
	if request {
		s.push(outgoing{body: wire.EncodeUnavailable(s.sockets.peerID, s.peerID(), name)})
	}
	s.push(outgoing{body: wire.EncodeError(crm.Errorf(crm.CodeTooLarge, "one connection may open %d documents", maxOpenDocs), "")})
}

func (s *Session) begin(doc *openDoc, size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	doc.asked = min(doc.asked+1, 4)
	s.underway++
	s.underBytes += size
}

// done is called when a message has been worked off, by whoever did it.
func (s *Session) done(size int, err error) {
	s.mu.Lock()
	s.underway--
	s.underBytes -= size
	if err != nil {
		s.closeLocked(wire.CloseFor(err))
	}
	waits := s.paused
	s.mu.Unlock()
	if waits {
		s.wake()
	}
}

// Send tells the peer. The first message after one that the peer sent is its answer; any other is a push.
func (s *Session) Send(id crm.ID, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	doc := s.docs[id]
	if doc == nil {
		return
	}
	answer := doc.asked > 0
	if answer {
		doc.asked--
	}
	s.pushLocked(outgoing{kind: outSync, answer: answer, doc: doc.name, body: data})
}

// Unavailable tells the peer.
func (s *Session) Unavailable(id crm.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.docs[id]; doc != nil {
		s.pushLocked(outgoing{answer: true, body: wire.EncodeUnavailable(s.sockets.peerID, s.peer, doc.name)})
	}
}

// Saved tells the peer. That something was changed here keeps the device's editing alive.
func (s *Session) Saved(id crm.ID, hashes []crm.Hash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.docs[id]; doc != nil && len(hashes) > 0 {
		s.presence.changed(id, s.sockets.config.Now())
		s.tellLocked(func() []byte { return wire.EncodeSaved(doc.name, hashes) })
	}
}

// Rejected tells the peer.
func (s *Session) Rejected(id crm.ID, hashes []crm.Hash, err *crm.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.docs[id]; doc != nil && len(hashes) > 0 {
		s.tellLocked(func() []byte { return wire.EncodeRejected(doc.name, hashes, err) })
	}
}

// tellLocked queues one of Roomkey's own frames, for a client that understands them: one that has joined a room.
func (s *Session) tellLocked(frame func() []byte) {
	if s.roomy {
		s.pushLocked(outgoing{body: frame()})
	}
}

// reads reports whether the session has a document open and was found to be able to read it.
func (s *Session) reads(id crm.ID) bool {
	s.mu.Lock()
	doc := s.docs[id]
	s.mu.Unlock()
	return doc != nil && doc.link.Readable()
}
