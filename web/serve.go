package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// serve wraps a route: it bounds the time, identifies the caller, asks for the route's rights, honours the
// Idempotency-Key, and turns whatever went wrong into a problem.
func (s *Server) serve(r *route) fiber.Handler {
	return s.plain(apiPath+r.path, func(f *fiber.Ctx) error {
		limit := answerTime
		if r.slow || r.streams() {
			limit = slowTime
		}
		ctx, cancel := context.WithTimeout(s.life.base, limit)
		c := &call{fiber: f, route: r, who: principal{from: source{f, s.proxies}}, end: cancel}
		defer func() {
			if !c.streams {
				cancel()
			}
		}()
		f.Set(fiber.HeaderCacheControl, "no-store")
		if err := s.admit(ctx, c); err != nil {
			return err
		}
		return s.idempotency.once(ctx, c, func() error { return s.answer(ctx, c) })
	})
}

// answer calls the route's endpoint within its rate, and one that streams within what may be streamed at once.
func (s *Server) answer(ctx context.Context, c *call) error {
	if err := s.rates.take(c.route.rate, c.who.user().ID); err != nil {
		return err
	}
	if !c.route.streams() {
		return c.route.run(ctx, c)
	}
	release, err := s.streams.take(c.who.user().ID)
	if err != nil {
		return err
	}
	c.release = release
	if err := c.route.run(ctx, c); err != nil {
		release()
		return err
	}
	return nil
}

// admit identifies the caller and asks for what the route's rights demand.
func (s *Server) admit(ctx context.Context, c *call) error {
	if s.life.draining.Load() {
		return errDraining
	}
	if err := s.ownPage(c); err != nil {
		return err
	}
	if c.route.rights == open {
		return nil
	}
	if err := s.identify(ctx, c); err != nil {
		return err
	}
	f := c.fiber
	f.Locals(localUser, c.who.User.ID)
	changes := f.Method() != http.MethodGet && f.Method() != http.MethodHead
	switch c.route.rights {
	case writes:
		if c.who.ReadOnly {
			return errReadOnly
		}
	case signedIn:
		if !c.who.signedIn {
			return crm.Errorf(crm.CodeForbidden, "a personal token may not do this; sign in")
		}
	case brokerOnly:
		if c.who.User.Role != crm.RoleBroker {
			return crm.ErrForbidden
		}
		if changes && c.who.ReadOnly {
			return errReadOnly
		}
	}
	return nil
}

// errReadOnly answers a personal token that may change nothing.
var errReadOnly = crm.Errorf(crm.CodeForbidden, "this token may only read")

// ownPage refuses another site's page where the route reads or sets the refresh cookie. With a cookie an Origin must be
// there: browsers always send one with a POST.
func (s *Server) ownPage(c *call) error {
	if c.route.cookie == noCookie {
		return nil
	}
	origin := c.fiber.Get(fiber.HeaderOrigin)
	if c.fiber.Cookies(refreshCookie) == "" && (origin == "" || c.route.cookie == readsCookie) {
		return nil
	}
	if !s.origins.allow(origin, s.proxies.schemeOf(c.fiber), string(c.fiber.Request().Host())) {
		return errOrigin
	}
	return nil
}

// identify sets who asks, by the Authorization header alone: a cookie never opens REST, so no other site's page can.
func (s *Server) identify(ctx context.Context, c *call) error {
	token := bearer(c.fiber.Get(fiber.HeaderAuthorization))
	if token == "" {
		return errUnauthenticated
	}
	who, err := s.auth.Identify(ctx, token)
	if err != nil {
		return err
	}
	c.who.Principal, c.who.signedIn = who, !isPersonal(token)
	return nil
}

// localUser is under what an identified user's id is kept for the access log.
const localUser = "user"

// plain wraps any handler: it sets the common headers, stops panics without telling the client about them, turns errors
// into problems, and writes one line of access log, which has neither query nor body. name is the route for metrics.
func (s *Server) plain(name string, handle fiber.Handler) fiber.Handler {
	return func(f *fiber.Ctx) error {
		started := s.now()
		guard(f, s.proxies)
		if err := s.guarded(f, handle); err != nil {
			sendProblem(f, err)
			s.problems.note(f, err)
		}
		took := s.now().Sub(started)
		status := f.Response().StatusCode()
		s.metrics.request(f.Method(), name, status, took)
		s.access(f, status, took)
		return nil
	}
}

func (s *Server) guarded(f *fiber.Ctx, handle fiber.Handler) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			s.log.Error("panic", "method", strings.Clone(f.Method()), "path", pathOf(f), "panic", panicText(thrown), "stack",
				string(debug.Stack()))
			err = crm.Errorf(crm.CodeInternal, "something went wrong here")
		}
	}()
	return handle(f)
}

func (s *Server) access(f *fiber.Ctx, status int, took time.Duration) {
	if !s.log.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	attributes := []any{
		"method", strings.Clone(f.Method()), "path", pathOf(f), "status", status, "ms", float64(took.Microseconds()) / 1000,
		"address", s.proxies.clientOf(f).String(),
	}
	if user, ok := f.Locals(localUser).(crm.ID); ok {
		attributes = append(attributes, "user", user)
	}
	s.log.Info("request", attributes...)
}

// problemLog logs what only the operator can mend.
type problemLog struct{ log *slog.Logger }

func (p *problemLog) note(f *fiber.Ctx, err error) {
	if code := problemOf(err).Code; code == crm.CodeInternal || code == crm.CodeUnavailable {
		p.log.Error("request failed", "method", strings.Clone(f.Method()), "path", pathOf(f), "err", err)
	}
}

// pathOf is the address without its query, bounded and copied.
func pathOf(f *fiber.Ctx) string {
	path := strings.Clone(f.Path())
	if len(path) > 200 {
		path = path[:200]
	}
	return path
}

// panicText says what was thrown without values that a message may hold: the runtime's own errors in full, others by
// type.
func panicText(thrown any) string {
	if err, ok := thrown.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", thrown)
}
