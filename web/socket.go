package web

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// credentials are what a socket's client showed, copied out of Fiber's memory: the request is gone when they are
// checked. Whoever has checked them wipes them: the library's object keeps the pointer as long as the socket lives.
type credentials struct {
	token   string // an access token or a personal token
	cookie  string // the refresh cookie
	request *fasthttp.RequestCtx
}

// forget lets go of the request, which fasthttp keeps for as long as the socket lives: four kilobytes of headers that
// nobody reads again. The upgraded connection's goroutine is the only one that has it by then.
func (c *credentials) forget() {
	c.request.Request, c.request.Response = fasthttp.Request{}, fasthttp.Response{}
	*c = credentials{}
}

// socketDoor lets clients in to the socket.
type socketDoor struct {
	life    *lifetime
	auth    *Auth
	hub     *realtime.Hub
	origins *origins
	proxies proxies
	metrics *Metrics
	log     *slog.Logger
}

// localCredentials is the key under which credentials travel from the request to the upgraded connection.
const localCredentials = "credentials"

// upgrade makes the handler of GET /sync. A hostile page is refused before the upgrade, by 403. Whatever else is wrong
// is said after it, by a close code: stock clients die of an upgrade that is refused.
func (s *socketDoor) upgrade() fiber.Handler {
	upgraded := websocket.New(s.socket, websocket.Config{
		// Origins stays unset: the library's list would refuse clients that send no Origin. checkOrigin did it.
		// Compression stays off: a frame's limit could then not be counted.
		ReadBufferSize:  1,              // the least that the library takes: conn reads by itself
		WriteBufferPool: new(sync.Pool), // never used: conn writes by itself, and so the library holds no buffer
		// the default sends the panic's text to the client; socket recovers itself
		RecoverHandler: func(*websocket.Conn) {},
	})
	return func(f *fiber.Ctx) error {
		if s.life.draining.Load() {
			return errDraining
		}
		if err := checkHandshake(f); err != nil {
			s.metrics.refused.WithLabelValues("handshake").Inc()
			return err
		}
		shown := s.shown(f)
		if err := s.checkOrigin(f, shown); err != nil {
			s.metrics.refused.WithLabelValues("origin").Inc()
			return err
		}
		strip(&f.Request().Header)
		f.Request().URI().SetQueryString("")
		f.Locals(localCredentials, shown)
		return upgraded(f)
	}
}

// shown copies what the client showed to be let in. A token in the address counts only where no header has one.
func (s *socketDoor) shown(f *fiber.Ctx) *credentials {
	shown := &credentials{token: bearer(f.Get(fiber.HeaderAuthorization)),
		cookie:  strings.Clone(f.Cookies(refreshCookie)),
		request: f.Context()}
	if shown.token == "" {
		shown.token = strings.Clone(f.Query("access_token"))
	}
	return shown
}

// checkOrigin refuses pages that are not ours, and a cookie without an Origin: browsers always send one with an
// upgrade.
func (s *socketDoor) checkOrigin(f *fiber.Ctx, shown *credentials) error {
	origin := f.Get(fiber.HeaderOrigin)
	present := len(f.Request().Header.Peek(fiber.HeaderOrigin)) > 0
	if !present && shown.cookie == "" {
		return nil
	}
	return s.origins.check(origin, s.proxies.schemeOf(f), string(f.Request().Host()))
}

// strip leaves of the request what the handshake needs. The library copies all headers, and would hold secrets, and a
// few kilobytes, for as long as the socket lives.
func strip(header *fasthttp.RequestHeader) {
	var names []string
	header.VisitAll(func(name, _ []byte) { names = append(names, string(name)) })
	for _, name := range names {
		switch name {
		case "Connection", "Upgrade", "Host", "Sec-Websocket-Key", "Sec-Websocket-Version":
		default:
			header.Del(name)
		}
	}
	header.DelAllCookies()
}

// socket runs one upgraded connection. It returns when nothing uses the library's object any more: Fiber gives it to
// the next client then.
func (s *socketDoor) socket(socket *websocket.Conn) {
	c := newConn(socket)
	defer c.linger()
	if !s.life.sockets.enter() {
		_ = c.Close(realtime.CloseCode(errDraining))
		return
	}
	defer s.life.sockets.leave()
	s.metrics.connections.Inc()
	defer s.metrics.connections.Dec()
	shown, _ := socket.Locals(localCredentials).(*credentials)
	defer func() {
		if thrown := recover(); thrown != nil {
			s.log.Error("panic", "path", "/sync", "panic", panicText(thrown), "stack", string(debug.Stack()))
			_ = c.Close(realtime.CloseCode(crm.Errorf(crm.CodeInternal, "")))
		}
	}()
	who, err := s.enter(shown)
	if err != nil && !errors.Is(err, errDisabled) { // the hub has a code of its own for disabled accounts
		s.metrics.refused.WithLabelValues(string(crm.CodeOf(err))).Inc()
		_ = c.Close(realtime.CloseCode(err))
		return
	}
	if err := s.hub.Serve(s.life.online, c, who); err != nil {
		s.log.Debug("socket ended", "session", who.SessionID, "user", who.User.ID, "err", err)
	}
}

// enter identifies a socket's client.
func (s *socketDoor) enter(shown *credentials) (crm.Principal, error) {
	if shown == nil {
		return crm.Principal{}, errUnauthenticated
	}
	defer shown.forget()
	ctx, cancel := context.WithTimeout(s.life.base, identifyTime)
	defer cancel()
	if shown.token != "" {
		return s.auth.Identify(ctx, shown.token)
	}
	return s.auth.IdentifyCookie(ctx, shown.cookie)
}
