package sync

import (
	"sync/atomic"

	"roomkey/crm"
)

// Subject is who a link speaks for.
type Subject struct {
	User      *crm.User // never changed in place: a Recheck brings a new one
	SessionID string    // of the connection, for logs
	ReadOnly  bool      // nothing this subject sends is accepted
}

// Outlet is what a live document tells a session. The methods are called from the document's goroutine, never block, and
// may drop the session instead when its queue is full. What is passed is shared: it must not be changed.
type Outlet interface {
	Send(doc crm.ID, data []byte) // one sync message; the session puts the envelope around it
	Unavailable(doc crm.ID)       // absent or not readable, one and the same
	Saved(doc crm.ID, hashes []crm.Hash)
	Rejected(doc crm.ID, hashes []crm.Hash, err *crm.Error)
}

// Link is one session's view of one document: what its peer has and lacks, and what was refused it. Its methods never
// block on I/O; they may be called from any goroutine, those of one link in order.
type Link struct {
	doc      crm.ID
	subject  *Subject
	out      Outlet
	readable atomic.Bool
}

// Open joins a session to a document. Nothing is sent before the session's first message, except changes that others make
// once that message has been answered.
func (h *Hub) Open(s *Subject, doc crm.ID, out Outlet) *Link {
	return &Link{doc: doc, subject: s, out: out}
}

// Receive takes a sync message; request says that it came as a request, whose sender wants to hear if the document can't be
// had. done may be nil; it is called when the message has been worked off, with an error of code invalid or too_large
// where the message itself was malformed. data is the link's from here on. At most one message of a link should be under
// way: the session reads on after done.
func (l *Link) Receive(data []byte, request bool, done func(error)) {}

// Recheck gives the link's user new rights. A link that may no longer read gets nothing more.
func (l *Link) Recheck(user *crm.User) {}

// Close ends the link. What it had sent is worked off; nothing more is sent to it.
func (l *Link) Close() {}

// Readable reports whether the link's user was found to be able to read the document, and still is.
func (l *Link) Readable() bool { return l.readable.Load() }
