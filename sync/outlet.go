package sync

import (
	"roomkey/crdt"
	"roomkey/crm"
)

var errSender = crm.Errorf(crm.CodeInvalid, "senderId is not the id that this connection joined with")

// sync hands a sync message or a request to its document. The next one is read while this is being worked off, up to so
// many and so many bytes on all documents together; then the socket waits.
func (s *Session) sync(f *syncFrame) error {
	if f.Sender != s.peerID() {
		return errSender
	}
	id, err := crdt.ParseDocumentID(f.Document)
	if err != nil {
		return crm.Errorf(crm.CodeInvalid, "documentId is not base58check of 16 bytes")
	}
	request := f.Type == typeRequest
	doc := s.openDoc(id, f.Document)
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
func (s *Session) openDoc(id crm.ID, name string) *openDoc {
	s.mu.Lock()
	doc, count, subject, rights := s.docs[id], len(s.docs), s.subject, s.rights
	s.mu.Unlock()
	if doc != nil || count >= maxOpenDocs {
		return doc
	}
	// Only the reading goroutine opens links, so nobody else can have come before.
	doc = &openDoc{link: s.sockets.open(subject, id, s), name: name}
	s.mu.Lock()
	if s.docs == nil {
		s.docs = make(map[crm.ID]*openDoc)
	}
	s.docs[id] = doc
	changed, subject := s.rights != rights, s.subject
	s.mu.Unlock()
	if changed {
		doc.link.Recheck(subject.User)
	}
	s.sockets.remember(id, s)
	return doc
}

func (s *Session) refuseDoc(name string, request bool) {
	if request {
		s.push(outgoing{body: encodeUnavailable(s.sockets.peerID, s.peerID(), name)})
	}
	s.push(outgoing{body: encodeError(crm.Errorf(crm.CodeTooLarge, "one connection may open %d documents", maxOpenDocs), "")})
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
		s.closeLocked(endFor(err))
	}
	s.mu.Unlock()
	s.wake()
}

// Send is part of Outlet. The first message after one that the peer sent is its answer; any other is a push.
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

// Unavailable is part of Outlet.
func (s *Session) Unavailable(id crm.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.docs[id]; doc != nil {
		s.pushLocked(outgoing{answer: true, body: encodeUnavailable(s.sockets.peerID, s.peer, doc.name)})
	}
}

// Saved is part of Outlet. That something was changed here keeps the device's editing alive.
func (s *Session) Saved(id crm.ID, hashes []crm.Hash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.docs[id]; doc != nil && len(hashes) > 0 {
		s.presence.changed(id, s.sockets.now())
		s.tellLocked(func() []byte { return encodeSaved(doc.name, hashes) })
	}
}

// Rejected is part of Outlet.
func (s *Session) Rejected(id crm.ID, hashes []crm.Hash, err *crm.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.docs[id]; doc != nil && len(hashes) > 0 {
		s.tellLocked(func() []byte { return encodeRejected(doc.name, hashes, err) })
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
