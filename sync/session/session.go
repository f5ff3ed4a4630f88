package session

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// A session's own bounds. What is under way was read from the socket and is not worked off yet.
const (
	joinTimeout     = 10 * time.Second
	excessTimeout   = 60 * time.Second // over budget, before 3013
	stallTimeout    = 2 * time.Minute  // one frame that the peer does not take in
	flushTimeout    = time.Second
	requestTimeout  = 10 * time.Second // of I/O for one frame
	maxUnderway     = 16
	maxUnderBytes   = 8 << 20
	maxOpenDocs     = 5_000
	maxRooms        = 1_000
	expiryGrace     = 25 * time.Second
	expiryWarning   = time.Minute
	presenceTimeout = 45 * time.Second
	editingTimeout  = 5 * time.Minute
)

// openDoc is a document that the session's peer has spoken of.
type openDoc struct {
	link  Document
	name  string // the document's id in base58check
	asked int    // messages that no answer was sent to yet; guarded by the session's mu
}

// Session is one socket: who speaks, what it has open, and what waits to be written to it. One goroutine, Serve's, reads;
// one of the writers, or one of its own, writes while there is something to write. It subscribes to documents.
type Session struct {
	sockets *Sockets
	conn    Conn
	id      string // for logs, and the device in presence frames until the peer has a name
	started time.Time

	// Only the reading goroutine uses these.
	frames, bytes, ephemerals bucket
	excess                    time.Time           // since when the peer is over its budget; zero: it is not
	counts                    map[string]uint64   // of ephemeral messages, by the peer's own session id
	named                     map[string]*openDoc // docs by name: checking a name costs more than finding it

	heard  atomic.Int64  // Unix nanoseconds of the last sign of life
	turn   chan struct{} // wakes the reader
	closed chan struct{} // closed with end
	tasks  sync.WaitGroup

	mu           sync.Mutex // guards what follows
	who          *crm.Principal
	rights       uint64 // rises with each change of what who may do
	peer         string // the peer's id once it has joined
	docs         map[crm.ID]*openDoc
	underway     int
	underBytes   int
	rooms        map[crm.Room]*member
	roomy        bool // it has joined a room: it understands Roomkey's own frames
	presence     presence
	queue        queue
	writing      bool      // it waits for a writer, or one writes for it
	writingSince time.Time // it is writing a frame since then
	pingQueued   time.Time
	pinged       time.Time   // when the last ping was written
	paused       bool        // the reader waits, so signs of life go unread
	warned       bool        // auth:expiring was sent for the current token
	end          *wire.Close // why it ends; nil while it lives
	gone         bool        // the peer went, or the network did
	flushed      chan struct{}
}

func newSession(s *Sockets, conn Conn, who crm.Principal, id string) *Session {
	now := s.config.Now()
	session := &Session{
		sockets: s, conn: conn, id: id, started: now,
		frames:     newBucket(s.config.Limits.FrameRate, float64(s.config.Limits.FrameBurst), now),
		bytes:      newBucket(s.config.Limits.ByteRate, float64(s.config.Limits.ByteBurst), now),
		ephemerals: newBucket(ephemeralRate, ephemeralRate, now),
		turn:       make(chan struct{}, 1),
		closed:     make(chan struct{}),
		flushed:    make(chan struct{}),
		pingQueued: now,
	}
	session.setPrincipalLocked(who)
	session.heard.Store(now.UnixNano())
	return session
}

// run reads frames until the socket ends, whoever ends it, and returns when nothing of the session is left.
func (s *Session) run(ctx context.Context) error {
	s.conn.OnAlive(func() { s.alive() })
	stop := context.AfterFunc(ctx, func() { s.close(wire.CloseShutdown) })
	for s.pace() {
		data, err := s.conn.ReadFrame(wire.MaxFrameBytes)
		now := s.alive()
		if err != nil {
			s.unreadable(err)
			break
		}
		s.spend(len(data), now)
		if err := s.receive(ctx, data); err != nil {
			s.close(wire.CloseFor(err))
			break
		}
	}
	stop()
	s.lost()
	s.leaveAll()
	s.tasks.Wait()
	return s.outcome()
}

// unreadable ends the session after a failed read.
func (s *Session) unreadable(err error) {
	switch crm.CodeOf(err) {
	case crm.CodeInvalid, crm.CodeTooLarge:
		s.close(wire.CloseFor(err))
	default:
		s.lost()
	}
}

// receive works off one frame. An error closes the socket.
func (s *Session) receive(ctx context.Context, data []byte) error {
	frame, err := wire.Decode(data)
	call2(s.sockets.config.Metrics.FrameIn, wire.KindOf(frame), len(data))
	if err != nil {
		return err
	}
	if join, ok := frame.(*wire.Join); ok {
		return s.join(join)
	}
	if s.peerID() == "" {
		return crm.Errorf(crm.CodeInvalid, "the first frame must be join")
	}
	switch f := frame.(type) {
	case *wire.Sync:
		return s.sync(f)
	case *wire.Ephemeral:
		s.ephemeral(f)
	case *wire.RoomJoin:
		s.joinRoom(ctx, f)
	case *wire.RoomLeave:
		s.leaveRoom(crm.Room(f.Room))
	case *wire.Presence:
		s.present(f)
	case *wire.Auth:
		s.renew(ctx, f.Token)
	}
	return nil
}

func (s *Session) peerID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peer
}

func (s *Session) userID() crm.ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.who.User.ID
}

// name gives the peer the id that it has claimed.
func (s *Session) name(peer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.peer = peer
}

// alive notes a sign of life, and says when.
func (s *Session) alive() time.Time {
	now := s.sockets.config.Now()
	s.heard.Store(now.UnixNano())
	return now
}

// leaveAll gives back what the session held. It has ended: nothing more is queued.
func (s *Session) leaveAll() {
	s.mu.Lock()
	docs, rooms := s.docs, s.rooms
	s.docs, s.rooms, s.named = nil, nil, nil
	s.mu.Unlock()
	for id, doc := range docs {
		s.sockets.forget(id, s)
		doc.link.Close()
	}
	for _, m := range rooms {
		m.room.leave(m)
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
	if end == wire.CloseSlow && s.sockets.config.Metrics.SlowReader != nil {
		s.sockets.config.Metrics.SlowReader()
	}
	s.end = end
	close(s.closed)
	if !s.writing {
		s.queue = queue{}
		close(s.flushed)
	}
	s.tasks.Add(1)
	go s.shut(end)
}

// lost ends the session whose peer or network went.
func (s *Session) lost() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end == nil {
		s.gone = true
		s.closeLocked(wire.CloseLost)
	}
}

// shut frees the socket, after what is queued where the ending says so.
func (s *Session) shut(end *wire.Close) {
	defer s.tasks.Done()
	if end.Flush {
		timer := time.NewTimer(flushTimeout)
		defer timer.Stop()
		select {
		case <-s.flushed:
		case <-timer.C:
		}
	}
	if err := s.conn.Close(end.Code, end.Reason); err != nil {
		s.sockets.config.Log.Debug("close socket", "session", s.id, "error", err)
	}
}

func (s *Session) outcome() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone {
		return nil
	}
	return &CloseError{Code: s.end.Code, Reason: s.end.Reason}
}
