package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"roomkey/crm"
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

// Bounds of one request.
const (
	maxOpenBody   = 64 << 10 // bytes, from whoever has shown no credential that is good
	maxBody       = 1 << 20  // bytes
	maxBulkBody   = 8 << 20  // bytes, of POST /sync/bulk, and of POST /tasks and /plugins, which bring a file
	maxHeader     = 16 << 10
	answerTime    = 20 * time.Second // for a handler, and to write what it answered
	slowTime      = 10 * time.Minute // … where it is streamed, or changes many records
	requestTime   = 30 * time.Second // to read a request
	keepAliveTime = 75 * time.Second
	connections   = 64 << 10
)

const (
	apiPath     = "/api/v1"
	bulkPath    = apiPath + "/sync/bulk"
	tasksPath   = apiPath + "/tasks"
	pluginsPath = apiPath + "/plugins"
)

// Server answers HTTP. Make it with New, run it with Serve, end it with Shutdown.
type Server struct {
	store   *store.Store
	hub     *realtime.Hub
	auth    *Auth
	tasks   *runner.Runner
	plugins *plugins.Registry
	origins *origins
	proxies proxies
	metrics *Metrics
	ready   func() error
	now     func() time.Time
	random  io.Reader
	log     *slog.Logger

	metricsToken string
	byAccount    *throttle
	byAddress    *throttle
	byReporter   *throttle
	byStarter    *throttle
	running      *inflight
	slots        *slots
	app          *fiber.App
	routes       []route
	openAPI      []byte // the document, as it is served
	docs         *docsPage
	pages        *pages
	started      time.Time

	base     context.Context // of requests; ends when Shutdown does
	end      context.CancelFunc
	online   context.Context // of sockets; ends when Shutdown begins, and the hub closes them then
	offline  context.CancelFunc
	draining atomic.Bool
	sockets  gate

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
		store: c.Store, hub: c.Hub, auth: c.Auth, tasks: c.Tasks, plugins: c.Plugins, origins: allowed, proxies: c.Proxies, metrics: c.Metrics, ready: c.Ready, now: c.Now,
		random: c.Random, log: c.Log, metricsToken: c.MetricsToken, pages: pages, started: c.Now(),
		byAccount: newThrottle(c.LoginRate, c.Now), byAddress: newThrottle(c.AddressRate, c.Now),
		byReporter: newThrottle(reportsPerMinute, c.Now), byStarter: newThrottle(c.TaskRate, c.Now), running: newInflight(), slots: newSlots(),
	}
	s.base, s.end = context.WithCancel(context.Background())
	s.online, s.offline = context.WithCancel(s.base)
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
	if err := s.build(); err != nil {
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

// Serve answers on listener until Shutdown, and takes the listener over. It returns nil after Shutdown, and at once where
// that came first.
func (s *Server) Serve(listener net.Listener) error {
	s.mu.Lock()
	if s.draining.Load() {
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
	s.draining.Store(true)
	listener := s.listener
	s.mu.Unlock()
	defer s.end()
	s.offline()
	listening := s.app.ShutdownWithContext(ctx)
	if listener != nil { // the framework closes only one that it listens on already
		_ = listener.Close()
	}
	return errors.Join(listening, s.sockets.close(ctx))
}

// bounds is asked after a request's header was read and before its body is. A body lies in memory before its handler can
// refuse it: only who is known may send a large one.
func (s *Server) bounds(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	path, _, _ := strings.Cut(string(header.RequestURI()), "?")
	bounds := fasthttp.RequestConfig{MaxRequestBodySize: maxOpenBody}
	if path == bulkPath || strings.HasPrefix(path, apiPath+"/export/") {
		bounds.WriteTimeout = slowTime
	}
	if size := header.ContentLength(); size >= 0 && size <= maxOpenBody {
		return bounds
	}
	ctx, cancel := context.WithTimeout(s.base, identifyTime)
	defer cancel()
	token := bearer(string(header.Peek(fiber.HeaderAuthorization)))
	if token == "" {
		return bounds
	}
	if _, err := s.auth.Identify(ctx, token); err != nil {
		return bounds
	}
	bounds.MaxRequestBodySize = maxBody
	if path == bulkPath || path == tasksPath || path == pluginsPath {
		bounds.MaxRequestBodySize = maxBulkBody
	}
	return bounds
}

// anyMethod answers for methods that Fiber doesn't know, which it would answer itself with plain text.
func (s *Server) anyMethod(next fasthttp.RequestHandler, ctx *fasthttp.RequestCtx) {
	method := string(ctx.Method())
	for _, known := range fiber.DefaultMethods {
		if method == known {
			next(ctx)
			return
		}
	}
	c := s.app.AcquireCtx(ctx)
	defer s.app.ReleaseCtx(c)
	s.guard(c)
	sendProblem(c, fiber.ErrMethodNotAllowed)
}

// refuse is Fiber's error handler: for what goes wrong outside the handlers, such as a body that is too large.
func (s *Server) refuse(c *fiber.Ctx, err error) error {
	s.guard(c)
	sendProblem(c, err)
	if conn, ok := c.Context().Conn().(*lingering); ok {
		conn.refused.Store(true)
	}
	return nil
}

// errDraining answers requests that come while the server shuts down.
var errDraining = crm.Errorf(crm.CodeUnavailable, "the server is shutting down")
