package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"roomkey/plugins"
	"roomkey/plugins/runner"
	"roomkey/store"
	realtime "roomkey/sync"
)

// Config is what a Server needs. Store, Hub and Auth are required; the zero value of anything else works.
type Config struct {
	Store        *store.Store
	Hub          *realtime.Hub
	Auth         *Auth
	Tasks        *runner.Runner    // nil: there are no workflows here
	Plugins      *plugins.Registry // nil: none are kept here
	Origins      []string          // further origins whose pages may use the cookie; this host's own always may
	Proxies      []netip.Prefix    // of whom X-Forwarded-For and X-Forwarded-Proto are believed; see ParseProxies
	MetricsToken string            // lets /metrics be read from elsewhere than this machine; "" for nobody
	LoginRate    int               // sign-ins a minute and account; 0: 10, negative: unlimited
	AddressRate  int               // sign-ins a minute and address; 0: 60, negative: unlimited
	TaskRate     int               // tasks that a user may start or try again a minute; 0: 120, negative: unlimited
	Metrics      *Metrics          // nil: its own
	Ready        func() error      // says why the server can't serve yet; nil: it can
	Now          func() time.Time  // nil: time.Now
	Random       io.Reader         // nil: crypto/rand
	Log          *slog.Logger      // nil: discard
}

// Times of one request, and what the server holds at most.
const (
	maxHeader     = 16 << 10         // bytes
	answerTime    = 20 * time.Second // for a handler, and to write what it answered
	slowTime      = 10 * time.Minute // … where it is streamed, or changes many records
	requestTime   = 30 * time.Second // to read a request
	keepAliveTime = 75 * time.Second
	connections   = 64 << 10
)

const apiPath = "/api/v1"

// Server answers HTTP. Make it with New, run it with Serve, end it with Shutdown.
type Server struct {
	life        *lifetime
	auth        *Auth
	origins     *origins
	proxies     proxies
	metrics     *Metrics
	rates       *rates
	streams     *streamLimiter
	idempotency *idempotency
	problems    *problemLog
	now         func() time.Time
	log         *slog.Logger

	app    *fiber.App
	routes []route
	sizes  map[string]sizes // of requests, by path; see bounds
	site   *site

	mu       sync.Mutex   // guards listener, and draining's rise
	listener net.Listener // what Serve answers on; nil before
}

// New checks the configuration and builds the routes. It starts nothing.
func New(c Config) (*Server, error) {
	allowed, err := newOrigins(c.Origins)
	if err != nil {
		return nil, err
	}
	defaults(&c)
	pages, err := embeddedPages()
	if err != nil {
		return nil, err
	}
	s := &Server{
		life: newLifetime(), auth: c.Auth, origins: allowed, proxies: c.Proxies, metrics: c.Metrics, rates: newRates(&c),
		streams: newStreamLimiter(), problems: &problemLog{c.Log}, now: c.Now, log: c.Log, site: &site{pages, c.Random},
	}
	s.idempotency = &idempotency{store: c.Store, locks: newIdempotencyLocks(), log: s.problems}
	s.app = fiber.New(fiber.Config{
		CaseSensitive: true, StrictRouting: true, BodyLimit: maxBulkBody, ReadBufferSize: maxHeader,
		ReadTimeout: requestTime, WriteTimeout: answerTime, IdleTimeout: keepAliveTime, Concurrency: connections,
		// Idle connections and sockets then hold no read buffer of their own.
		ReduceMemoryUsage: true,
		// Fiber believes no forwarding header: proxies decides which are.
		EnableTrustedProxyCheck:      true,
		DisableStartupMessage:        true,
		DisablePreParseMultipartForm: true,
		ErrorHandler:                 s.refuse,
	})
	if err := s.build(&c); err != nil {
		return nil, err
	}
	handler := s.app.Handler()
	server := s.app.Server()
	server.Handler = func(ctx *fasthttp.RequestCtx) { s.anyMethod(handler, ctx) }
	server.HeaderReceived = s.bounds
	return s, nil
}

func defaults(c *Config) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = defaultRandom
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Metrics == nil {
		c.Metrics = NewMetrics()
	}
	if c.Ready == nil {
		c.Ready = func() error { return nil }
	}
	if c.LoginRate == 0 {
		c.LoginRate = loginsPerAccount
	}
	if c.AddressRate == 0 {
		c.AddressRate = loginsPerAddress
	}
	if c.TaskRate == 0 {
		c.TaskRate = tasksPerMinute
	}
}

// Serve answers on listener until Shutdown, and takes the listener over. It returns nil after Shutdown, and at once
// where that came first.
func (s *Server) Serve(listener net.Listener) error {
	s.mu.Lock()
	if s.life.draining.Load() {
		s.mu.Unlock()
		return listener.Close()
	}
	s.listener = listener
	s.mu.Unlock()
	return s.app.Listener(lingerer{listener})
}

// Shutdown stops accepting, has the hub close the sockets (code 3001), waits for requests and sockets to end, and cuts
// what is left when ctx ends. The hub, the engine and the store must outlive it.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.life.draining.Store(true)
	listener := s.listener
	s.mu.Unlock()
	defer s.life.end()
	s.life.offline()
	listening := s.app.ShutdownWithContext(ctx)
	if listener != nil { // the framework closes only one that it listens on already
		_ = listener.Close()
	}
	return errors.Join(listening, s.life.sockets.close(ctx))
}
