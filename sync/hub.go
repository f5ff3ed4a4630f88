package sync

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/session"
)

// Config is what a Hub is made of. Storage and Engine are required; the zero value of everything else works.
type Config struct {
	Storage Storage
	Engine  Engine
	Now     func() time.Time // nil: time.Now
	Random  io.Reader        // nil: crypto/rand
	Log     *slog.Logger     // nil: nothing is logged
	Limits  Limits           // zero fields: the defaults of the protocol
	Metrics Metrics
	// Renew turns the token of an auth message into a principal. Nil refuses every token.
	Renew func(ctx context.Context, token string) (crm.Principal, error)
	// Ended says whether the sign-in that a connection came by was ended, perhaps by another process, which is asked when the
	// directory has changed. Nil: none ever is.
	Ended func(ctx context.Context, sessionID string) (bool, error)
}

const (
	sweepEvery   = time.Second
	lingerFor    = 2 * time.Second // how long a record that nobody has open stays in memory after its last use
	maxLingering = 256             // and how many such records do
	drainTimeout = 9 * time.Second
)

// Hub holds all that is live: documents, rooms and sockets. Its methods may be called from any goroutine.
type Hub struct {
	config    Config
	origin    *origin // the server's own actors
	sockets   *session.Sockets
	rooms     *session.Rooms // those of sockets
	directory *directory
	claims    *claims
	nothing   *crdt.Graph // the history that those see who may not read
	compactor *compactor
	regrowth  regrowth

	quiet chan struct{} // closed when closed and not busy

	mu        sync.Mutex          // guards what follows, and the mailboxes of all dossiers
	docs      map[crm.ID]*dossier // by document id, shared and private
	busy      int                 // actors that run, commits and compactions under way
	lingering int                 // idle dossiers
	closed    bool                // nothing new is begun
	drained   bool                // quiet is closed
}

// New makes a hub. It starts nothing: see Run.
func New(config Config) *Hub {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	h := &Hub{
		config:    config,
		origin:    newOrigin(config.Random),
		directory: newDirectory(config.Storage, config.Now),
		claims:    newClaims(config.Storage),
		nothing:   crdt.NewGraph(),
		compactor: newCompactor(),
		docs:      make(map[crm.ID]*dossier),
		quiet:     make(chan struct{}),
	}
	h.sockets = session.New(session.Config{
		Storage: config.Storage, Now: config.Now, Random: config.Random, Log: config.Log, Limits: config.Limits,
		Metrics: config.Metrics.ofSessions(), Renew: config.Renew, Ended: config.Ended,
		Open:             h.openFor,
		DirectoryChanged: (&erasures{hub: h}).look,
	})
	h.rooms = h.sockets.Rooms()
	return h
}

// Run keeps house until ctx ends, then drains and returns what Drain does.
func (h *Hub) Run(ctx context.Context) error {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	sockets := make(chan struct{})
	go func() { defer close(sockets); h.sockets.Run(ctx) }()
	for {
		select {
		case <-ticker.C:
			h.sweep(h.config.Now())
		case <-ctx.Done():
			<-sockets
			drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
			defer cancel()
			return h.Drain(drain)
		}
	}
}

// Drain tells every socket that the server is going (3001), waits until they have ended, and until every change that was
// accepted is durable. From then on nothing is begun. It may be called more than once. Errors: ctx's, where something was
// still under way.
func (h *Hub) Drain(ctx context.Context) error {
	h.sockets.Drain(ctx)
	h.mu.Lock()
	h.closed = true
	h.settle()
	h.mu.Unlock()
	select {
	case <-h.quiet:
		return nil
	case <-ctx.Done():
		return errors.Join(errors.New("writes were still under way"), ctx.Err())
	}
}
