package sync

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"time"

	"roomkey/crm"
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
	// Renew turns the token of an auth message into an identity. Nil refuses every token.
	Renew func(ctx context.Context, token string) (Identity, error)
}

// Identity is who a connection speaks for.
type Identity struct {
	User      crm.User
	SessionID string    // the sign-in or token that it came by; shown in no message
	Expires   time.Time // zero: never
	ReadOnly  bool      // a personal token of scope read
}

// Hub holds all that is live: documents, rooms and sockets. Its methods may be called from any goroutine.
type Hub struct {
	config   Config
	origin   origin // the server's own actors
	rooms    *Rooms
	sockets  *Sockets
	audience *audience

	mu      sync.Mutex
	docs    map[crm.ID]*dossier // by document id, shared and private; guarded by mu
	closed  bool                // guarded by mu: no new work
	working sync.WaitGroup      // actors that are running, and commits in flight
	compact chan struct{}       // tokens of compactions under way
	refused *quarantine
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
	config.Limits = config.Limits.withDefaults()
	h := &Hub{
		config:  config,
		docs:    make(map[crm.ID]*dossier),
		compact: make(chan struct{}, maxCompactions),
	}
	h.origin = newOrigin(config.Random)
	h.audience = &audience{storage: config.Storage, now: config.Now}
	h.refused = &quarantine{storage: config.Storage}
	h.rooms = newRooms(h)
	h.sockets = newSockets(h)
	return h
}
