package web

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// dispatcher is what every request passes on its way to what answers it.
type dispatcher struct {
	life        *lifetime
	auth        *Auth
	origins     *origins
	proxies     proxies
	metrics     *Metrics
	rates       *rates
	streams     *streamLimiter
	work        *work
	idempotency *idempotency
	problems    *problemLog
	ids         requestIDs
	now         func() time.Time
	log         *slog.Logger
}

// serve wraps a route: it bounds the time, identifies the caller, asks for the route's rights, honours the
// Idempotency-Key, and turns whatever went wrong into a problem.
func (d *dispatcher) serve(r *route) fiber.Handler {
	return d.plain(apiPath+r.path, func(f *fiber.Ctx) error {
		limit := answerTime
		if r.slow || r.streams() {
			limit = slowTime
		}
		ctx, cancel := context.WithTimeout(withRequest(d.life.base, requestOf(f)), limit)
		c := &call{fiber: f, who: principal{from: source{f, d.proxies}}, kind: r.kind,
			most: r.body, status: r.success(),
			media: r.media, end: cancel}
		defer func() {
			if !c.streams {
				cancel()
			}
		}()
		if err := d.admit(ctx, c, r); err != nil {
			return err
		}
		if err := allow(c, r); err != nil {
			return d.turnAway(ctx, c, err)
		}
		return d.answer(ctx, c, r)
	})
}

// answer calls the route's endpoint within its rate, when it is the caller's turn.
func (d *dispatcher) answer(ctx context.Context, c *call, r *route) error {
	if err := d.rates.take(r.rate, c.who.user().ID); err != nil {
		return holdBack(ctx, err)
	}
	return holdBack(ctx, d.inTurn(ctx, c, r))
}

// inTurn calls the route's endpoint when it is the caller's turn, or gives again what it answered. One that streams
// takes its place once it has begun to answer.
func (d *dispatcher) inTurn(ctx context.Context, c *call, r *route) error {
	kind, arrived := c.work(r), time.Now()
	turn, stop := d.life.untilOffline(ctx)
	end, err := d.work.begin(turn, kind, c.who.user())
	stop()
	switch {
	case err != nil && d.life.draining.Load():
		return errDraining
	case err != nil:
		return err
	}
	at := &turnOf{work: d.work, kind: kind, user: c.who.user(), end: end}
	defer func() { at.end(c.used) }()
	ctx = context.WithValue(ctx, turnKey{}, at)
	if kind == largeWork {
		there, stop := whileThere(ctx, c.fiber.Context().Conn())
		defer stop()
		ctx = there
	}
	if (kind == largeWork || time.Since(arrived) > goneAfter) && hasLeft(c.fiber.Context().Conn()) {
		return errLeft
	}
	c.limiter, c.pace = d.streams, d.work.pacer(ctx, c.who.user())
	return d.idempotency.once(ctx, c, r, func() error { return orLeft(ctx, r.run(ctx, c)) })
}

// turnAway refuses whoever lacks the route's rights. Like a read, it takes its turn and is charged to the caller:
// otherwise a loop of such requests would be free.
func (d *dispatcher) turnAway(ctx context.Context, c *call, refusal error) error {
	turn, stop := d.life.untilOffline(ctx)
	end, err := d.work.begin(turn, readWork, c.who.user())
	stop()
	switch {
	case err != nil && d.life.draining.Load():
		return errDraining
	case err != nil:
		return holdBack(ctx, err)
	}
	end(0)
	return refusal
}

// admit identifies the caller, unless the route is open to everybody.
func (d *dispatcher) admit(ctx context.Context, c *call, r *route) error {
	if d.life.draining.Load() {
		return errDraining
	}
	if err := d.ownPage(c, r); err != nil {
		return err
	}
	identify := d.identify
	switch {
	case r.address:
		identify = d.identifyAddress
	case r.rights == open:
		return nil
	}
	if err := identify(ctx, c); err != nil {
		return err
	}
	c.fiber.Locals(localUser, c.who.User.ID)
	return nil
}

// allow asks for what the route's rights demand.
func allow(c *call, r *route) error {
	f := c.fiber
	changes := f.Method() != http.MethodGet && f.Method() != http.MethodHead
	switch r.rights {
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
func (d *dispatcher) ownPage(c *call, r *route) error {
	if r.cookie == noCookie {
		return nil
	}
	origin := c.fiber.Get(fiber.HeaderOrigin)
	if c.fiber.Cookies(refreshCookie) == "" && (origin == "" || r.cookie == readsCookie) {
		return nil
	}
	err := d.origins.check(origin, d.proxies.schemeOf(c.fiber), string(c.fiber.Request().Host()))
	if err != nil {
		noteOrigin(d.log, c.fiber)
	}
	return err
}

// identify sets who asks, by the Authorization header alone: a cookie never opens REST, so no other site's page can.
func (d *dispatcher) identify(ctx context.Context, c *call) error {
	token := bearer(c.fiber.Get(fiber.HeaderAuthorization))
	if token == "" {
		return errUnauthenticated
	}
	who, err := d.auth.Identify(ctx, token)
	if err != nil {
		return err
	}
	c.who.Principal, c.who.signedIn = who, !isPersonal(token)
	return nil
}

// identifyAddress sets who gave out the address, for programs that can't sign in.
func (d *dispatcher) identifyAddress(ctx context.Context, c *call) (err error) {
	c.who.Principal, err = d.auth.identifyCalendar(ctx, strings.Clone(c.fiber.Params("secret")))
	return err
}

// localUser is under what an identified user's id is kept for the access log.
const localUser = "user"

// plain wraps any handler: it sets the common headers, stops panics without telling the client about them, turns errors
// into problems, and writes one line of access log, which has neither query nor body. name is the route for metrics.
func (d *dispatcher) plain(name string, handle fiber.Handler) fiber.Handler {
	return func(f *fiber.Ctx) error {
		started := d.now()
		d.ids.give(f)
		guard(f, d.proxies)
		if err := d.guarded(f, handle); err != nil {
			sendProblem(f, err)
			d.problems.note(f, err)
		}
		if d.life.leaving.Load() && f.Response().StatusCode() != http.StatusSwitchingProtocols {
			f.Response().SetConnectionClose() // the next request may find another server
		}
		took := d.now().Sub(started)
		status := f.Response().StatusCode()
		d.metrics.request(f.Method(), name, status, took)
		d.access(f, status, took)
		return nil
	}
}

func (d *dispatcher) guarded(f *fiber.Ctx, handle fiber.Handler) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			d.log.Error("panic", "request", requestOf(f), "method", strings.Clone(f.Method()), "path", pathOf(f),
				"panic", panicText(thrown), "stack",
				string(debug.Stack()))
			err = crm.Errorf(crm.CodeInternal, "something went wrong here")
		}
	}()
	return handle(f)
}

func (d *dispatcher) access(f *fiber.Ctx, status int, took time.Duration) {
	if !d.log.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	attributes := []any{
		"request", requestOf(f), "method", strings.Clone(f.Method()), "path", pathOf(f), "status", status,
		"ms", float64(took.Microseconds()) / 1000,
		"address", d.proxies.clientOf(f).String(),
	}
	if user, ok := f.Locals(localUser).(crm.ID); ok {
		attributes = append(attributes, "user", user)
	}
	d.log.Info("request", attributes...)
}
