package session

import (
	"sync"
	"sync/atomic"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

const flushTimeout = time.Second // to write what is queued, at an end that allows it

// shared is common to all sessions of a server.
type shared struct {
	config  Config
	names   names // known before there is a session
	rooms   *Rooms
	writers writers
	slots   slots // for sockets that are closed at once

	tellEphemeral atomic.Pointer[func(crm.Ephemeral)] // other regions; nil: there are none
}

// registry knows the other sessions.
type registry interface {
	// claim gives a session the peer id that it asks for; nil if it got it.
	claim(s *Session, peer string) *wire.Close
	// opened and closed note which documents a session has open.
	opened(doc crm.ID, s *Session)
	closed(doc crm.ID, s *Session)
	// remove forgets a session that has ended.
	remove(s *Session)
	// others lists the sessions besides s that have a document open.
	others(doc crm.ID, s *Session) []*Session
}

// peerGone ends a session whose peer left, or whose network broke: the server did not choose it.
var peerGone = &wire.Close{Code: wire.CloseLost.Code, Reason: wire.CloseLost.Reason}

// Session is one socket: its user, its documents and its rooms. One goroutine, Run's, reads; frames to be written go to
// its outbox. A Session subscribes to documents and is an occupant of rooms.
type Session struct {
	*shared
	registry registry
	conn     Conn
	id       string // for logs, and the device in presence frames until the peer has a name
	started  time.Time
	life     heartbeat
	intake   intake
	outbox   outbox
	inRooms  roomSet
	received atomic.Int64  // messages
	unseen   bool          // it is the server's own, and no statistics count it
	closed   chan struct{} // closed with end
	closing  sync.WaitGroup

	// Only the reading goroutine uses these, and whoever answers books that.
	pace       pace
	ephemerals ephemerals
	large      largeMessage

	mu         sync.Mutex // guards what follows
	who        *crm.Principal
	rights     uint64 // rises with each change of what who may do
	peer       string // the peer's id once it has joined
	docs       docSet // changed by the reading goroutine alone, which may read it without mu
	knowsRooms bool   // it has joined a room: it understands Roomkey's own frames
	presence   presence
	pingQueued time.Time
	warned     bool        // auth:expiring was sent for the current token
	end        *wire.Close // why it ends; nil while it lives
}

func newSession(s *shared, others registry, conn Conn, who crm.Principal, id string, large largeSlot) *Session {
	config := &s.config
	now := config.Now()
	session := &Session{
		shared: s, registry: others, conn: conn, id: id, started: now, pingQueued: now,
		closed:     make(chan struct{}),
		life:       heartbeat{now: config.Now},
		ephemerals: newEphemerals(),
		large:      largeMessage{slot: large},
		unseen:     who.User.ID.IsSelfChecker(),
	}
	session.pace = pace{
		budget: newBudget(&config.Limits), intake: &session.intake, now: config.Now, waited: config.Metrics.Waited,
		excess: func(retry time.Duration) { session.close(wire.CloseExcess(retry)) },
	}
	session.life.beat()
	session.outbox = outbox{
		conn: conn, server: s.names.peer, limit: config.Limits.QueueBytes, now: config.Now, writers: &s.writers,
		frame:   config.Metrics.FrameOut,
		drained: session.intake.wake,
		failed:  func() { session.close(peerGone) },
		flushed: make(chan struct{}),
	}
	if session.unseen {
		session.outbox.frame = nil
	}
	session.intake = intake{
		closed: session.closed,
		behind: session.outbox.behind,
		rested: func() { session.life.beat() },
		turn:   make(chan struct{}, 1),
	}
	session.setPrincipalLocked(who)
	return session
}

func (s *Session) peerID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peer
}

func (s *Session) principal() (who *crm.Principal, rights uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.who, s.rights
}

// user is the session's user with their current rights. It is not changed in place.
func (s *Session) user() *crm.User {
	who, _ := s.principal()
	return &who.User
}

// setPrincipalLocked replaces the session's principal.
func (s *Session) setPrincipalLocked(who crm.Principal) {
	switch {
	case s.who != nil:
		who.Socket = s.who.Socket
	case who.Socket == "":
		who.Socket = s.id
	}
	if s.who == nil || who.Expires != s.who.Expires {
		s.warned = false
	}
	if s.who == nil || !sameRights(&s.who.User, &who.User) {
		s.rights++
	}
	s.who = &who
}

// sameRights compares the parts of a user that the access rule reads.
func sameRights(a, b *crm.User) bool {
	if a.ID != b.ID || a.Role != b.Role || a.Broker != b.Broker || a.Disabled != b.Disabled {
		return false
	}
	if len(a.Teams) != len(b.Teams) {
		return false
	}
	for _, team := range a.Teams {
		if !b.InTeam(team) {
			return false
		}
	}
	return true
}

// name gives the peer the id that it has claimed. From now on its user's other sockets spend from the same allowance of
// answers: a user who owes much may still join.
func (s *Session) name(peer string, answers *allowance) {
	s.pace.budget.user = answers
	s.outbox.greet(peer, answers)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.peer = peer
}

// push queues a frame. It never blocks. A peer with too many unread bytes is closed as too slow.
func (s *Session) push(o outgoing) {
	if !s.queue(o) {
		s.close(wire.CloseSlow)
	}
}

func (s *Session) pushLocked(o outgoing) {
	if !s.queue(o) {
		s.closeLocked(wire.CloseSlow)
	}
}

// queue books an answer and queues it like any other frame; false if too much waits.
func (s *Session) queue(o outgoing) bool {
	if o.answer {
		s.pace.budget.answered(o.cost(), s.config.Now())
	}
	return s.outbox.push(o)
}

// tellLocked queues one of Roomkey's own frames, for a client that understands them: one that has joined a room.
func (s *Session) tellLocked(frame func() []byte) {
	if s.knowsRooms {
		s.pushLocked(outgoing{body: frame()})
	}
}

// close ends the session for a reason; only the first counts.
func (s *Session) close(end *wire.Close) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closeLocked(end)
}

func (s *Session) closeLocked(end *wire.Close) {
	if s.end != nil {
		return
	}
	if end == wire.CloseSlow && s.config.Metrics.SlowReader != nil {
		s.config.Metrics.SlowReader()
	}
	s.end = end
	close(s.closed)
	s.outbox.close(end.Flush)
	s.closing.Add(1)
	go s.shut(end)
}

// shut frees the socket, after the queued frames if the end says so.
func (s *Session) shut(end *wire.Close) {
	defer s.closing.Done()
	if end.Flush {
		timer := time.NewTimer(flushTimeout)
		defer timer.Stop()
		select {
		case <-s.outbox.flushed:
		case <-timer.C:
		}
	}
	if err := s.conn.Close(end.Code, end.Reason); err != nil {
		s.config.Log.Debug("close socket", "session", s.id, "error", err)
	}
}
