package web

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
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
// checked.
type credentials struct {
	id     string // of the request
	token  string // an access token or a personal token
	cookie string // the refresh cookie
	from   netip.Addr
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
			noteOrigin(s.log, f)
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
	shown := &credentials{id: requestOf(f), token: bearer(f.Get(fiber.HeaderAuthorization)),
		cookie: strings.Clone(f.Cookies(refreshCookie)), from: s.proxies.clientOf(f)}
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

// strip leaves of the request what the handshake needs. The library copies all headers, and would hold secrets until
// its object serves another client.
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

// socket takes over an upgraded connection, and signs its client in. Then it returns, so that the framework takes back
// what it holds for a request, and the connection goes on in a goroutine with a stack of its own: this one's is deep by
// now, and would stay so for as long as the socket lives.
func (s *socketDoor) socket(socket *websocket.Conn) {
	c := newConn(socket)
	if !s.life.sockets.enter() {
		_ = c.Close(realtime.CloseCode(errDraining))
		c.end()
		return
	}
	s.metrics.connections.Inc()
	shown, _ := socket.Locals(localCredentials).(*credentials)
	run, err := s.admit(c, shown)
	if err != nil {
		s.log.Debug("socket refused", "err", err)
		s.leave(c)
		return
	}
	go s.serve(c, shown.id, run)
}

// serve runs a connection whose client was let in, until it ends. Shutdown waits for it. id is that of the request that
// opened it.
func (s *socketDoor) serve(c *conn, id string, run func(context.Context) error) {
	defer s.leave(c)
	defer s.closeAfterPanic(c)
	code, _ := realtime.CloseCode(run(s.life.online))
	s.log.Info("socket closed", "request", id, "code", code)
}

// leave ends a connection that the session has closed. Shutdown does not wait until the client has been heard out: a
// client that is asleep would keep it for seconds.
func (s *socketDoor) leave(c *conn) {
	s.metrics.connections.Dec()
	s.life.sockets.leave()
	c.end()
}

// closeAfterPanic is deferred: it logs a panic, and tells the client nothing of it.
func (s *socketDoor) closeAfterPanic(c *conn) {
	if thrown := recover(); thrown != nil {
		s.log.Error("panic", "path", "/sync", "panic", panicText(thrown), "stack", string(debug.Stack()))
		_ = c.Close(realtime.CloseCode(crm.Errorf(crm.CodeInternal, "")))
	}
}

// admit identifies a socket's client and lets it in. After an error, and after a panic, which is one, the socket is
// closed.
func (s *socketDoor) admit(c *conn, shown *credentials) (run func(context.Context) error, err error) {
	err = crm.Errorf(crm.CodeInternal, "a panic")
	defer s.closeAfterPanic(c)
	who, refused := s.enter(shown)
	if refused != nil && !errors.Is(refused, errDisabled) { // the hub has a code of its own for disabled accounts
		s.metrics.refused.WithLabelValues(string(crm.CodeOf(refused))).Inc()
		_ = c.Close(realtime.CloseCode(refused))
		return nil, refused
	}
	who.Socket = shown.id
	s.log.Info("socket opened", "request", shown.id, "user", who.User.ID)
	session, refused := s.hub.Admit(s.life.online, c, who)
	if refused != nil {
		return nil, refused
	}
	return session.Run, nil
}

// enter identifies a socket's client.
func (s *socketDoor) enter(shown *credentials) (crm.Principal, error) {
	if shown == nil {
		return crm.Principal{}, errUnauthenticated
	}
	ctx, cancel := context.WithTimeout(s.life.base, identifyTime)
	defer cancel()
	if shown.token != "" {
		return s.auth.Identify(ctx, shown.token)
	}
	return s.auth.IdentifyCookie(ctx, shown.cookie, shown.from)
}
