package session

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// Sockets knows every session: by user, by peer id, and by the documents that each has open.
type Sockets struct {
	shared
	unread atomic.Int64 // bytes of answers that wait to be written to anybody

	mu       sync.Mutex // guards what follows
	all      map[*Session]struct{}
	users    map[crm.ID][]*Session // of each user, that have joined
	waiting  map[crm.ID]int        // … and that have not
	large    map[crm.ID]largeSlot  // of each user, until the last socket is gone
	answers  map[crm.ID]*allowance // of each user's sockets, until it is full again after the last socket
	peers    map[peerName]*Session
	docs     map[crm.ID][]*Session
	serial   uint64
	draining bool
	empty    chan struct{} // closed when draining and the last session is gone
}

// peerName is a peer id within a brokerage. Documents are shared only there, so that brokerages may use the same ids:
// else a stranger who knows the id of somebody absent could keep them out.
type peerName struct {
	broker crm.ID
	id     string
}

// nameOf is the name under which a session has a peer id.
func nameOf(session *Session, peer string) peerName { return peerName{session.user().Broker, peer} }

// New makes the sockets and rooms of a server. It starts nothing: see Run.
func New(config Config) *Sockets {
	config = config.withDefaults()
	s := &Sockets{
		shared: shared{config: config},
		all:    make(map[*Session]struct{}),
		users:  make(map[crm.ID][]*Session), waiting: make(map[crm.ID]int), answers: make(map[crm.ID]*allowance),
		large: make(map[crm.ID]largeSlot),
		peers: make(map[peerName]*Session),
		docs:  make(map[crm.ID][]*Session),
		empty: make(chan struct{}),
	}
	s.rooms = newRooms(config.Storage, config.Now, s.writers.hold)
	return s
}

// Rooms are the rooms that the sessions are in.
func (s *Sockets) Rooms() *Rooms { return s.rooms }

// Serve speaks for one socket until it ends, and returns when nothing uses conn any more. The error is nil if the peer
// left, and a *CloseError if the server closed the socket. ctx is the server's own lifetime: its end closes the socket.
func (s *Sockets) Serve(ctx context.Context, conn Conn, who crm.Principal) error {
	session, err := s.Admit(ctx, conn, who)
	if err != nil {
		return err
	}
	return session.Run(ctx)
}

// Admit is the part of Serve that needs a deep stack. Session.Run, which must follow, is the rest. After an error the
// socket is closed.
func (s *Sockets) Admit(ctx context.Context, conn Conn, who crm.Principal) (*Session, error) {
	if err := s.names.read(ctx, s.config.Storage, s.config.Random); err != nil {
		return nil, errors.Join(err, conn.Close(wire.CloseLost.Code, wire.CloseLost.Reason))
	}
	session, end := s.admit(conn, who)
	if end != nil {
		return nil, errors.Join(&CloseError{Code: end.Code, Reason: end.Reason}, conn.Close(end.Code, end.Reason))
	}
	if s.config.Metrics.Connections != nil {
		s.config.Metrics.Connections(1)
	}
	return session, nil
}

// admit registers a new socket. A user at their limit may still open as many sockets again for a moment, because only
// its join shows which old one a new one replaces.
func (s *Sockets) admit(conn Conn, who crm.Principal) (*Session, *wire.Close) {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := s.config.Limits.SocketsPerUser
	switch {
	case s.draining:
		return nil, wire.CloseShutdown(s.slots.next())
	case who.User.Disabled:
		return nil, wire.CloseDisabled
	case limit > 0 && s.waiting[who.User.ID] >= limit:
		return nil, wire.CloseTooMany
	}
	s.serial++
	session := newSession(&s.shared, s, conn, who, "s"+strconv.FormatUint(s.serial, 10),
		s.largeOfLocked(who.User.ID))
	s.all[session] = struct{}{}
	s.waiting[who.User.ID]++
	return session, nil
}

// largeOfLocked is the slot of a user, who has a socket.
func (s *Sockets) largeOfLocked(user crm.ID) largeSlot {
	slot := s.large[user]
	if slot == nil {
		slot = make(largeSlot, 1)
		s.large[user] = slot
	}
	return slot
}

// answersLocked is the allowance that a user's sockets share; nil: no limit.
func (s *Sockets) answersLocked(user crm.ID) *allowance {
	shared := s.answers[user]
	if shared == nil {
		if shared = newAllowance(s.config.Limits.AnswerRate, 2*s.config.Limits.AnswerBurst); shared != nil {
			shared.all = &s.unread
			s.answers[user] = shared
		}
	}
	return shared
}

// forgetAnswers forgets the allowances of users who have no socket and whose allowance is full: a new one would be the
// same.
func (s *Sockets) forgetAnswers(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for user, shared := range s.answers {
		if len(s.users[user]) == 0 && shared.untilFull(now) == 0 {
			delete(s.answers, user)
		}
	}
}

// claim gives a session the peer id that it asks for. The same user's older session by that id is closed; a colleague's
// keeps it, since peer ids are no secret.
func (s *Sockets) claim(session *Session, peer string) *wire.Close {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := session.user().ID
	older := s.peers[nameOf(session, peer)]
	if peer == s.names.peer || older != nil && older.user().ID != user {
		return wire.ClosePeerInUse
	}
	limit := s.config.Limits.SocketsPerUser
	switch {
	case older != nil:
		s.replaceLocked(older, wire.CloseReplaced)
	case limit > 0 && len(s.users[user]) >= limit:
		gone := slices.IndexFunc(s.users[user], func(other *Session) bool { return other.conn.Gone() })
		if gone < 0 {
			return wire.CloseTooMany
		}
		s.replaceLocked(s.users[user][gone], peerGone) // it waits for its documents, and so has not noticed
	}
	s.peers[nameOf(session, peer)] = session
	decrement(s.waiting, user)
	s.users[user] = append(s.users[user], session)
	session.name(peer, s.answersLocked(user))
	return nil
}

// replaceLocked ends a session whose place is another's from now on.
func (s *Sockets) replaceLocked(session *Session, end *wire.Close) {
	session.close(end)
	s.forgetLocked(session)
}

// forgetLocked takes a session's name and place among those of its user, who may have others by now.
func (s *Sockets) forgetLocked(session *Session) {
	user := session.user().ID
	delete(s.peers, nameOf(session, session.peerID()))
	left := slices.DeleteFunc(s.users[user], func(other *Session) bool { return other == session })
	if len(left) == 0 {
		delete(s.users, user)
	} else {
		s.users[user] = left
	}
}

// remove forgets a session that has ended.
func (s *Sockets) remove(session *Session) {
	if s.config.Metrics.Connections != nil {
		s.config.Metrics.Connections(-1)
	}
	peer, user := session.peerID(), session.user().ID
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, session)
	switch {
	case peer == "":
		decrement(s.waiting, user)
	case s.peers[nameOf(session, peer)] == session:
		s.forgetLocked(session)
	}
	if len(s.users[user]) == 0 && s.waiting[user] == 0 {
		delete(s.large, user)
	}
	if s.draining && len(s.all) == 0 {
		close(s.empty)
	}
}

// opened notes that a session has a document open.
func (s *Sockets) opened(doc crm.ID, session *Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.docs[doc] = append(s.docs[doc], session)
}

// closed notes that a session has a document open no longer.
func (s *Sockets) closed(doc crm.ID, session *Session) {
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
