package session

import (
	"slices"

	"roomkey/crm"
	"roomkey/sync/wire"
)

const maxOpenDocs = 5_000

var (
	errSender   = crm.Errorf(crm.CodeInvalid, "senderId is not the id that this connection joined with")
	errOpenDocs = crm.Errorf(crm.CodeTooLarge, "one connection may open %d documents", maxOpenDocs)
)

// sync hands a sync message or a request to its document. The session reads on while the document works, up to a number
// of messages and a total size over all documents (intake); then the socket waits. taken says that the document has the
// message and calls release when it has finished with it. An error closes the socket.
func (s *Session) sync(f *wire.Sync, release func()) (taken bool, err error) {
	if f.Sender != s.peerID() {
		return false, errSender
	}
	doc, err := s.openDoc(f.Document)
	if err != nil {
		return false, err
	}
	if doc == nil {
		if f.IsRequest() {
			s.push(outgoing{answer: true, body: wire.EncodeUnavailable(s.names.peer, f.Sender, f.Document)})
		}
		s.push(outgoing{answer: true, body: wire.EncodeError(errOpenDocs, "")})
		return false, nil
	}
	if !s.intake.wait() {
		return false, nil
	}
	size := len(f.Data)
	s.intake.begin(size)
	s.mu.Lock()
	doc.asked++
	s.mu.Unlock()
	doc.link.Receive(f.Data, f.IsRequest(), func(err error) {
		if err != nil {
			s.close(wire.CloseFor(err))
		}
		s.mu.Lock()
		doc.asked--
		s.mu.Unlock()
		s.intake.done(size)
		release()
	})
	return true, nil
}

// openDoc is the session's link to a document; nil where it has too many.
func (s *Session) openDoc(name string) (*openDoc, error) {
	// Only the reading goroutine opens links, so nobody else can come between.
	if doc := s.docs.named([]byte(name)); doc != nil {
		return doc, nil
	}
	id, err := crm.ParseDocumentID(name)
	if err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "documentId is not base58check of 16 bytes")
	}
	if len(s.docs.list) >= maxOpenDocs {
		return nil, nil
	}
	who, rights := s.principal()
	doc := &openDoc{link: s.config.Open(who, id, s), id: id, name: name}
	s.mu.Lock()
	s.docs.add(doc)
	changed, now := s.rights != rights, &s.who.User
	s.mu.Unlock()
	if changed {
		doc.link.Recheck(now)
	}
	s.registry.opened(id, s)
	return doc, nil
}

// openDocsOf are the documents that a session has open.
func openDocsOf(s *Session) []*openDoc {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.docs.list)
}

// reads reports whether the session has a document open and was found to be able to read it.
func (s *Session) reads(id crm.ID) bool {
	s.mu.Lock()
	doc := s.docs.get(id)
	s.mu.Unlock()
	return doc != nil && doc.link.Readable()
}

// Send tells the peer what a document sends. A message counts as an answer while the document works on one that the
// peer sent; any other is a push.
func (s *Session) Send(id crm.ID, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	doc := s.docs.get(id)
	if doc == nil {
		return
	}
	s.pushLocked(outgoing{kind: outSync, answer: doc.asked > 0, doc: doc.name, body: data})
}

// Unavailable tells the peer that a document is absent or not readable.
func (s *Session) Unavailable(id crm.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.docs.get(id); doc != nil {
		s.pushLocked(outgoing{answer: true, body: wire.EncodeUnavailable(s.names.peer, s.peer, doc.name)})
	}
}

// Saved tells the peer that its changes are durable, which keeps the device's editing alive.
func (s *Session) Saved(id crm.ID, hashes []crm.Hash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.docs.get(id); doc != nil && len(hashes) > 0 {
		s.presence.changed(doc.link.Record(), s.config.Now())
		s.tellLocked(func() []byte { return wire.EncodeSaved(doc.name, hashes) })
	}
}

// repairBytes is what the repair of one change costs its author, in bytes of answers: the server writes it, stores it
// and sends it to everybody.
const repairBytes = 64 << 10

// Repaired tells the peer what the server has put right in its changes, and has it pay for that.
func (s *Session) Repaired(id crm.ID, hashes []crm.Hash, err *crm.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace.budget.answered(repairBytes*len(hashes), s.config.Now())
	if doc := s.docs.get(id); doc != nil && len(hashes) > 0 {
		s.tellLocked(func() []byte { return wire.EncodeRepaired(doc.name, hashes, err) })
	}
}

// Rejected tells the peer why changes were refused.
func (s *Session) Rejected(id crm.ID, hashes []crm.Hash, err *crm.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.docs.get(id); doc != nil && len(hashes) > 0 {
		s.tellLocked(func() []byte { return wire.EncodeRejected(doc.name, hashes, err) })
	}
}

// Moved tells the peer that a document takes no more changes, and which one continues it.
func (s *Session) Moved(id, to crm.ID, heads []crm.Hash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.docs.get(id); doc != nil {
		s.tellLocked(func() []byte { return wire.EncodeMoved(doc.name, crm.DocumentID(to), heads) })
	}
}
