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

// serve wraps a route's handler: it bounds the time, identifies the caller, asks for the route's rights, honours the
// Idempotency-Key, and turns whatever went wrong into a problem.
func (s *Server) serve(r *route) fiber.Handler {
	return s.plain(apiPath+r.path, func(f *fiber.Ctx) error {
		limit := answerTime
		if r.slow {
			limit = slowTime
		}
		ctx, cancel := context.WithTimeout(s.base, limit)
		c := &call{fiber: f, route: r, end: cancel}
		defer func() {
			if !c.streams {
				cancel()
			}
		}()
		f.Set(fiber.HeaderCacheControl, "no-store")
		if err := s.admit(ctx, c); err != nil {
			return err
		}
		return s.once(ctx, c, func() error { return r.handle(s, ctx, c) })
	})
}

// admit identifies the caller and asks for what the route's access demands.
func (s *Server) admit(ctx context.Context, c *call) error {
	if s.draining.Load() {
		return errDraining
	}
	if c.route.access == open {
		return nil
	}
	if err := s.identify(ctx, c); err != nil {
		return err
	}
	f := c.fiber
	f.Locals(localUser, c.who.User.ID)
	changes := f.Method() != http.MethodGet && f.Method() != http.MethodHead
	switch c.route.access {
	case writes:
		if c.who.ReadOnly {
			return crm.Errorf(crm.CodeForbidden, "this token may only read")
		}
	case owns:
		if !c.session {
			return crm.Errorf(crm.CodeForbidden, "a personal token may not do this; sign in")
		}
	case manages:
		if c.who.User.Role != crm.RoleBroker {
			return crm.ErrForbidden
		}
		if changes && c.who.ReadOnly {
			return crm.Errorf(crm.CodeForbidden, "this token may only read")
		}
	}
	return nil
}

// localUser is under what an identified user's id is kept for the access log.
const localUser = "user"

// plain wraps any handler: it sets the common headers, stops panics without telling the client about them, turns errors
// into problems, and writes one line of access log, which has neither query nor body. name is the route for metrics.
func (s *Server) plain(name string, handle fiber.Handler) fiber.Handler {
	return func(f *fiber.Ctx) error {
		started := s.now()
		s.guard(f)
		if err := s.guarded(f, handle); err != nil {
			sendProblem(f, err)
			s.logProblem(f, err)
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
			s.log.Error("panic", "method", strings.Clone(f.Method()), "path", pathOf(f), "panic", panicText(thrown), "stack", string(debug.Stack()))
			err = crm.Errorf(crm.CodeInternal, "something went wrong here")
		}
	}()
	return handle(f)
}

// logProblem logs what only the operator can mend.
func (s *Server) logProblem(f *fiber.Ctx, err error) {
	if code := problemOf(err).Code; code == crm.CodeInternal || code == crm.CodeUnavailable {
		s.log.Error("request failed", "method", strings.Clone(f.Method()), "path", pathOf(f), "err", err)
	}
}

func (s *Server) access(f *fiber.Ctx, status int, took time.Duration) {
	if !s.log.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	attributes := []any{
		"method", strings.Clone(f.Method()), "path", pathOf(f), "status", status, "ms", float64(took.Microseconds()) / 1000,
		"address", s.clientOf(f).String(),
	}
	if user, ok := f.Locals(localUser).(crm.ID); ok {
		attributes = append(attributes, "user", user)
	}
	s.log.Info("request", attributes...)
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
