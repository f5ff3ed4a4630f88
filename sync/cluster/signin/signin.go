package signin

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/follow"
	"roomkey/sync/cluster/wire"
)

// Store keeps the sessions that this region knows. Its methods may be called concurrently.
type Store interface {
	// Session gives a session. Errors: not_found.
	Session(ctx context.Context, id crm.ID) (crm.Session, error)
	// SessionByRefresh gives the session of a refresh token, which may have been replaced at most grace ago. Errors:
	// not_found.
	SessionByRefresh(ctx context.Context, refresh []byte, grace time.Duration) (crm.Session, error)
	// RotateRefresh replaces a refresh token. Errors: conflict where next is there already; not_found where there is no
	// such token, or the session has ended by its use.
	RotateRefresh(ctx context.Context, old, next []byte, grace time.Duration) (crm.Session, error)
	// SessionState gives a page of one session, also of one that has ended. Errors: not_found.
	SessionState(ctx context.Context, id crm.ID) (crm.SessionPage, error)
	// SessionsChanged is the number of the last change.
	SessionsChanged(ctx context.Context) (uint64, error)
	// ChangedSessions gives what has changed after a change, at most that many sessions.
	ChangedSessions(ctx context.Context, after uint64, most int) (crm.SessionPage, error)
	// TakeSessions takes in what another region tells.
	TakeSessions(ctx context.Context, page crm.SessionPage) (crm.SessionsTaken, error)
	// OwnSession makes a session this region's. Errors: not_found.
	OwnSession(ctx context.Context, id crm.ID) error
	// ClaimSessions makes sessions that are no region's this region's.
	ClaimSessions(ctx context.Context) error
	// SessionsDue tells that something has changed.
	SessionsDue() <-chan struct{}
}

// Config configures SignIns. Port, Regions and Store are required.
type Config struct {
	Port    *wire.Port
	Regions []string // that hold sessions: all but witnesses
	Store   Store
	There   func(region string) bool // whether a region is heard; nil: all are
	Ended   func(session crm.ID)     // called with each session that another region has ended; nil: nobody
	Log     *slog.Logger             // nil: discard
}

// Bounds of time, and of what is under way.
const (
	askTime     = time.Second // for a region to answer about one session
	storeTime   = 5 * time.Second
	pullTime    = 5 * time.Second // of one page
	lookAgain   = time.Second     // for sessions that have ended, of which nobody tells
	tellAtLeast = 2 * time.Second // what was lost is noticed by what comes next
	asksAtOnce  = 64              // questions by cookie whose session nobody here knows, and as many by access token
	forever     = 100 * 365 * 24 * time.Hour
)

// SignIns is this region's part. Its methods may be called concurrently.
type SignIns struct {
	config Config
	peers  follow.Peers
	// Each holds one for each question to all regions that is under way. Those by token are apart, since anybody can
	// make a token: they take no place from people whose access token is well signed.
	asking, byToken chan struct{}
}

// New makes SignIns. It starts nothing: see Run.
func New(config Config) *SignIns {
	if config.There == nil {
		config.There = func(string) bool { return true }
	}
	if config.Ended == nil {
		config.Ended = func(crm.ID) {}
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	return &SignIns{config: config, peers: follow.NewPeers(config.Port.Region(), config.Regions),
		asking: make(chan struct{}, asksAtOnce), byToken: make(chan struct{}, asksAtOnce)}
}

// Changed notes that a region is silent, or is heard again.
func (s *SignIns) Changed(region string, there bool) { s.peers.Changed(region, there) }

// Run tells and hears of sessions until ctx ends. Errors: the store's at the start, and the network's, where it can't
// be subscribed to.
func (s *SignIns) Run(ctx context.Context) error {
	if err := s.config.Store.ClaimSessions(ctx); err != nil {
		return err
	}
	told, err := s.config.Store.SessionsChanged(ctx)
	if err != nil {
		return err
	}
	port := s.config.Port
	stop, err := port.Open(wire.Way{Subject: wire.AnySessions, Kind: wire.KindSessions, Hear: s.hear},
		wire.Way{Subject: wire.SessionsPullSubject(port.Region()), Kind: wire.KindSessionsPull, Answer: s.answerPull},
		wire.Way{Subject: wire.SessionSubject(port.Region()), Kind: wire.KindSession, Answer: s.answer})
	if err != nil {
		return err
	}
	defer stop()
	var pulling sync.WaitGroup
	defer pulling.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pulling.Go(func() { s.peers.Keep(ctx, s.config.There, s.pull) })
	s.keepTelling(ctx, told)
	return nil
}

// take takes a page in, and tells of the sessions that have ended by it.
func (s *SignIns) take(ctx context.Context, page *crm.SessionPage) (crm.SessionsTaken, error) {
	if len(page.Sessions) == 0 {
		return crm.SessionsTaken{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	taken, err := s.config.Store.TakeSessions(ctx, *page)
	for _, id := range taken.Ended {
		s.config.Ended(id)
	}
	return taken, err
}
