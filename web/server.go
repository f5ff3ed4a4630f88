package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// Times of one connection, and what the server holds at most.
const (
	maxHeader     = 16 << 10 // bytes
	keepAliveTime = 75 * time.Second
	connections   = 64 << 10
)

// Server answers HTTP. Make it with New, run it with Serve, end it with Shutdown.
type Server struct {
	life   *lifetime
	app    *fiber.App
	routes routeList
	site   *site

	streams *streamLimiter
	work    *work
	hub     *realtime.Hub
	tasks   *tasks
	files   *files
	log     *slog.Logger

	mu       sync.Mutex   // guards listener, and draining's rise
	listener net.Listener // what Serve answers on; nil before
}

// New checks the configuration and builds the routes. It starts nothing.
func New(c Config) (*Server, error) {
	allowed, err := newOrigins(c.Origins, c.Host)
	if err != nil {
		return nil, err
	}
	defaults(&c)
	pages, err := embeddedPages()
	if err != nil {
		return nil, err
	}
	s := &Server{life: newLifetime(), site: &site{pages, c.Random}, streams: newStreamLimiter(),
		work: newWork(c.Budget, c.Metrics, c.Now), hub: c.Hub, log: c.Log}
	rates := newRates(c.LoginRate, c.AddressRate, c.TaskRate, c.Now)
	handlers := newHandlers(&c, rates)
	s.tasks, s.files = handlers.tasks, &handlers.files
	s.routes = expand(table(handlers))
	in := &intake{life: s.life, auth: c.Auth, proxies: c.Proxies, sizes: sizesOf(s.routes),
		room: newBodyRoom(c.Now)}
	s.app = fiber.New(fiber.Config{
		CaseSensitive: true, StrictRouting: true, BodyLimit: maxBulkBody, ReadBufferSize: maxHeader,
		ReadTimeout: requestTime, WriteTimeout: answerTime, IdleTimeout: keepAliveTime, Concurrency: connections,
		// Idle connections and sockets then hold no read buffer of their own.
		ReduceMemoryUsage: true,
		// Fiber believes no forwarding header: proxies decides which are.
		EnableTrustedProxyCheck:      true,
		DisableStartupMessage:        true,
		DisablePreParseMultipartForm: true,
		ErrorHandler:                 in.refuse,
	})
	in.app = s.app
	problems := &problemLog{c.Log}
	d := &dispatcher{
		life: s.life, auth: c.Auth, origins: allowed, proxies: c.Proxies, metrics: c.Metrics, rates: rates,
		streams:     s.streams,
		work:        s.work,
		idempotency: &idempotency{store: c.Store, locks: newIdempotencyLocks(), log: problems}, problems: problems,
		ids: requestIDs{c.Random},
		now: c.Now, log: c.Log,
	}
	build(s.app, d, s.routes, &c, s.site)
	handler := s.app.Handler()
	server := s.app.Server()
	server.KeepHijackedConns = true // sockets outlive the handler that upgrades them
	server.Handler = func(ctx *fasthttp.RequestCtx) { in.checked(handler, ctx) }
	server.HeaderReceived = in.bounds
	return s, nil
}

// AskOthers has other regions asked about tasks and files that are not here. It comes before Serve.
func (s *Server) AskOthers(others OtherRegions) { s.tasks.others, s.files.others = others, others }

// AnswerTask does what another region's question asks, as its user and by their rights here. The answer is the JSON of
// the act's route, and for crm.TaskList what this region adds to the list. Errors: not_found where the task is not here
// or the user may not see it; those of the act.
func (s *Server) AnswerTask(ctx context.Context, q *crm.TaskQuestion) ([]byte, error) {
	return s.tasks.answer(ctx, q)
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

// Leave lets clients go over a time, before Shutdown: /readyz says at once that the server is not ready. For a quarter
// of the time nothing else changes, so that whoever sends requests here learns of it. Then the sockets are closed one
// after the other, over half of the time, and no others are accepted. Requests are answered all the while, each as the
// last one of its connection. It returns early where there are few sockets, or ctx ends.
func (s *Server) Leave(ctx context.Context, over time.Duration) {
	if over <= 0 {
		return
	}
	s.life.leaving.Store(true)
	select {
	case <-time.After(over / 4):
		s.hub.Dismiss(ctx, over/2)
	case <-ctx.Done():
	}
}

// Shutdown stops accepting, has the hub close the sockets (code 3001), refuses requests that wait for their turn, waits
// for the others and for sockets to end, and cuts what is left when ctx ends, requests a little before. The hub, the
// engine and the store must outlive it. An error says that sockets were cut.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.life.draining.Store(true)
	listener := s.listener
	s.mu.Unlock()
	defer s.life.end()
	s.life.offline()
	defer s.life.endIn(ctx)()
	listening := s.app.ShutdownWithContext(ctx)
	if errors.Is(listening, context.DeadlineExceeded) { // anybody can keep a connection open with half a request
		s.log.Warn("connections did not end in time and are cut")
		listening = nil
	}
	if listener != nil { // the framework closes only one that it listens on already
		_ = listener.Close()
	}
	return errors.Join(listening, s.life.sockets.close(ctx))
}
