package sync

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// Sockets knows every session: by user, by peer id, and by the documents that each has open.
type Sockets struct {
	limits    Limits
	now       func() time.Time
	random    io.Reader
	log       *slog.Logger
	metrics   Metrics
	rooms     *Rooms
	directory Directory
	meta      Meta
	open      func(*Subject, crm.ID, Outlet) documentLink
	writers   writers
	renew     func(context.Context, string) (Identity, error)
	ended     func(context.Context, string) (bool, error)
	erased    func(context.Context) error // forgets what was erased; for the patrol alone

	naming            sync.Mutex // guards named
	named             bool
	peerID, storageID string // the server's own names; not changed once there are sessions

	mu       sync.Mutex // guards what follows
	all      map[*Session]struct{}
	users    map[crm.ID]int // sockets of each user that have joined
	waiting  map[crm.ID]int // … and that have not
	peers    map[string]*Session
	docs     map[crm.ID][]*Session
	serial   uint64
	draining bool
	empty    chan struct{} // closed when draining and the last session is gone
	version  uint64        // of the directory, as of the last recheck
	checked  bool          // there was one
}

func newSockets(h *Hub) *Sockets {
	s := &Sockets{
		limits: h.config.Limits, now: h.config.Now, random: h.config.Random, log: h.config.Log, metrics: h.config.Metrics,
		rooms: h.rooms, directory: h.config.Storage, meta: h.config.Storage, renew: h.config.Renew, ended: h.config.Ended,
		erased: (&erasures{hub: h}).look,
		open:   func(subject *Subject, doc crm.ID, out Outlet) documentLink { return h.Open(subject, doc, out) },
	}
	if s.renew == nil {
		s.renew = func(context.Context, string) (Identity, error) {
			return Identity{}, crm.Errorf(crm.CodeUnauthenticated, "tokens can't be renewed here")
		}
	}
	return s.withTables()
}

func (s *Sockets) withTables() *Sockets {
	s.all = make(map[*Session]struct{})
	s.users, s.waiting = make(map[crm.ID]int), make(map[crm.ID]int)
	s.peers = make(map[string]*Session)
	s.docs = make(map[crm.ID][]*Session)
	s.empty = make(chan struct{})
	return s
}

// Serve speaks for one socket until it ends, and returns when nothing uses conn any more. The error is nil where the peer
// left, and a *CloseError where the server closed the socket. ctx is the server's own lifetime: its end closes the socket.
func (h *Hub) Serve(ctx context.Context, conn Conn, who Identity) error {
	return h.sockets.serve(ctx, conn, who)
}

func (s *Sockets) serve(ctx context.Context, conn Conn, who Identity) error {
	if err := s.introduce(ctx); err != nil {
		return errors.Join(err, conn.Close(wire.CloseLost.Code, wire.CloseLost.Reason))
	}
	session, end := s.admit(conn, who)
	if end != nil {
		return errors.Join(&CloseError{Code: end.Code, Reason: end.Reason}, conn.Close(end.Code, end.Reason))
	}
	defer s.remove(session)
	if s.metrics.Sockets != nil {
		s.metrics.Sockets(1)
		defer s.metrics.Sockets(-1)
	}
	return session.run(ctx)
}

// admit registers a new socket. A user at their limit may still open as many sockets again for a moment: which of the old
// ones a new one replaces is known only when it joins.
func (s *Sockets) admit(conn Conn, who Identity) (*Session, *wire.Close) {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := s.limits.SocketsPerUser
	switch {
	case s.draining:
		return nil, wire.CloseShutdown
	case who.User.Disabled:
		return nil, wire.CloseDisabled
	case limit > 0 && s.waiting[who.User.ID] >= limit:
		return nil, wire.CloseTooMany
	}
	s.serial++
	session := newSession(s, conn, who, "s"+strconv.FormatUint(s.serial, 10))
	s.all[session] = struct{}{}
	s.waiting[who.User.ID]++
	return session, nil
}

// claim gives a session the peer id that it asks for. The same user's older session by that id is closed; anybody else's
// keeps it, since peer ids are no secret.
func (s *Sockets) claim(session *Session, peer string) *wire.Close {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := session.userID()
	older := s.peers[peer]
	if peer == s.peerID || older != nil && older.userID() != user {
		return wire.ClosePeerInUse
	}
	if s.users[user] >= s.limits.SocketsPerUser && s.limits.SocketsPerUser > 0 && older == nil {
		return wire.CloseTooMany
	}
	if older != nil {
		older.close(wire.CloseReplaced)
		decrement(s.users, user)
	}
	s.peers[peer] = session
	decrement(s.waiting, user)
	s.users[user]++
	session.name(peer)
	return nil
}

// remove forgets a session that has ended.
func (s *Sockets) remove(session *Session) {
	peer, user := session.peerID(), session.userID()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, session)
	switch {
	case peer == "":
		decrement(s.waiting, user)
	case s.peers[peer] == session:
		delete(s.peers, peer)
		decrement(s.users, user)
	}
	if s.draining && len(s.all) == 0 {
		close(s.empty)
	}
}

func decrement(counts map[crm.ID]int, id crm.ID) {
	if counts[id]--; counts[id] <= 0 {
		delete(counts, id)
	}
}

// remember notes that a session has a document open.
func (s *Sockets) remember(doc crm.ID, session *Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.docs[doc] = append(s.docs[doc], session)
}

func (s *Sockets) forget(doc crm.ID, session *Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := slices.DeleteFunc(s.docs[doc], func(other *Session) bool { return other == session })
	if len(left) == 0 {
		delete(s.docs, doc)
	} else {
		s.docs[doc] = left
	}
}

// others lists the sessions besides one that have a document open.
func (s *Sockets) others(doc crm.ID, session *Session) []*Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*Session, 0, len(s.docs[doc]))
	for _, other := range s.docs[doc] {
		if other != session {
			list = append(list, other)
		}
	}
	return list
}

func (s *Sockets) snapshot() []*Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*Session, 0, len(s.all))
	for session := range s.all {
		list = append(list, session)
	}
	return list
}
